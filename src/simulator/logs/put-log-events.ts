import {
  type InputLogEvent,
  PutLogEvents$,
  type PutLogEventsRequest,
  type PutLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { refuseOthers } from '../not-implemented.ts';
import type { Limit, Operation } from '../operation.ts';
import { addEvent } from './groups.ts';
import { bucketOf, groupName, invalidParameter, limit, needed, streamName } from './inputs.ts';
import { oldestKept, theGroup, theStream } from './state.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** The window that AWS documents: two hours ahead, fourteen days back, a batch of a day and a mebibyte. */
const newestAhead = 2 * hour;
const oldestBehind = 14 * day;
const batchBytes = 1_048_576;
const bytesBesideEachMessage = 26;

const limits: readonly Limit[] = [
  ...groupName,
  ...streamName,
  needed('logEvents'),
  limit('logEvents', 'have length between 1 and 10000', { min: 1, max: 10_000 }),
  needed('logEvents[].timestamp'),
  needed('logEvents[].message'),
  limit('logEvents[].message', 'have length greater than or equal to 1', { min: 1 }),
];

/** Sequence tokens are taken and ignored, as AWS does since 2023. Events out of the window are named, the others kept. */
export const putLogEvents: Operation<PutLogEventsRequest, PutLogEventsResponse> = {
  name: 'logs:PutLogEvents',
  schema: PutLogEvents$,
  effect: 'write',
  limits,
  buckets: bucketOf('PutLogEvents', 5000),
  facts: ['§7'],
  run(world, caller, input) {
    refuseOthers('logs:PutLogEvents', input, ['logGroupName', 'logStreamName', 'logEvents', 'sequenceToken']);
    const group = theGroup(world, caller, input.logGroupName ?? '');
    const stream = theStream(group, input.logStreamName ?? '');
    const events = (input.logEvents ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
    checkBatch(events);
    const now = world.clock.now();
    const tooNew = events.findIndex((event) => event.timestamp > now + newestAhead);
    const tooOld = events.findLastIndex((event) => event.timestamp < now - oldestBehind);
    const expired = events.findLastIndex((event) => event.timestamp < oldestKept(group, now));
    const first = Math.max(tooOld, expired) + 1;
    const kept = events.slice(first, tooNew < 0 ? undefined : tooNew);
    for (const event of kept) addEvent(world, caller, stream, event.timestamp, event.message);
    if (kept.length === events.length) return {};
    return {
      rejectedLogEventsInfo: {
        tooNewLogEventStartIndex: tooNew < 0 ? undefined : tooNew,
        tooOldLogEventEndIndex: tooOld < 0 ? undefined : tooOld + 1,
        expiredLogEventEndIndex: expired < 0 ? undefined : expired + 1,
      },
    };
  },
};

/** Throws InvalidParameterException; nothing of the batch is kept then. */
function checkBatch(events: readonly Required<InputLogEvent>[]): void {
  const times = events.map((event) => event.timestamp ?? 0);
  if (times.some((time, index) => time < (times[index - 1] ?? 0)))
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  if (Math.max(...times) - Math.min(...times) > day)
    throw invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  const bytes = events.reduce((sum, event) => sum + Buffer.byteLength(event.message ?? '') + bytesBesideEachMessage, 0);
  if (bytes > batchBytes) throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${batchBytes}`);
}
