import type { Task } from '@aws-sdk/client-ecs';
import type { Aws } from '../aws/call.ts';
import {
  elbReadCalls,
  loadBalancerOf,
  observeHealth,
  observeLoadBalancer,
  observeTags,
} from '../reconcilers/elb-reads.ts';
import { type Observation, present } from '../reconcilers/observation.ts';
import type { ServiceToPlan } from '../reconcilers/plan.ts';
import type { Look } from '../reconcilers/resource-kind.ts';
import type { Step } from '../reconcilers/step.ts';
import { observeNewest } from '../reconcilers/task-definition.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import type { SmokeTestInput } from '../rollouts/smoke-test.ts';
import { shiftOf } from './guards/traffic.ts';

/** Reads that only some passes need: what a write, a rollout under way or a check asks for. */

export const secondLookCalls = [
  ...elbReadCalls,
  'elasticloadbalancing:DescribeListeners',
  'ecs:ListServiceDeployments',
  'ecs:ListTasks',
  'ecs:DescribeTasks',
] as const;

/** Before a revision may be registered, the newest one of its family is read, never remembered (R15). */
export async function readNewest(look: Look, services: readonly ServiceToPlan[], seen: Observation): Promise<void> {
  for (const { service, candidate } of services) {
    if (candidate === undefined || service.manage === 'image') continue;
    const running = present(seen.services.get(service.ecsService))?.taskDefinition;
    const known = candidate.revisions.some(
      (arn) => present(seen.taskDefinitions.get(arn))?.definition.status === 'ACTIVE',
    );
    if (running === undefined || !known) await observeNewest(look, service.taskDefinition.family ?? '', seen);
  }
}

const underWay: ReadonlySet<string> = new Set(['deploying', 'verifying', 'rolling-back']);

/** Target health where a rollout or a replacement waits for it. */
export async function readHealth(
  look: Look,
  services: readonly ServiceToPlan[],
  records: ReadonlyMap<string, RolloutRecord>,
  seen: Observation,
): Promise<void> {
  const arns: string[] = [];
  for (const { service } of services) {
    const running = present(seen.services.get(service.ecsService));
    const groups = service.targetGroups
      .map(({ name }) => present(seen.targetGroups.get(name))?.TargetGroupArn)
      .filter((arn) => arn !== undefined);
    const registered = (running?.loadBalancers ?? []).map(({ targetGroupArn }) => targetGroupArn ?? '');
    const leaving = registered.some((arn) => !groups.includes(arn));
    if (running !== undefined && (underWay.has(records.get(service.name)?.state ?? '') || leaving))
      arns.push(...groups);
  }
  await observeHealth(look, arns, seen);
}

/** Tags of what would be changed or deleted, as they are right now (R1). True: something new was read, plan again. */
export async function readOwners(look: Look, steps: readonly Step[], seen: Observation): Promise<boolean> {
  const arns = new Set<string>();
  for (const { call, input } of steps) {
    if (!call.startsWith('elasticloadbalancing:')) continue;
    for (const arn of [input.TargetGroupArn, input.RuleArn]) if (typeof arn === 'string') arns.add(arn);
    const priorities = input.RulePriorities as readonly { RuleArn?: string }[] | undefined;
    for (const { RuleArn } of priorities ?? []) if (RuleArn !== undefined) arns.add(RuleArn);
  }
  const unread = [...arns].filter((arn) => !seen.tags.has(arn));
  if (unread.length === 0) return false;
  await observeTags(look, unread, seen);
  return unread.some((arn) => seen.tags.has(arn));
}

/** Health of the groups between which a step would move traffic (R10). True: something new was read, plan again. */
export async function readTraffic(look: Look, steps: readonly Step[], seen: Observation): Promise<boolean> {
  const groups = steps.flatMap((step) => {
    const { gains, loses } = shiftOf(step, seen.rules);
    return loses.length === 0 ? [] : [...gains, ...loses];
  });
  const unread = groups.filter((arn) => !seen.health.has(arn));
  await observeHealth(look, unread, seen);
  return unread.length > 0;
}

/**
 * Did ECS itself give a deployment of ours up while nobody looked (F30)? Its own list of deployments says so, also after the
 * failed one has left `deployments[]` (aws-facts §2.6). undefined: it did not, or that can't be told.
 */
export async function gaveUp(
  aws: Aws,
  cluster: string,
  ecsService: string,
  since: number,
): Promise<string | undefined> {
  const result = await aws.send('ecs:ListServiceDeployments', {
    cluster,
    service: ecsService,
    createdAt: { after: new Date(since - 1_000) },
  });
  if (!result.ok) return undefined;
  const ended = result.value.serviceDeployments?.find(({ status }) => status?.startsWith('ROLLBACK_') === true);
  return ended === undefined ? undefined : (ended.statusReason ?? `ECS says ${ended.status}`);
}

/**
 * Why the newest stopped task of a revision stopped, in ECS' words: what a breaker's «tasks failed to start» leaves out.
 * ECS keeps stopped tasks for about an hour; undefined: none is left, or they can't be read.
 */
export async function lastStop(
  aws: Aws,
  cluster: string,
  ecsService: string,
  revision: string,
): Promise<string | undefined> {
  const listed = await aws.send('ecs:ListTasks', { cluster, serviceName: ecsService, desiredStatus: 'STOPPED' });
  const tasks = listed.ok ? (listed.value.taskArns ?? []) : [];
  if (tasks.length === 0) return undefined;
  const described = await aws.send('ecs:DescribeTasks', { cluster, tasks });
  const stopped = (described.ok ? (described.value.tasks ?? []) : [])
    .filter(({ taskDefinitionArn, stopCode }) => taskDefinitionArn === revision && stopCode !== 'UserInitiated')
    .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0));
  // A task that the scheduler only took back says less than one that broke.
  const task = stopped.find(({ stopCode }) => stopCode !== 'ServiceSchedulerInitiated') ?? stopped[0];
  return task === undefined ? undefined : stopText(task);
}

/** ECS' reason, then each container's exit code and its own reason where that says more. */
function stopText({ stoppedReason = '', containers = [] }: Task): string | undefined {
  const ends = containers.map(({ name, exitCode, reason = '' }) => {
    const facts = [exitCode === undefined ? '' : `exit code ${exitCode}`, reason === stoppedReason ? '' : reason];
    const said = facts.filter((fact) => fact !== '').join(', ');
    return said === '' ? '' : `${name} ${said}`;
  });
  return [stoppedReason, ...ends].filter((each) => each !== '').join('; ') || undefined;
}

/** Where the smoke test goes: the load balancer's own name and its listener's port, as read now, never from the document (T12). */
export async function smokeTestInput(
  look: Look,
  { service }: ServiceToPlan,
  seen: Observation,
): Promise<SmokeTestInput | undefined> {
  const listenerArn = service.rules[0]?.listenerArn;
  if (service.smokeTest === undefined || listenerArn === undefined) return undefined;
  const balancer = loadBalancerOf(listenerArn);
  await observeLoadBalancer(look, balancer, seen);
  const dnsName = present(seen.loadBalancers.get(balancer))?.DNSName;
  const listeners = await look.aws.send('elasticloadbalancing:DescribeListeners', { ListenerArns: [listenerArn] });
  const listener = listeners.ok ? listeners.value.Listeners?.[0] : undefined;
  if (dnsName === undefined || listener?.Port === undefined) return undefined;
  return {
    dnsName,
    protocol: listener.Protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    port: listener.Port,
    test: withHost(service),
  };
}

/** A route that asks for a host is asked by that host. */
function withHost({ smokeTest, rules }: ServiceToPlan['service']) {
  const hosts = rules.flatMap(({ conditions }) =>
    conditions.flatMap(({ Field, HostHeaderConfig, Values }) =>
      Field === 'host-header' ? (HostHeaderConfig?.Values ?? Values ?? []) : [],
    ),
  );
  const host = smokeTest?.host ?? hosts.find((name) => !/[*?]/.test(name));
  const test = smokeTest ?? { path: '/', status: '200' };
  return host === undefined ? test : { ...test, host };
}
