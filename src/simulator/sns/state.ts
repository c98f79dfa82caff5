import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

export interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Map<string, string>;
  /** A mail address is asked first. */
  confirmed: boolean;
}

/** What was published, for whoever wants to see it. */
export interface Published {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly subject: string | undefined;
  readonly message: string;
}

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly owner: string;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By ARN. */
  readonly subscriptions: Map<string, Subscription>;
  readonly published: Published[];
}

const topicsKey = stateKey('sns:topics', () => new Map<string, Topic>());

export function topicsOf(world: World, where: Where): Map<string, Topic> {
  return world.state(topicsKey, where);
}

export function findTopic(world: World, arn: string): Topic | undefined {
  const [, , , region = '', account = '', name = ''] = arn.split(':');
  return topicsOf(world, { account, region }).get(name);
}

export function topicAt(world: World, arn: string | undefined): Topic {
  const topic = findTopic(world, arn ?? '');
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return topic;
}
