import type { Service } from '@aws-sdk/client-ecs';
import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { healthyTargets } from './elb-reads.ts';
import type { Observation } from './observation.ts';

/**
 * A target group's protocol version can't be changed in place: another group takes over without a gap.
 *
 *   rule     old 1            old 1 : new 0    old 1 : new 0    old 0 : new 1    old 0 : new 1    new
 *   service  old              old              old, new         old, new         new              new
 *
 * Where it stands is read off the world each time, so a pass that died is simply repeated.
 */
export interface Replacement {
  /** ARN of the group that the service is still on. */
  readonly old: string;
  /** ARN of the wanted group; undefined: it is made in this plan. */
  readonly fresh: string | undefined;
}

export interface Forward {
  readonly group: 'old' | 'fresh';
  readonly weight: number;
}

export function weightIn(rule: Rule | undefined, group: string | undefined): number | undefined {
  if (rule === undefined || group === undefined) return undefined;
  for (const action of rule.Actions ?? []) {
    const listed = action.ForwardConfig?.TargetGroups?.find(({ TargetGroupArn }) => TargetGroupArn === group);
    if (listed !== undefined) return listed.Weight ?? 1;
    if (action.TargetGroupArn === group) return 1;
  }
  return undefined;
}

function isOn(service: Service, group: string | undefined): boolean {
  return group !== undefined && (service.loadBalancers ?? []).some(({ targetGroupArn }) => targetGroupArn === group);
}

/** Nothing of the service moves: one deployment, and it is completed. */
export function isSettled(service: Service): boolean {
  const deployments = service.deployments ?? [];
  return deployments.length === 1 && (deployments[0]?.rolloutState ?? 'COMPLETED') === 'COMPLETED';
}

/** The rule's weights now. Traffic moves once, when the fresh group can carry it: floor 2, healthy 1 → it stays; healthy 2 → it moves (R10). */
export function forwards(
  replacement: Replacement,
  service: Service,
  rule: Rule | undefined,
  seen: Observation,
  floor: number,
): readonly Forward[] {
  const { old, fresh } = replacement;
  if (!isOn(service, old)) return [{ group: 'fresh', weight: 1 }];
  const moved = (weightIn(rule, fresh) ?? 0) > 0;
  const carries =
    isOn(service, fresh) && isSettled(service) && (healthyTargets(seen, fresh) ?? -1) >= Math.max(1, floor);
  const weight = moved || carries ? 1 : 0;
  return [
    { group: 'old', weight: 1 - weight },
    { group: 'fresh', weight },
  ];
}

/** Which groups the service is registered with now; a group that no rule lists can't be taken (aws-facts §2.3, «Order that must hold»). */
export function memberships(
  replacement: Replacement,
  service: Service,
  rule: Rule | undefined,
): readonly ('old' | 'fresh')[] {
  const { old, fresh } = replacement;
  if (!isOn(service, old)) return ['fresh'];
  if ((weightIn(rule, fresh) ?? 0) > 0 && (weightIn(rule, old) ?? 0) === 0) return ['fresh'];
  return weightIn(rule, fresh) === undefined ? ['old'] : ['old', 'fresh'];
}

/** Why it is not done yet, for the finding. */
export function replacementPending(
  replacement: Replacement,
  service: Service,
  rule: Rule | undefined,
  seen: Observation,
  floor: number,
): string {
  if (weightIn(rule, replacement.fresh) === undefined) return 'the new group joins the rule first, without traffic';
  if (!isOn(service, replacement.fresh)) return 'the service joins the new group';
  if ((weightIn(rule, replacement.fresh) ?? 0) === 0) {
    return isSettled(service)
      ? `${healthyTargets(seen, replacement.fresh) ?? 0} of ${Math.max(1, floor)} needed targets of the new group are healthy`
      : 'a deployment puts the tasks into both groups';
  }
  return 'the service leaves the old group';
}
