import type { Service } from '@aws-sdk/client-ecs';
import type { DesiredService } from '../desired-state/desired.ts';
import { healthyTargets } from './elb-reads.ts';
import { type Observation, present } from './observation.ts';
import type { Step } from './step.ts';

export interface HealthyCounts {
  readonly now: number;
  readonly lowest: number;
  readonly floor: number;
}

/** Fields of UpdateService that start a deployment (aws-facts §2.3, «new deployment?»). */
const deploying = [
  'taskDefinition',
  'networkConfiguration',
  'loadBalancers',
  'platformVersion',
  'capacityProviderStrategy',
  'serviceConnectConfiguration',
  'serviceRegistries',
  'volumeConfigurations',
];

/**
 * The smallest number of healthy targets (without a load balancer: running tasks) that the steps can lead to.
 * Desired 4, minimum 50 %: a deployment may leave 2. Desired 4 → count 3: 3. A rule moved to a group with 1 healthy: 1.
 * undefined: there is no service yet.
 */
export function lowestHealthy(
  service: DesiredService,
  steps: readonly Step[],
  seen: Observation,
): HealthyCounts | undefined {
  const running = present(seen.services.get(service.ecsService));
  if (running === undefined) return undefined;
  const now = healthyNow(service, running, seen);
  let lowest = now;
  for (const step of steps) lowest = Math.min(lowest, after(step, running, now, seen));
  return { now, lowest, floor: service.stateful ? 0 : service.floor };
}

function healthyNow(service: DesiredService, running: Service, seen: Observation): number {
  const tasks = running.runningCount ?? 0;
  const counts = service.targetGroups.map(({ name }) =>
    healthyTargets(seen, present(seen.targetGroups.get(name))?.TargetGroupArn),
  );
  const known = counts.filter((count) => count !== undefined);
  return known.length === 0 ? tasks : Math.min(tasks, Math.max(...known));
}

function after(step: Step, running: Service, now: number, seen: Observation): number {
  switch (step.call) {
    case 'ecs:DeleteService':
      return 0;
    case 'ecs:UpdateService': {
      const count = typeof step.input.desiredCount === 'number' ? step.input.desiredCount : (running.desiredCount ?? 0);
      const starts = deploying.some((field) => field in step.input);
      return Math.min(now, starts ? Math.ceil((count * minimumPercent(step, running)) / 100) : count);
    }
    case 'elasticloadbalancing:ModifyRule':
      return Math.min(now, healthyBehind(step, seen) ?? now);
    default:
      return now;
  }
}

function minimumPercent(step: Step, running: Service): number {
  const sent = step.input.deploymentConfiguration as { minimumHealthyPercent?: number } | undefined;
  return sent?.minimumHealthyPercent ?? running.deploymentConfiguration?.minimumHealthyPercent ?? 100;
}

/** Healthy targets of the groups that get traffic; undefined where none of them was read. */
function healthyBehind(step: Step, seen: Observation): number | undefined {
  const actions = step.input.Actions as
    | readonly { ForwardConfig?: { TargetGroups?: readonly { TargetGroupArn?: unknown; Weight?: number }[] } }[]
    | undefined;
  const groups = (actions ?? [])
    .flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
    .filter(({ Weight }) => (Weight ?? 1) > 0);
  const counts = groups
    .map(({ TargetGroupArn }) => (typeof TargetGroupArn === 'string' ? healthyTargets(seen, TargetGroupArn) : 0))
    .filter((count) => count !== undefined);
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0);
}
