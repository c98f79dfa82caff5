import {
  CreateLogStream$,
  type CreateLogStreamRequest,
  DescribeLogStreams$,
  type DescribeLogStreamsRequest,
  type DescribeLogStreamsResponse,
  type LogStream,
} from '@aws-sdk/client-cloudwatch-logs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { makeStream } from './groups.ts';
import {
  bucketOf,
  groupName,
  groupOf,
  invalidParameter,
  invalidToken,
  limit,
  optionalGroup,
  streamName,
  streamPrefix,
} from './inputs.ts';
import { type LogGroupRecord, type LogStreamRecord, theGroup } from './state.ts';

/** Log drivers do this themselves; throws ResourceAlreadyExistsException. */
export const createLogStream: Operation<CreateLogStreamRequest, object> = {
  name: 'logs:CreateLogStream',
  schema: CreateLogStream$,
  effect: 'write',
  limits: [...groupName, ...streamName],
  buckets: bucketOf('CreateLogStream', 50),
  facts: ['§7', '§8'],
  run(world, caller, input) {
    refuseOthers('logs:CreateLogStream', input, ['logGroupName', 'logStreamName']);
    const group = theGroup(world, caller, input.logGroupName ?? '');
    const name = input.logStreamName ?? '';
    if (group.streams.has(name))
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    makeStream(group, name, world.clock.now());
    return {};
  },
};

const streamsOfAPage = 50;
const orders = ['LogStreamName', 'LastEventTime'];

/** By name, or by the last event; both ways round. Throws ResourceNotFoundException for the group. */
export const describeLogStreams: Operation<DescribeLogStreamsRequest, DescribeLogStreamsResponse> = {
  name: 'logs:DescribeLogStreams',
  schema: DescribeLogStreams$,
  effect: 'read',
  limits: [
    ...optionalGroup,
    ...streamPrefix,
    limit('limit', `be between 1 and ${streamsOfAPage}`, { min: 1, max: streamsOfAPage }),
    limit('orderBy', `satisfy enum value set: [${orders.join(', ')}]`, { oneOf: orders }),
  ],
  buckets: bucketOf('DescribeLogStreams', 25),
  facts: ['§7'],
  run(world, caller, input) {
    refuseOthers('logs:DescribeLogStreams', input, [
      'logGroupName',
      'logGroupIdentifier',
      'logStreamNamePrefix',
      'orderBy',
      'descending',
      'nextToken',
      'limit',
    ]);
    const byTime = input.orderBy === 'LastEventTime';
    if (byTime && input.logStreamNamePrefix !== undefined)
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
    const group = groupOf(world, caller, input);
    const streams = [...group.streams.values()].filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''));
    const ordered = sorted(streams, byTime);
    if (input.descending === true) ordered.reverse();
    // By place in the order asked for: the page's keys must rise in it.
    const places = new Map(ordered.map((stream, index) => [stream, String(index).padStart(9, '0')]));
    const page = pageOf(ordered, {
      size: input.limit ?? streamsOfAPage,
      token: input.nextToken,
      keyOf: (stream) => places.get(stream) ?? '',
      refuse: invalidToken,
    });
    return { logStreams: page.items.map((stream) => describeStream(group, stream)), nextToken: page.next };
  },
};

/** Streams without events come before all others, streams of the same moment by name. */
function sorted(streams: readonly LogStreamRecord[], byTime: boolean): LogStreamRecord[] {
  const lastEvent = (stream: LogStreamRecord) => stream.events.at(-1)?.timestamp ?? 0;
  const byName = [...streams].sort((one, other) => (one.name < other.name ? -1 : 1));
  return byTime ? byName.sort((one, other) => lastEvent(one) - lastEvent(other)) : byName;
}

function describeStream(group: LogGroupRecord, stream: LogStreamRecord): LogStream {
  const ingested = stream.events.map((event) => event.ingestedAt);
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    firstEventTimestamp: stream.events[0]?.timestamp,
    lastEventTimestamp: stream.events.at(-1)?.timestamp,
    lastIngestionTime: ingested.length === 0 ? undefined : Math.max(...ingested),
    arn: `${group.arn}:log-stream:${stream.name}`,
    // Documented: always zero since 2019.
    storedBytes: 0,
  };
}
