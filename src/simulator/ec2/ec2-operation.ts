import { AwsError, type Operation, type ThrottleBucket } from '../operation.ts';
import { pageOf } from '../page.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { type Filter, type FilterTable, filtered } from './filters.ts';
import { network } from './network.ts';
import type { Ec2State } from './state.ts';

/** Input and output as the SDK has them, without its metadata. */
export type Ec2Operation<Input, Output> = Operation<Input, Omit<Output, '$metadata'>>;

/** EC2 API reference, «Request throttling». */
const nonMutating: ThrottleBucket = { name: 'non-mutating', burst: 100, refill: 20 };
const mutating: ThrottleBucket = { name: 'mutating', burst: 50, refill: 5 };

export const reads = { effect: 'read', buckets: [nonMutating], facts: ['§1.1', '§3'] } as const;
export const changes = { effect: 'write', buckets: [mutating], facts: ['§1.1', '§3'] } as const;

/** What all Describe calls have in common. */
export interface Question<Item> {
  /** `DescribeSubnets` */
  readonly operation: string;
  readonly ids: readonly string[] | undefined;
  readonly idOf: (item: Item) => string;
  readonly notFound: (id: string) => AwsError;
  readonly filters: FilterTable<Item>;
}

/** What every Describe call can be given. */
export interface Asked {
  readonly Filters?: readonly Filter[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

const largestPage = 1000;

/** The items that are asked for, by ids (all of them must be there) and filters, a page of them. */
export function answerQuestion<Item>(
  world: World,
  where: Where,
  items: (state: Ec2State) => Iterable<Item>,
  question: Question<Item>,
  asked: Asked,
): { items: readonly Item[]; next: { NextToken?: string } } {
  const state = network(world, where);
  const all = [...items(state)];
  const missing = question.ids?.find((id) => !all.some((item) => question.idOf(item) === id));
  if (missing !== undefined) throw question.notFound(missing);
  const named = all.filter((item) => question.ids?.includes(question.idOf(item)) ?? true);
  const found = filtered(question, state, named, asked.Filters ?? []);
  const page = pageOf(found, {
    size: asked.MaxResults ?? largestPage,
    token: asked.NextToken,
    keyOf: question.idOf,
    refuse: () => new AwsError('InvalidParameterValue', `Unable to parse pagination token '${asked.NextToken}'`),
  });
  return { items: page.items, next: page.next === undefined ? {} : { NextToken: page.next } };
}

/** In the order in which they were given. */
export function shownTags(state: Ec2State, id: string): { Key: string; Value: string }[] {
  return [...(state.tags.get(id) ?? [])].map(([Key, Value]) => ({ Key, Value }));
}
