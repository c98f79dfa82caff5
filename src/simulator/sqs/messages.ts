import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import type { MessageAttribute } from './digest.ts';
import { handleInvalid, invalid } from './errors.ts';
import { findQueue, type Message, numberOf, type Queue } from './queues.ts';

export interface Sending {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttribute>>;
  readonly system?: Readonly<Record<string, MessageAttribute>>;
  readonly groupId?: string | undefined;
  /** The queue's own delay if absent. */
  readonly delaySeconds?: number | undefined;
  readonly senderId: string;
}

type ArrivalListener = (queue: Queue, visibleAt: number) => void;

const listeners = new WeakMap<World, ArrivalListener>();

/** Hears of every message that is sent, and when (ms since 1970) it can be seen first. */
export function onArrival(world: World, listener: ArrivalListener): void {
  listeners.set(world, listener);
}

/** Puts a message into a queue; it is seen after its delay. */
export function send(world: World, queue: Queue, sending: Sending): Message {
  const hex = world.random.hex(32);
  const delay = sending.delaySeconds ?? numberOf(queue, 'DelaySeconds');
  const message: Message = {
    id: [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
    body: sending.body,
    attributes: sending.attributes ?? {},
    system: sending.system ?? {},
    groupId: sending.groupId,
    senderId: sending.senderId,
    sentAt: world.clock.now(),
    visibleAt: world.clock.now() + delay * 1000,
    receives: 0,
  };
  queue.messages.push(message);
  listeners.get(world)?.(queue, message.visibleAt);
  return message;
}

/** Takes up to `count` messages that are visible now out of sight; those received too often go to the dead-letter queue. */
export function receive(
  world: World,
  where: Where,
  queue: Queue,
  count: number,
  visibilitySeconds?: number,
): Message[] {
  const now = world.clock.now();
  expire(queue, now);
  const seconds = visibilitySeconds ?? numberOf(queue, 'VisibilityTimeout');
  const taken: Message[] = [];
  for (const message of queue.messages.filter((one) => one.visibleAt <= now)) {
    if (taken.length >= count) break;
    if (buried(world, where, queue, message)) continue;
    message.receives += 1;
    message.firstReceivedAt ??= now;
    message.visibleAt = now + seconds * 1000;
    message.receipt = Buffer.from(`${message.id} ${world.random.hex(16)}`).toString('base64url');
    taken.push(message);
  }
  return taken;
}

function buried(world: World, where: Where, queue: Queue, message: Message): boolean {
  const policy = redrivePolicy(queue);
  if (policy === undefined || message.receives < policy.maxReceiveCount) return false;
  const grave = findQueue(world, where, policy.deadLetterTargetArn);
  if (grave === undefined) return false;
  queue.messages = queue.messages.filter((one) => one !== message);
  const { firstReceivedAt, receipt, ...rest } = message;
  grave.messages.push({ ...rest, receives: 0, visibleAt: world.clock.now(), deadLetterOf: queue.arn });
  return true;
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

function redrivePolicy(queue: Queue): RedrivePolicy | undefined {
  const text = queue.attributes.RedrivePolicy;
  if (!text) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as RedrivePolicy;
  return { deadLetterTargetArn, maxReceiveCount: Number(maxReceiveCount) };
}

/** A handle that was given out stays good for deleting even after the message is visible again, until the next receive. */
export function remove(queue: Queue, handle: string): void {
  const id = idOf(handle);
  queue.messages = queue.messages.filter((message) => !(message.id === id && message.receipt === handle));
}

export function changeVisibility(world: World, queue: Queue, handle: string, seconds: number): void {
  const id = idOf(handle);
  const now = world.clock.now();
  const message = queue.messages.find((one) => one.id === id);
  if (message === undefined || message.receipt !== handle || message.visibleAt <= now)
    throw invalid(handle, 'ReceiptHandle', 'Message does not exist or is not available for visibility timeout change.');
  message.visibleAt = now + seconds * 1000;
}

function idOf(handle: string): string {
  const [id, secret] = Buffer.from(handle, 'base64url').toString().split(' ');
  if (id?.length !== 36 || secret?.length !== 16) throw handleInvalid(handle);
  return id;
}

/** Messages older than the queue keeps them are gone. */
export function expire(queue: Queue, now: number): void {
  const oldest = now - numberOf(queue, 'MessageRetentionPeriod') * 1000;
  queue.messages = queue.messages.filter((message) => message.sentAt > oldest);
}
