import type { Action, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { healthyTargets } from '../../reconcilers/elb-reads.ts';
import { present } from '../../reconcilers/observation.ts';
import type { Step } from '../../reconcilers/step.ts';
import { groupName } from '../../reconcilers/target-group-arn.ts';
import type { Guard, GuardContext } from './guard.ts';

/** Traffic that is served is never moved to a group with fewer healthy targets than its floor (R10). */
export const traffic: Guard = {
  name: 'traffic',
  judge: (plan, context) =>
    plan.steps
      .filter(({ reason }) => reason !== 'roll-back')
      .flatMap((step) => {
        const why = objection(step, context);
        return why === undefined ? [] : [{ step, why }];
      }),
  lift: () => 'wait until the group has its healthy targets; ecs-steward moves the traffic then by itself',
};

/** Groups whose share of a rule's traffic grows, and those whose share shrinks. */
export interface Shift {
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

function objection(step: Step, context: GuardContext): string | undefined {
  const { gains, loses } = shiftOf(step, context.seen.rules);
  const served = loses.find((group) => (healthyTargets(context.seen, group) ?? 1) > 0);
  if (served === undefined) return undefined;
  for (const group of gains) {
    const healthy = healthyTargets(context.seen, group);
    const needed = floorOf(group, context);
    if ((healthy ?? -1) >= needed) continue;
    const count = healthy === undefined ? 'an unread number of' : String(healthy);
    return `${groupName(group)} has ${count} healthy targets and needs ${needed}, while ${groupName(served)} serves`;
  }
  return undefined;
}

/** What a step does to the traffic of listener rules; empty for any other step. Groups that a step of the plan makes are not in it. */
export function shiftOf({ call, input }: Step, listeners: GuardContext['seen']['rules']): Shift {
  const rules = [...listeners.values()].map((observed) => present(observed) ?? []);
  if (call === 'elasticloadbalancing:ModifyRule' && Array.isArray(input.Actions)) {
    const rule = rules.flat().find(({ RuleArn }) => RuleArn === input.RuleArn);
    return between(sharesOf(rule?.Actions), sharesOf(input.Actions as readonly Action[]));
  }
  if (call !== 'elasticloadbalancing:SetRulePriorities') return { gains: [], loses: [] };
  const given = (input.RulePriorities ?? []) as readonly { RuleArn?: string; Priority?: number }[];
  return merged(given.flatMap(({ RuleArn, Priority }) => overtaken(rules, RuleArn, Priority)));
}

/** A rule that comes before others may take their requests; one that goes behind them may lose its own to them. */
function overtaken(
  rules: readonly (readonly Rule[])[],
  arn: string | undefined,
  priority: number | undefined,
): Shift[] {
  const listener = rules.find((each) => each.some(({ RuleArn }) => RuleArn === arn)) ?? [];
  const moved = listener.find(({ RuleArn }) => RuleArn === arn);
  if (moved === undefined || priority === undefined) return [];
  const own = [...sharesOf(moved.Actions).keys()];
  const current = Number(moved.Priority);
  return listener.flatMap((other) => {
    const place = Number(other.Priority);
    const theirs = [...sharesOf(other.Actions).keys()].filter((group) => !own.includes(group));
    if (priority < place && place < current) return [{ gains: own, loses: theirs }];
    if (current < place && place < priority) return [{ gains: theirs, loses: own }];
    return [];
  });
}

function merged(shifts: readonly Shift[]): Shift {
  return { gains: shifts.flatMap(({ gains }) => gains), loses: shifts.flatMap(({ loses }) => loses) };
}

function between(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Shift {
  const groups = [...new Set([...before.keys(), ...after.keys()])];
  const change = (group: string) => (after.get(group) ?? 0) - (before.get(group) ?? 0);
  return { gains: groups.filter((group) => change(group) > 0), loses: groups.filter((group) => change(group) < 0) };
}

/** Share of the requests by group; weight 0 is no share. */
function sharesOf(actions: readonly Action[] | undefined): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { TargetGroupArn, ForwardConfig } of actions ?? []) {
    const listed = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn, Weight: 1 }];
    for (const group of listed)
      if (typeof group.TargetGroupArn === 'string' && (group.Weight ?? 1) > 0)
        weights.set(group.TargetGroupArn, group.Weight ?? 1);
  }
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return new Map([...weights].map(([group, weight]) => [group, weight / all]));
}

function floorOf(group: string, { app }: GuardContext): number {
  const service = app.services.find(({ targetGroups }) => targetGroups.some(({ name }) => name === groupName(group)));
  return Math.max(1, service === undefined || service.stateful ? 0 : service.floor);
}
