import { describe } from '../sqs/attributes.ts';
import { queuesOf } from '../sqs/queues.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import type { AlarmDefinition } from './alarm-state.ts';
import { addDatum } from './metrics.ts';

/** SQS measures its queues itself, every minute; here only what an alarm asks for is measured, when it is asked for. */
export function sampleQueue(world: World, where: Where, { namespace, metric, dimensions }: AlarmDefinition): void {
  const queue = queuesOf(world, where).get(dimensions.QueueName ?? '');
  if (namespace !== 'AWS/SQS' || queue === undefined) return;
  const now = world.clock.now();
  const oldest = Math.min(now, ...queue.messages.map(({ sentAt }) => sentAt));
  const seen: Readonly<Record<string, number>> = {
    ApproximateNumberOfMessagesVisible: Number(describe(world, queue).ApproximateNumberOfMessages),
    ApproximateNumberOfMessagesNotVisible: Number(describe(world, queue).ApproximateNumberOfMessagesNotVisible),
    ApproximateAgeOfOldestMessage: Math.floor((now - oldest) / 1000),
  };
  const value = seen[metric];
  // It stands at the end of the minute that is looked at.
  if (value !== undefined)
    addDatum(world, where, { namespace, name: metric, dimensions, values: [value], at: now - 1 });
}
