import { type CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';
import type { Clock } from '../../src/aws/clock.ts';
import { describeStack, stateOf } from './stack-state.ts';
import { type Outcome, trouble, troubleOf } from './trouble.ts';

export interface Follow {
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly clock: Clock;
  /** Each event once, in order. */
  readonly event: (event: StackEvent) => void;
}

const POLL_MS = 3_000;
/** A stack of ours takes a few minutes; a NAT gateway or a load balancer some more. */
const LONGEST_MS = 3_600_000;

/** Newest first, as CloudFormation pages them, until one that is not newer than `since`. */
export async function eventsSince(
  cloudformation: Follow['cloudformation'],
  stack: string,
  since: number,
): Promise<Outcome<StackEvent[]>> {
  const found: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    try {
      const page = await cloudformation.send(
        new DescribeStackEventsCommand({ StackName: stack, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
      const events = page.StackEvents ?? [];
      const fresh = events.filter(({ Timestamp }) => (Timestamp?.getTime() ?? 0) >= since);
      found.push(...fresh);
      NextToken = fresh.length < events.length ? undefined : page.NextToken;
    } catch (error) {
      return troubleOf('cloudformation:DescribeStackEvents', error);
    }
  } while (NextToken !== undefined);
  return { ok: true, value: found };
}

/** Tells each event as it comes, and answers the stack's status once it moves no more; `gone` after a deletion. */
export async function follow(
  { cloudformation, clock, event }: Follow,
  stackId: string,
  since: number,
): Promise<Outcome<string>> {
  const told = new Set<string>();
  const end = clock.monotonic() + LONGEST_MS;
  for (;;) {
    // Status first: an event that comes after it is read below, so none is lost at the end.
    const described = await describeStack(cloudformation, stackId);
    if (!described.ok) return described;
    const status = described.value?.StackStatus ?? 'gone';
    if (status !== 'gone') {
      const events = await eventsSince(cloudformation, stackId, since);
      if (!events.ok) return events;
      for (const each of events.value.reverse()) {
        if (each.EventId === undefined || told.has(each.EventId)) continue;
        told.add(each.EventId);
        event(each);
      }
    }
    if (status === 'gone' || stateOf(status) !== 'moving') return { ok: true, value: status };
    if (clock.monotonic() >= end)
      return trouble(
        'stack-stuck',
        `the stack has been ${status} for an hour`,
        'look at its events in the CloudFormation console; run the same command again to go on watching',
      );
    await clock.sleep(POLL_MS);
  }
}

/** The first thing that failed: all later failures follow from it. */
export function firstFailure(events: readonly StackEvent[]): StackEvent | undefined {
  return [...events]
    .sort((a, b) => (a.Timestamp?.getTime() ?? 0) - (b.Timestamp?.getTime() ?? 0))
    .find(
      ({ ResourceStatus, ResourceStatusReason = '' }) =>
        ResourceStatus?.endsWith('_FAILED') === true && !/cancelled/i.test(ResourceStatusReason),
    );
}
