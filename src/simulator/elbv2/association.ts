import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { watchTarget } from './health.ts';
import { type ElbState, elbState, type RuleRecord } from './state.ts';

/** ARNs of the target groups that a rule forwards to, also with weight 0. */
export function groupsOf(rule: Pick<RuleRecord, 'actions'>): string[] {
  return rule.actions.flatMap((action) =>
    (action.ForwardConfig?.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
  );
}

/** Target group → load balancer, over all rules; default rules are among them. */
function usesIn(state: ElbState): Map<string, string> {
  const uses = new Map<string, string>();
  for (const rule of state.rules.values()) {
    const loadBalancer = state.listeners.get(rule.listenerArn)?.loadBalancerArn;
    if (loadBalancer !== undefined) for (const group of groupsOf(rule)) uses.set(group, loadBalancer);
  }
  return uses;
}

/** Milliseconds. */
const longestDelay = 5000;

/**
 * To be called after every change of listeners and rules: a group that came into use begins to be checked and is seen by other
 * services up to 5 s later; one that left it still counts as in use up to 5 s longer (aws-facts §10).
 */
export function relink(world: World, where: Where): void {
  const state = world.state(elbState, where);
  const now = world.clock.now();
  const uses = usesIn(state);
  for (const group of state.targetGroups.values()) {
    const loadBalancerArn = uses.get(group.arn);
    if (loadBalancerArn === group.loadBalancerArn) continue;
    const delay = world.random.between(0, longestDelay);
    if (loadBalancerArn === undefined) group.inUseUntil = now + delay;
    else group.associationVisibleFrom = now + delay;
    group.loadBalancerArn = loadBalancerArn;
    for (const target of group.targets.values())
      watchTarget(target, state.loadBalancers.get(loadBalancerArn ?? ''), now, world.random);
  }
}
