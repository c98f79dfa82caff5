import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { expire } from './messages.ts';
import { findQueue, type Queue } from './queues.ts';

/** Numbers with their bounds and defaults (aws-facts §7). */
const numbers: Readonly<Record<string, { readonly min: number; readonly max: number; readonly standard: number }>> = {
  VisibilityTimeout: { min: 0, max: 43_200, standard: 30 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, standard: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, standard: 345_600 },
  DelaySeconds: { min: 0, max: 900, standard: 0 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, standard: 0 },
};

/** Kept and given back; of these only RedrivePolicy does something. */
const texts = ['RedrivePolicy', 'RedriveAllowPolicy', 'Policy', 'SqsManagedSseEnabled'];

export const standardAttributes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(numbers).map(([name, { standard }]) => [name, String(standard)])),
  SqsManagedSseEnabled: 'true',
};

/** Throws for what SQS would refuse, and by name for what the simulator does not know (FIFO queues, KMS). */
export function checkAttributes(world: World, where: Where, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const bounds = numbers[name];
    if (bounds !== undefined) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < bounds.min || number > bounds.max) throw invalidAttribute(name);
    } else if (!texts.includes(name)) throw unknown(name);
    if (name === 'RedrivePolicy' && value !== '') checkRedrive(world, where, value);
  }
}

function checkRedrive(world: World, where: Where, text: string): void {
  const policy = parsed(text);
  const arn = policy.deadLetterTargetArn;
  const count = Number(policy.maxReceiveCount);
  if (typeof arn !== 'string' || !Number.isInteger(count) || count < 1 || count > 1000)
    throw refused(
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: Invalid value for maxReceiveCount: ${String(policy.maxReceiveCount)}, valid values are from 1 to 1000 both inclusive.`,
    );
  if (findQueue(world, where, arn) === undefined)
    throw refused(`Value ${text} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Falls through to the refusal.
  }
  throw refused(
    `Value ${text} for parameter RedrivePolicy is invalid. Reason: Redrive policy is not a valid JSON map.`,
  );
}

/** All attributes of a queue, the counted ones with them. */
export function describe(world: World, queue: Queue): Record<string, string> {
  const now = world.clock.now();
  expire(queue, now);
  const hidden = queue.messages.filter((message) => message.visibleAt > now);
  const delayed = hidden.filter((message) => message.receives === 0);
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.changedAt / 1000)),
    ApproximateNumberOfMessages: String(queue.messages.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed.length),
    ApproximateNumberOfMessagesDelayed: String(delayed.length),
  };
}

function unknown(name: string): AwsError {
  const known = ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];
  if (!known.includes(name) && !name.startsWith('Kms'))
    return new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  return new AwsError('NotImplementedBySimulator', `The simulator does not know the attribute ${name} of queues.`, 501);
}

function invalidAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

function refused(sentence: string): AwsError {
  return new AwsError('InvalidParameterValueException', sentence);
}
