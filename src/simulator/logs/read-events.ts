import {
  FilterLogEvents$,
  type FilterLogEventsRequest,
  type FilterLogEventsResponse,
  GetLogEvents$,
  type GetLogEventsRequest,
  type GetLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { literalFilter } from './filter-pattern.ts';
import {
  bucketOf,
  groupOf,
  invalidParameter,
  invalidToken,
  limit,
  optionalGroup,
  streamName,
  streamPrefix,
} from './inputs.ts';
import { type LogEventRecord, type LogGroupRecord, oldestKept, theStream } from './state.ts';

const eventsOfAPage = 10_000;
const pageSize = limit('limit', `be between 1 and ${eventsOfAPage}`, { min: 1, max: eventsOfAPage });

/** Milliseconds since 1970. */
interface Window {
  readonly startTime?: number | undefined;
  readonly endTime?: number | undefined;
}

/** From startTime on, before endTime, and not older than the group keeps. */
function inWindow(group: LogGroupRecord, now: number, window: Window): (event: LogEventRecord) => boolean {
  const from = Math.max(window.startTime ?? 0, oldestKept(group, now));
  const before = window.endTime ?? Number.POSITIVE_INFINITY;
  return (event) => event.timestamp >= from && event.timestamp < before;
}

const token = /^([fb])\/(\d{56})\/s$/;

/**
 * One stream. Tokens are places between events: `f/` reads on from there, `b/` back from there; at the end of the
 * stream the token that was sent comes back, as AWS documents it. Without a token the newest page comes, or with
 * startFromHead the oldest.
 */
export const getLogEvents: Operation<GetLogEventsRequest, GetLogEventsResponse> = {
  name: 'logs:GetLogEvents',
  schema: GetLogEvents$,
  effect: 'read',
  limits: [...optionalGroup, ...streamName, pageSize],
  buckets: bucketOf('GetLogEvents', 25),
  facts: ['§7', '§9.3'],
  run(world, caller, input) {
    refuseOthers('logs:GetLogEvents', input, [
      'logGroupName',
      'logGroupIdentifier',
      'logStreamName',
      'startTime',
      'endTime',
      'nextToken',
      'limit',
      'startFromHead',
    ]);
    const group = groupOf(world, caller, input);
    const stream = theStream(group, input.logStreamName ?? '');
    const events = stream.events.filter(inWindow(group, world.clock.now(), input));
    const [start, end] = bounds(events.length, input);
    return {
      events: events
        .slice(start, end)
        .map(({ timestamp, message, ingestedAt }) => ({ timestamp, message, ingestionTime: ingestedAt })),
      nextForwardToken: tokenAt('f', end),
      nextBackwardToken: tokenAt('b', start),
    };
  },
};

/** From and to which event, by place. */
function bounds(count: number, input: GetLogEventsRequest): readonly [number, number] {
  const size = input.limit ?? eventsOfAPage;
  if (input.nextToken === undefined)
    return input.startFromHead === true ? [0, Math.min(size, count)] : [Math.max(0, count - size), count];
  const [, direction, digits] = token.exec(input.nextToken) ?? [];
  if (digits === undefined) throw invalidToken();
  const place = Math.min(Number(digits), count);
  return direction === 'f' ? [place, Math.min(place + size, count)] : [Math.max(0, place - size), place];
}

function tokenAt(direction: 'f' | 'b', place: number): string {
  return `${direction}/${String(place).padStart(56, '0')}/s`;
}

/**
 * Over streams, by time, pages of up to 10,000. `interleaved` is taken and ignored: AWS interleaves always.
 * `searchedLogStreams` is empty, as in AWS since 2019.
 */
export const filterLogEvents: Operation<FilterLogEventsRequest, FilterLogEventsResponse> = {
  name: 'logs:FilterLogEvents',
  schema: FilterLogEvents$,
  effect: 'read',
  limits: [
    ...optionalGroup,
    ...streamPrefix,
    pageSize,
    limit('logStreamNames', 'have length between 1 and 100', { min: 1, max: 100 }),
    limit('filterPattern', 'have length less than or equal to 1024', { max: 1024 }),
  ],
  buckets: bucketOf('FilterLogEvents', 10),
  facts: ['§7'],
  run(world, caller, input) {
    refuseOthers('logs:FilterLogEvents', input, [
      'logGroupName',
      'logGroupIdentifier',
      'logStreamNames',
      'logStreamNamePrefix',
      'startTime',
      'endTime',
      'filterPattern',
      'nextToken',
      'limit',
      'interleaved',
    ]);
    if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined)
      throw invalidParameter('Parameter logStreamNames and logStreamNamePrefix cannot be specified at the same time.');
    const group = groupOf(world, caller, input);
    const matches = literalFilter(input.filterPattern ?? '');
    const wanted = inWindow(group, world.clock.now(), input);
    const events = streamsOf(group, input).flatMap((stream) =>
      stream.events
        .filter((event) => wanted(event) && matches(event.message))
        .map((event) => ({ event, logStreamName: stream.name })),
    );
    const page = pageOf(events, {
      size: input.limit ?? eventsOfAPage,
      token: input.nextToken,
      keyOf: ({ event }) => `${String(event.timestamp).padStart(16, '0')} ${event.id}`,
      refuse: invalidToken,
    });
    return {
      events: page.items.map(({ event, logStreamName }) => ({
        logStreamName,
        timestamp: event.timestamp,
        message: event.message,
        ingestionTime: event.ingestedAt,
        eventId: event.id,
      })),
      searchedLogStreams: [],
      nextToken: page.next,
    };
  },
};

/** Named streams must be there; a prefix may match none. */
function streamsOf(group: LogGroupRecord, input: FilterLogEventsRequest) {
  if (input.logStreamNames !== undefined) return input.logStreamNames.map((name) => theStream(group, name));
  return [...group.streams.values()].filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''));
}
