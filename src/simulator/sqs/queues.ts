import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';
import type { MessageAttribute } from './digest.ts';
import { noQueue } from './errors.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly system: Readonly<Record<string, MessageAttribute>>;
  readonly groupId: string | undefined;
  readonly senderId: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  visibleAt: number;
  receives: number;
  firstReceivedAt?: number;
  /** Of the last receive; older ones are worth nothing. */
  receipt?: string;
  /** ARN of the queue that it could not be handled in. */
  deadLetterOf?: string;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  changedAt: number;
  /** As the API spells them, without those that are counted. */
  attributes: Record<string, string>;
  /** Old first. */
  messages: Message[];
  purgedAt?: number;
}

const queuesKey = stateKey('sqs:queues', () => new Map<string, Queue>());
const endpointKey = stateKey('sqs:endpoint', (): { origin: string | undefined } => ({ origin: undefined }));
const everywhere = { account: 'aws', region: 'global' };

export function queuesOf(world: World, where: Where): Map<string, Queue> {
  return world.state(queuesKey, where);
}

/** Clients call the host of a queue's URL: where the simulator listens, that must be its own (an origin, `http://…`). */
export function useOrigin(world: World, origin: string): void {
  world.state(endpointKey, everywhere).origin = origin;
}

export function urlOf(world: World, where: Where, name: string): string {
  const own = world.state(endpointKey, everywhere).origin;
  return `${own ?? `https://sqs.${where.region}.amazonaws.com`}/${where.account}/${name}`;
}

/** By URL of any host, by name or by ARN. */
export function findQueue(world: World, where: Where, reference: string): Queue | undefined {
  const [name, account] = reference.split(reference.startsWith('arn:') ? ':' : '/').reverse();
  return queuesOf(world, { account: account || where.account, region: where.region }).get(name ?? '');
}

export function queueAt(world: World, where: Where, url: string | undefined): Queue {
  const queue = findQueue(world, where, url ?? '');
  if (queue === undefined) throw noQueue();
  return queue;
}

export function numberOf(queue: Queue, attribute: string): number {
  return Number(queue.attributes[attribute]);
}
