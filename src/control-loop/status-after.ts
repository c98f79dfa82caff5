import type { Finding } from '../findings/finding.ts';
import { present, unanswered } from '../reconcilers/observation.ts';
import { brought, type Plan, type ServiceToPlan } from '../reconcilers/plan.ts';
import type { KnownResources } from '../reconcilers/resource-kind.ts';
import type { AppRecords } from '../records/app-records.ts';
import type { ServiceStatus, StatusRecord } from '../records/status-record.ts';
import { candidateInForce } from '../rollouts/in-force.ts';
import { phaseOf } from '../rollouts/phase.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import type { Applied } from './apply.ts';
import { repairsAfter } from './guards/contested.ts';
import type { Scene } from './scene.ts';
import type { Wanted } from './wanted.ts';

export interface StatusInput {
  readonly loaded: AppRecords;
  readonly scene: Scene;
  readonly plan: Plan;
  readonly applied: readonly Applied[];
  readonly findings: readonly Finding[];
  readonly rollouts: ReadonlyMap<string, RolloutRecord>;
  readonly services: readonly ServiceToPlan[];
  readonly wanted: ReadonlyMap<string, Wanted>;
  readonly known: ReadonlyMap<string, KnownResources>;
  readonly slow: boolean;
  readonly began: number;
  /** Steps that are not done. */
  readonly open: number;
  readonly later: number;
  readonly refused: number;
  readonly nextLook: number;
}

/** The status record after a pass: derived from its facts, so that the same facts give the same record. */
export function statusAfter(input: StatusInput): StatusRecord {
  const { loaded, scene, applied, began, slow, findings } = input;
  const repaired = applied
    .filter(({ outcome, step }) => outcome === 'done' && step.reason === 'drift')
    .map(({ step }) => step);
  const services: Record<string, ServiceStatus> = {};
  for (const { service } of input.services)
    services[service.name] = serviceStatus(input, service.name, service.ecsService);
  // What is left of removed services, until nothing is.
  for (const [name, { rules, targetGroups }] of input.known) {
    if (services[name] !== undefined || (Object.keys(rules).length === 0 && Object.keys(targetGroups).length === 0))
      continue;
    services[name] = {
      phase: 'none',
      why: 'removed by a tombstone',
      digests: {},
      targetGroups: { ...targetGroups },
      rules: { ...rules },
    };
  }
  return {
    ...loaded.status,
    schema: 1,
    documentVersion: scene.subject.stored.version,
    // What could not be read is still to be looked at: no message is answered by such a look.
    observeBegan: unanswered(scene.seen) ? loaded.status.observeBegan : began,
    slowLook: !slow ? loaded.status.slowLook : complete(input) ? began : 0,
    services,
    repairs: repairsAfter(loaded.status.repairs, repaired, scene.passing.worker.clock.now()),
    findings: [...findings].slice(0, 100),
    outcome: input.open > 0 || input.later > 0 ? 'open' : 'planned',
    refused: input.refused,
    nextLook: input.nextLook,
    fence: scene.passing.lease.fence,
  };
}

/** A slow look counts when all of it was read and nothing of it is left to do; otherwise the next one is slow, too. */
function complete({ scene, open }: StatusInput): boolean {
  const { seen } = scene;
  return (
    open === 0 &&
    [seen.repositories, seen.logGroups, seen.attributes].every((part) =>
      [...part.values()].every(({ is }) => is !== 'unknown'),
    )
  );
}

function serviceStatus(input: StatusInput, name: string, ecsService: string): ServiceStatus {
  const { rollouts, wanted, known, scene, loaded } = input;
  const record = rollouts.get(name);
  const running = present(scene.seen.services.get(ecsService));
  const inForce = record === undefined ? undefined : candidateInForce(record);
  const want = wanted.get(name);
  const { phase, why } = phaseOf(record);
  const settled = settledNow(input, name) ?? loaded.status.services[name]?.settled;
  return {
    phase,
    why,
    digests: { ...inForce?.digests },
    targetGroups: { ...known.get(name)?.targetGroups },
    rules: { ...known.get(name)?.rules },
    ...(running?.taskDefinition === undefined ? {} : { revision: running.taskDefinition }),
    ...(inForce === undefined ? {} : { candidate: inForce.hash }),
    ...(want?.is === 'candidate' ? { wanted: want.candidate.hash } : {}),
    ...(settled === undefined ? {} : { settled }),
  };
}

/** This look found, or left, nothing to do for the service: from now on any difference is drift. */
function settledNow({ plan, applied, rollouts, scene }: StatusInput, name: string): ServiceStatus['settled'] {
  const record = rollouts.get(name);
  const inForce = record === undefined ? undefined : candidateInForce(record);
  if (inForce === undefined || record?.state === 'deploying' || record?.state === 'rolling-back') return undefined;
  const done = new Set(applied.filter(({ outcome }) => outcome === 'done').map(({ step }) => step.id));
  const open = plan.steps.filter((step) => step.service === name && !done.has(step.id));
  if (open.some(({ kind }) => brought.has(kind)) || open.length > 0) return undefined;
  return { documentVersion: scene.subject.stored.version, candidate: inForce.hash };
}
