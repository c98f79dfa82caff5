import type { Service } from '@aws-sdk/client-ecs';
import type { DesiredService } from '../desired-state/desired.ts';
import { TAG } from '../desired-state/desired.ts';
import { healthyTargets } from '../reconcilers/elb-reads.ts';
import { type Observation, present } from '../reconcilers/observation.ts';
import { brought } from '../reconcilers/plan.ts';
import type { Step } from '../reconcilers/step.ts';
import { candidateHash } from '../rollouts/candidate.ts';
import { runs, type Target, watched } from '../rollouts/in-force.ts';
import type { Candidate, RolloutRecord } from '../rollouts/rollout.ts';
import { sameImages } from '../rollouts/same-image.ts';
import type { Deployment, Running, Sighting } from '../rollouts/sighting.ts';

/** What the pass knows beside the observation when it looks at a service's rollout. */
export interface SightingInput {
  /** As it is planned now: from the candidate in force. */
  readonly service: DesiredService;
  /** As the document in force has it. */
  readonly current: DesiredService;
  readonly record: RolloutRecord | undefined;
  readonly wanted: Candidate | undefined;
  readonly seen: Observation;
  /** Steps that the plan from the candidate in force still holds for this service. */
  readonly open: readonly Step[];
  readonly checks: Sighting['checks'];
  readonly gates: Sighting['gates'];
  readonly release?: { readonly hash: string };
  /** ECS gave the watched revision up while nobody looked (its own record of deployments). */
  readonly gaveUp?: string;
}

export function sightingOf(input: SightingInput): Sighting {
  const { service, record, wanted, seen } = input;
  const ecs = activeService(service, seen);
  const running = ecs === undefined ? undefined : runningOf(service, ecs, seen);
  const target = record === undefined ? undefined : watched(record);
  const lastGood = record?.lastGood?.candidate;
  const onlyImageChanged = lastGood !== undefined && candidateHash(input.current, lastGood.digests) === lastGood.hash;
  const sameImage = onlyImageChanged && wanted !== undefined && sameImages(wanted, lastGood);
  return {
    service: service.name,
    wanted,
    running,
    deployment: deploymentOf(input, ecs, running, target),
    tasksOnRevision: ecs !== undefined && onePrimary(ecs) && runs(target, running),
    targetsHealthy: targetsHealthy(service, seen),
    checks: input.checks,
    gates: input.gates,
    timeoutMs: service.rolloutTimeout * 1_000,
    onlyImageChanged,
    ...(sameImage ? { sameImage } : {}),
    ...(input.release === undefined ? {} : { release: input.release }),
  };
}

function activeService(service: DesiredService, seen: Observation): Service | undefined {
  const ecs = present(seen.services.get(service.ecsService));
  return ecs?.status === 'ACTIVE' ? ecs : undefined;
}

export function primaryOf(ecs: Service) {
  return ecs.deployments?.find(({ status }) => status === 'PRIMARY');
}

function runningOf(service: DesiredService, ecs: Service, seen: Observation): Running | undefined {
  const revision = primaryOf(ecs)?.taskDefinition ?? ecs.taskDefinition;
  if (revision === undefined) return undefined;
  const definition = present(seen.taskDefinitions.get(revision));
  const digests: Record<string, string> = {};
  for (const { name, image } of definition?.definition.containerDefinitions ?? []) {
    const digest = /@(sha256:[0-9a-f]{64})$/.exec(image ?? '')?.[1];
    if (name !== undefined && digest !== undefined && service.images.some(({ container }) => container === name))
      digests[name] = digest;
  }
  const candidate = definition?.tags.get(TAG.candidate);
  return { revision, digests, ...(candidate === undefined ? {} : { candidateHash: candidate }) };
}

function deploymentOf(
  { open, record, gaveUp }: SightingInput,
  ecs: Service | undefined,
  running: Running | undefined,
  target: Target | undefined,
): Deployment {
  if (ecs === undefined || record === undefined || target === undefined) return 'none';
  const primary = primaryOf(ecs);
  const failed = ecs.deployments?.find(
    ({ taskDefinition, rolloutState }) => taskDefinition === target.revision && rolloutState === 'FAILED',
  );
  if (failed !== undefined && target.revision !== undefined) {
    const reason = failed.rolloutStateReason ?? 'its deployment failed';
    return runs(target, running) || primary?.taskDefinition === undefined
      ? { failed: reason }
      : { failed: reason, rolledBackTo: primary.taskDefinition };
  }
  if (!runs(target, running))
    return gaveUp === undefined
      ? 'none'
      : { failed: gaveUp, ...(primary?.taskDefinition === undefined ? {} : { rolledBackTo: primary.taskDefinition }) };
  if (primary?.rolloutState === 'FAILED') return { failed: primary.rolloutStateReason ?? 'its deployment failed' };
  if (
    open.some((step) => brought.has(step.kind) && !('desiredCount' in step.input && step.call === 'ecs:UpdateService'))
  )
    return 'none';
  return primary?.rolloutState === 'COMPLETED' && onePrimary(ecs) ? 'completed' : 'in-progress';
}

/** All older deployments are drained away. */
function onePrimary(ecs: Service): boolean {
  return (ecs.deployments ?? []).every(({ status, runningCount }) => status === 'PRIMARY' || (runningCount ?? 0) === 0);
}

/** Each group has its floor of healthy targets, at least one. Groups whose health was not read count as not healthy. */
function targetsHealthy(service: DesiredService, seen: Observation): boolean {
  if (service.manage !== 'all') return true;
  return service.targetGroups.every(({ name }) => {
    const arn = present(seen.targetGroups.get(name))?.TargetGroupArn;
    return (healthyTargets(seen, arn) ?? -1) >= Math.max(1, service.floor);
  });
}
