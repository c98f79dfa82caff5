import type { DesiredApp, DesiredService } from '../desired-state/desired.ts';
import type { Finding } from '../findings/finding.ts';
import { rolloutHeld } from '../findings/rollout-held.ts';
import { rolloutWaits } from '../findings/rollout-waits.ts';
import type { ServiceToPlan } from '../reconcilers/plan.ts';
import type { Reason } from '../reconcilers/step.ts';
import { candidateInForce, effectWanted, withheld } from '../rollouts/in-force.ts';
import type { Candidate, RolloutRecord } from '../rollouts/rollout.ts';

/** What the status remembers of a service's last settled look: what explains a difference, and what makes it drift. */
export interface Settled {
  readonly documentVersion: number;
  readonly candidate: string;
}

/**
 * One service as it is to be planned now. Equal to what is wanted: from the document in force. Otherwise the rollout's part
 * comes whole from the version of the candidate in force, and what no rollout brings (counts, scaling, retention,
 * repositories, tags) from the document in force.
 */
export function toPlan(
  current: DesiredService,
  record: RolloutRecord | undefined,
  wanted: Candidate | undefined,
  earlier: (version: number) => DesiredApp | undefined,
  settled: Settled | undefined,
  documentVersion: number,
): ServiceToPlan {
  const target = record === undefined ? undefined : effectWanted(record);
  const settingsReason: Reason = settled?.documentVersion === documentVersion ? 'drift' : 'document';
  if (record === undefined || target === undefined)
    return { service: current, candidate: undefined, reason: settingsReason, settingsReason };
  const { candidate } = target;
  const service = candidate.hash === wanted?.hash ? current : combined(current, candidate, earlier);
  const revisions = [
    target.revision,
    record.revision,
    record.lastGood?.candidate.hash === candidate.hash ? record.lastGood.revision : undefined,
  ];
  return {
    service,
    candidate: { ...candidate, revisions: [...new Set(revisions.filter((arn) => arn !== undefined))] },
    reason: reasonOf(record, candidate, settled),
    settingsReason,
  };
}

function combined(
  current: DesiredService,
  candidate: Candidate,
  earlier: (version: number) => DesiredApp | undefined,
): DesiredService {
  const old = earlier(candidate.documentVersion)?.services.find(({ name }) => name === current.name);
  if (old === undefined) return current;
  const { desiredCount: _count, tags: _tags, ...shape } = old.service;
  const { desiredCount, tags } = current.service;
  const { scaling: _scaling, ...rest } = old;
  return {
    ...rest,
    manage: current.manage,
    unmanaged: current.unmanaged,
    repositories: current.repositories,
    logGroups: current.logGroups,
    service: {
      ...shape,
      ...(desiredCount === undefined ? {} : { desiredCount }),
      ...(tags === undefined ? {} : { tags }),
    },
    ...(current.scaling === undefined ? {} : { scaling: current.scaling }),
  };
}

function reasonOf(record: RolloutRecord, candidate: Candidate, settled: Settled | undefined): Reason {
  if (record.state === 'rolling-back') return 'roll-back';
  if (settled?.candidate === candidate.hash) return 'drift';
  return record.state === 'deploying' || record.state === 'verifying' ? 'rollout' : 'document';
}

/** What the document or the tag wants and does not get, as a finding; never as drift. */
export function withheldFinding(
  app: string,
  service: string,
  record: RolloutRecord | undefined,
  wanted: Candidate | undefined,
): Finding[] {
  if (record === undefined || wanted === undefined) return [];
  const kept = withheld(record, wanted);
  const place = { app, service };
  if (kept === undefined) return [];
  if (kept.hold !== undefined) {
    const { digest } = kept.hold;
    return [
      rolloutHeld(place, {
        app,
        service,
        candidate: wanted.hash,
        reason: kept.why,
        lastGood: record.lastGood !== undefined,
        ...(digest === undefined ? {} : { digest }),
      }),
    ];
  }
  return candidateInForce(record)?.hash === wanted.hash
    ? []
    : [rolloutWaits(place, { candidate: wanted.hash, why: kept.why })];
}
