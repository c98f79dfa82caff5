import type { Answer } from '../answer.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { targetGroupsNotFound } from './find.ts';
import { settle, statusAt, type TargetStatus, watchTarget } from './health.ts';
import { elbState, type HealthCheck, type TargetGroupRecord, type TargetRecord } from './state.ts';

/** What other services register: a task's address, the container's port, and what is said there. */
export interface NewTarget {
  readonly id: string;
  readonly port: number;
  readonly zone: string;
  readonly answer: Answer;
}

/** A target is an address with a port: one address can be there twice. */
export interface TargetName {
  readonly id: string;
  readonly port: number;
}

export function targetKey({ id, port }: TargetName): string {
  return `${id}:${port}`;
}

/** A second registration of the same target changes its answer, and takes it back from draining. */
export function registerTarget(world: World, where: Where, targetGroupArn: string, target: NewTarget): void {
  const state = world.state(elbState, where);
  const group = state.targetGroups.get(targetGroupArn);
  if (group === undefined) throw targetGroupsNotFound();
  const now = world.clock.now();
  for (const [key, one] of group.targets) if (isGone(one, now)) group.targets.delete(key);
  const known = group.targets.get(targetKey(target));
  if (known !== undefined && known.drainedAt === undefined) {
    settle(group, now, group.healthCheck.intervalSeconds);
    known.answer = structuredClone(target.answer);
    return;
  }
  const made: TargetRecord = {
    id: target.id,
    port: target.port,
    zone: target.zone,
    answer: structuredClone(target.answer),
    registeredFrom: now + world.random.between(1000, 3000),
    drainedAt: undefined,
    watch: undefined,
  };
  group.targets.set(targetKey(target), made);
  watchTarget(made, state.loadBalancers.get(group.loadBalancerArn ?? ''), now, world.random);
}

/** `draining` for the group's deregistration delay, then gone; at once where no load balancer uses the target. */
export function deregisterTarget(world: World, where: Where, targetGroupArn: string, target: TargetName): void {
  const group = world.state(elbState, where).targetGroups.get(targetGroupArn);
  const known = group?.targets.get(targetKey(target));
  if (group === undefined || known === undefined || known.drainedAt !== undefined) return;
  if (known.watch === undefined) group.targets.delete(targetKey(target));
  else known.drainedAt = world.clock.now() + drainDelay(group) * 1000;
}

/** undefined: not registered (any more). */
export function targetHealth(
  world: World,
  where: Where,
  targetGroupArn: string,
  target: TargetName,
): TargetStatus | undefined {
  const now = world.clock.now();
  const group = world.state(elbState, where).targetGroups.get(targetGroupArn);
  const known = group?.targets.get(targetKey(target));
  if (group === undefined || known === undefined || isGone(known, now)) return undefined;
  return statusAt(group, known, now);
}

/** The group's deregistration delay in seconds; 0 for a group that is gone. */
export function drainSeconds(world: World, where: Where, targetGroupArn: string): number {
  const group = world.state(elbState, where).targetGroups.get(targetGroupArn);
  return group === undefined ? 0 : drainDelay(group);
}

function drainDelay(group: TargetGroupRecord): number {
  return Number(group.attributes.get('deregistration_delay.timeout_seconds') ?? 300);
}

/** All registered targets, draining ones with them, those that have drained without. */
export function presentTargets(group: TargetGroupRecord, now: number): TargetRecord[] {
  return [...group.targets.values()].filter((target) => !isGone(target, now));
}

/** Drained targets are swept out with the next registration; until then nobody sees them. */
function isGone(target: TargetRecord, now: number): boolean {
  return target.drainedAt !== undefined && target.drainedAt <= now;
}

/** What other services may know of a group; a copy. */
export interface FoundTargetGroup {
  readonly name: string;
  readonly arn: string;
  readonly targetType: string;
  readonly protocol: string | undefined;
  readonly port: number | undefined;
  readonly vpcId: string | undefined;
  /** As ELBv2 itself sees them; other services see `associatedLoadBalancers`. */
  readonly loadBalancerArns: readonly string[];
  readonly healthCheck: HealthCheck;
}

/** undefined: no such group in that account and region. */
export function findTargetGroup(world: World, where: Where, arn: string): FoundTargetGroup | undefined {
  const group = world.state(elbState, where).targetGroups.get(arn);
  if (group === undefined) return undefined;
  return {
    name: group.name,
    arn: group.arn,
    targetType: group.targetType,
    protocol: group.protocol,
    port: group.port,
    vpcId: group.vpcId,
    loadBalancerArns: group.loadBalancerArn === undefined ? [] : [group.loadBalancerArn],
    healthCheck: structuredClone(group.healthCheck),
  };
}

/** The load balancers of a group as ECS sees them: some seconds behind a new rule (aws-facts §10). */
export function associatedLoadBalancers(world: World, where: Where, targetGroupArn: string): readonly string[] {
  const group = world.state(elbState, where).targetGroups.get(targetGroupArn);
  if (group?.loadBalancerArn === undefined || world.clock.now() < group.associationVisibleFrom) return [];
  return [group.loadBalancerArn];
}
