import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsFailure } from '../aws/failure.ts';
import { TAG } from '../desired-state/desired.ts';
import { type Observation, present } from './observation.ts';
import { type Owner, ownerOf } from './ownership.ts';
import { weightIn } from './replacement.ts';
import type { RemovalAround } from './resource-kind.ts';
import { groupName } from './target-group-arn.ts';

/** The listener rules that stand between a removed service and its deletion. */
export interface RemovalRules {
  /** Made by us for the service, by their tags as read now. */
  readonly ours: readonly string[];
  /** Of somebody else (a listener's default action, too), and still forwarding to a group of the service. */
  readonly strangers: readonly { readonly arn: string; readonly group: string; readonly owner: Owner }[];
  /** Why it can't be told that these are all; undefined: they are. */
  readonly unread: string | undefined;
  /** Reads that failed, for the finding. */
  readonly failures: readonly AwsFailure[];
}

/** What the records know is not enough: they may be lost, and a rule may have been made by hand (R6). */
export function removalRules({ app, tombstone, seen, known }: RemovalAround): RemovalRules {
  const groups = groupsOf({ app, tombstone, seen, known });
  const knownRules = new Set(Object.values(known.rules));
  const ours: string[] = [];
  const failures: AwsFailure[] = [];
  const strangers: { arn: string; group: string; owner: Owner }[] = [];
  let unread = unreadListener(seen, groups.values()) ?? unreadRule(seen, knownRules);
  for (const [listener, observed] of seen.rules) {
    if (observed.is === 'unknown') {
      failures.push(observed.failure);
      unread ??= `the rules of ${listener} could not be read`;
    }
    for (const rule of present(observed) ?? []) {
      const arn = rule.RuleArn ?? listener;
      const tags = seen.tags.get(arn);
      const tagged = tags?.get(TAG.app) === app.app && tags.get(TAG.service) === tombstone.service;
      const group = groupBehind(rule, groups.values());
      if (tagged) ours.push(arn);
      else if (knownRules.has(arn) && tags === undefined) unread ??= `the tags of ${arn} are not read yet`;
      else if (group !== undefined) strangers.push({ arn, group: groupName(group), owner: ownerOf(tags, app.app) });
    }
  }
  return { ours, strangers, unread, failures };
}

/** Target groups of a removed service, by name: on the running service, in the records, or tagged so. */
export function groupsOf({ app, tombstone, seen, known }: RemovalAround): Map<string, string> {
  const groups = new Map(Object.entries(known.targetGroups));
  for (const { targetGroupArn } of present(seen.services.get(tombstone.ecsService))?.loadBalancers ?? [])
    if (targetGroupArn !== undefined) groups.set(groupName(targetGroupArn), targetGroupArn);
  for (const [name, observed] of seen.targetGroups) {
    const arn = present(observed)?.TargetGroupArn;
    const tags = seen.tags.get(arn ?? '');
    if (arn !== undefined && tags?.get(TAG.app) === app.app && tags.get(TAG.service) === tombstone.service)
      groups.set(name, arn);
  }
  return groups;
}

function groupBehind(rule: Rule, groups: Iterable<string>): string | undefined {
  for (const group of groups) if (weightIn(rule, group) !== undefined) return group;
  return undefined;
}

/** A group says itself which load balancers lead to it: all their listeners must have been read. */
function unreadListener(seen: Observation, groups: Iterable<string>): string | undefined {
  for (const arn of groups) {
    const observed = seen.targetGroups.get(groupName(arn));
    if (observed === undefined || observed.is === 'unknown') return `${groupName(arn)} could not be read`;
    for (const balancer of present(observed)?.LoadBalancerArns ?? []) {
      const listeners = present(seen.listeners.get(balancer));
      if (listeners === undefined) return `the listeners of ${balancer} could not be read`;
      const missing = listeners.find((listener) => !seen.rules.has(listener));
      if (missing !== undefined) return `the rules of ${missing} are not read yet`;
    }
  }
  return undefined;
}

/** `…:listener-rule/app/NAME/ID/ID/ID` → `…:listener/app/NAME/ID/ID` */
export function listenerOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':listener/').replace(/\/[0-9a-f]+$/, '');
}

function unreadRule(seen: Observation, rules: Iterable<string>): string | undefined {
  for (const arn of rules)
    if (!seen.rules.has(listenerOf(arn))) return `the rules of ${listenerOf(arn)} are not read yet`;
  return undefined;
}
