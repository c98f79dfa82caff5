import type { DesiredService } from '../desired-state/desired.ts';
import type { Finding } from '../findings/finding.ts';
import { present } from '../reconcilers/observation.ts';
import { planService, type ServiceToPlan } from '../reconcilers/plan.ts';
import { nothingKnown } from '../reconcilers/resource-kind.ts';
import { wantedRevision } from '../reconcilers/task-definition.ts';
import { rolloutEnd } from '../records/history.ts';
import type { OperatorRequest } from '../records/requests.ts';
import { decide } from '../rollouts/decide.ts';
import { pastDeadline } from '../rollouts/in-flight.ts';
import { runs, watched } from '../rollouts/in-force.ts';
import type { Go } from '../rollouts/move.ts';
import { type Candidate, type RolloutRecord, withRevision } from '../rollouts/rollout.ts';
import type { Sighting } from '../rollouts/sighting.ts';
import { smokeTest } from '../rollouts/smoke-test.ts';
import type { Applied } from './apply.ts';
import { gatesOf, inTurn } from './gates.ts';
import { planInput, type Scene } from './scene.ts';
import { gaveUp, lastStop, readHealth, readNewest, smokeTestInput } from './second-look.ts';
import { primaryOf, sightingOf } from './sighting.ts';
import { toPlan, withheldFinding } from './turn.ts';
import { type Wanted, wantedOf } from './wanted.ts';

export type Decided =
  | {
      readonly ok: true;
      readonly services: readonly ServiceToPlan[];
      readonly rollouts: ReadonlyMap<string, RolloutRecord>;
      readonly wanted: ReadonlyMap<string, Wanted>;
      readonly findings: readonly Finding[];
      readonly lookAgainAt: number | undefined;
      /** Writes the revisions that are known now into the records; answers the records as they stand. */
      recordRevisions(applied: readonly Applied[]): Promise<ReadonlyMap<string, RolloutRecord>>;
    }
  | { readonly ok: false; readonly why: string };

/** Moves each service's rollout as far as what is seen allows; then says what each service is to be planned from. */
export async function decideRollouts(scene: Scene): Promise<Decided> {
  const { subject, passing, seen } = scene;
  const rollouts = new Map(passing.loaded.rollouts);
  const wanted = new Map(
    subject.app.services.map((service) => [service.name, wantedOf(subject.app, service, subject.stored.version, seen)]),
  );
  const findings: Finding[] = [...wanted.values()].flatMap((each) => each.findings);
  const looks: number[] = [];
  const closed = new Map<string, string>();
  for (const service of inTurn(subject.app.services)) {
    const moved = subject.app.mode === 'observe' ? undefined : await moveService(scene, service, rollouts, wanted);
    if (moved === 'lost')
      return { ok: false, why: 'a rollout record could not be written: another worker has taken over' };
    if (moved?.lookAgainAt !== undefined) looks.push(moved.lookAgainAt);
    if (moved?.gate !== undefined) closed.set(service.name, moved.gate);
  }
  const services = subject.app.services.map((service) =>
    planOf(scene, service, rollouts.get(service.name), candidateOf(wanted.get(service.name))),
  );
  for (const { name } of subject.app.services)
    findings.push(
      ...withheldFinding(subject.app.app, name, rollouts.get(name), candidateOf(wanted.get(name)), closed.get(name)),
    );
  return {
    ok: true,
    services,
    rollouts,
    wanted,
    findings,
    lookAgainAt: looks.length === 0 ? undefined : Math.min(...looks),
    recordRevisions: (applied) => recordRevisions(scene, services, rollouts, applied),
  };
}

function candidateOf(wanted: Wanted | undefined): Candidate | undefined {
  return wanted?.is === 'candidate' ? wanted.candidate : undefined;
}

function planOf(
  { subject, passing }: Scene,
  service: DesiredService,
  record: RolloutRecord | undefined,
  wanted: Candidate | undefined,
): ServiceToPlan {
  const settled = passing.loaded.status.services[service.name]?.settled;
  const plan = toPlan(
    service,
    record,
    wanted,
    (version) => subject.earlier.get(version),
    settled,
    subject.stored.version,
  );
  // Only looked at: shown as it would become, without a record.
  if (subject.app.mode === 'observe' && wanted !== undefined)
    return { ...plan, service, candidate: { ...wanted, revisions: [] } };
  return plan;
}

interface Moved {
  readonly lookAgainAt?: number;
  /** Why the rollout may not begin now (S5). */
  readonly gate?: string;
}

/** `lost`: another worker's record stands. */
async function moveService(
  scene: Scene,
  service: DesiredService,
  rollouts: Map<string, RolloutRecord>,
  all: ReadonlyMap<string, Wanted>,
): Promise<Moved | undefined | 'lost'> {
  const { passing, subject, seen } = scene;
  const wanted = all.get(service.name);
  // What could not be read is no sighting: nothing is decided on it (R4).
  if (wanted === undefined || wanted.is === 'unknown' || seen.services.get(service.ecsService)?.is === 'unknown')
    return undefined;
  const { worker, records, lease, loaded } = passing;
  const request = loaded.requests.find((each) => each.service === service.name && each.act === 'release');
  let moved: Moved = {};
  for (let turn = 0; turn < 6; turn++) {
    const record = rollouts.get(service.name);
    const sighting = await sightingNow(
      scene,
      service,
      record,
      candidateOf(wanted),
      turn === 0 ? (request?.candidate ?? record?.holds[0]?.candidate) : undefined,
      request !== undefined,
      await gatesOf(scene, service, rollouts, all),
    );
    const move = decide(record, sighting, worker.clock.now());
    const next = move.record;
    if (next !== undefined) {
      const end = move.stay ? undefined : endOf(scene, service.name, record, move, request);
      // Before the move: a pass that dies in between leaves an end that is not confirmed, never one that is missing.
      if (end !== undefined && !(await passing.history.write(end)).ok) return 'lost';
      const written = await records.moveRollout(lease, service.name, record, next);
      if (!written.ok || !written.value) return 'lost';
      if (end !== undefined) await passing.history.complete(end, { confirmed: true });
      rollouts.set(service.name, next);
    }
    if (move.stay) {
      tellSameImage(scene, service.name, record, next);
      const { lookAgainAt, no, why } = move;
      moved = { ...(lookAgainAt === undefined ? {} : { lookAgainAt }), ...(no === 'S5' ? { gate: why } : {}) };
      break;
    }
    worker.tell({ fact: 'move', app: subject.app.app, service: service.name, from: record?.state ?? 'none', move });
    // Another revision is watched from here on: it must be looked at first.
    if (move.act === 'deploy' || move.act === 'roll-back') {
      moved = { lookAgainAt: worker.clock.now() + 20_000 };
      break;
    }
  }
  if (request !== undefined) await records.done(request, worker.clock.now());
  return moved;
}

/** Once, when it is recorded: nothing else shows that a push was seen and needed no rollout. */
function tellSameImage(
  { passing, subject }: Scene,
  service: string,
  before: RolloutRecord | undefined,
  after: RolloutRecord | undefined,
): void {
  const { sameImage, lastGood } = after ?? {};
  if (sameImage === undefined || lastGood === undefined || sameImage.hash === before?.sameImage?.hash) return;
  const { app } = subject.app;
  passing.worker.tell({ fact: 'same-image', app, service, wanted: sameImage, running: lastGood.candidate });
}

function endOf(
  { passing, subject }: Scene,
  service: string,
  before: RolloutRecord | undefined,
  move: Go,
  request: OperatorRequest | undefined,
) {
  const { worker, lease, input } = passing;
  const { version, by, comment } = subject.stored;
  return rolloutEnd({
    app: subject.app.app,
    service,
    now: worker.clock.now(),
    fence: lease.fence,
    before,
    after: move.record,
    no: move.no,
    by: {
      document: `version ${version} by ${by}: ${comment}`.slice(0, 500),
      operator: request?.by,
      caller: input.caller,
    },
  });
}

async function sightingNow(
  scene: Scene,
  service: DesiredService,
  record: RolloutRecord | undefined,
  wanted: Candidate | undefined,
  release: string | undefined,
  asked: boolean,
  gates: Sighting['gates'],
): Promise<Sighting> {
  const { look, seen, passing } = scene;
  const plan = planOf(scene, service, record, wanted);
  await readNewest(look, [plan], seen);
  if (record !== undefined) await readHealth(look, [plan], new Map([[service.name, record]]), seen);
  const open = planService(planInput(scene, [plan]), plan).steps;
  const up = gaveUpSince(scene, plan, record);
  const reason = up === undefined ? undefined : await gaveUp(look.aws, look.cluster, service.ecsService, up);
  const first = sightingOf({
    service: plan.service,
    current: service,
    record,
    wanted,
    seen,
    open,
    checks: service.smokeTest === undefined ? 'none' : 'pending',
    gates,
    ...(asked && release !== undefined ? { release: { hash: release } } : {}),
    ...(reason === undefined ? {} : { gaveUp: reason }),
  });
  if (record?.state === 'deploying' && record.revision !== undefined && failing(scene, record, first)) {
    const why = await lastStop(look.aws, look.cluster, service.ecsService, record.revision);
    return why === undefined ? first : { ...first, lastStop: why };
  }
  if (record?.state !== 'verifying' || first.deployment !== 'completed' || !first.targetsHealthy) return first;
  const input = await smokeTestInput(look, plan, seen);
  if (input === undefined)
    return plan.service.smokeTest === undefined || plan.service.rules.length === 0
      ? { ...first, checks: 'none' }
      : first;
  const result = await smokeTest(passing.worker.httpGet, input);
  if ('unknown' in result) return first;
  return { ...first, checks: result.passed ? 'passed' : { failed: result.why } };
}

/** It ends here, and a person will ask why. */
function failing({ passing }: Scene, record: { readonly deadline: number }, seen: Sighting): boolean {
  return typeof seen.deployment === 'object' || pastDeadline(record, passing.worker.clock.now());
}

/** Our revision was sent, and PRIMARY is another: since when ECS' own record is to be asked (F30). undefined: no need. */
function gaveUpSince(
  { seen }: Scene,
  { service }: ServiceToPlan,
  record: RolloutRecord | undefined,
): number | undefined {
  if (record?.state !== 'deploying' || record.revision === undefined) return undefined;
  const ecs = present(seen.services.get(service.ecsService));
  const primary = ecs === undefined ? undefined : primaryOf(ecs);
  if (primary?.taskDefinition === undefined || runs(watched(record), { revision: primary.taskDefinition, digests: {} }))
    return undefined;
  return record.since;
}

async function recordRevisions(
  scene: Scene,
  services: readonly ServiceToPlan[],
  rollouts: Map<string, RolloutRecord>,
  applied: readonly Applied[],
): Promise<ReadonlyMap<string, RolloutRecord>> {
  const { passing } = scene;
  for (const plan of services) {
    const record = rollouts.get(plan.service.name);
    if (
      record === undefined ||
      (record.state !== 'deploying' && record.state !== 'verifying') ||
      record.revision !== undefined
    )
      continue;
    const made = applied.find(
      ({ step, outcome }) =>
        outcome === 'done' && step.call === 'ecs:RegisterTaskDefinition' && step.service === plan.service.name,
    )?.answer?.taskDefinition;
    const arn =
      made === undefined ? revisionThere(scene, plan) : (made as { taskDefinitionArn?: string }).taskDefinitionArn;
    if (arn === undefined) continue;
    const next = withRevision(record, arn);
    const written = await passing.records.moveRollout(passing.lease, plan.service.name, record, next);
    if (written.ok && written.value) rollouts.set(plan.service.name, next);
  }
  return rollouts;
}

function revisionThere(scene: Scene, plan: ServiceToPlan): string | undefined {
  const { subject, seen, known, passing, control } = scene;
  const revision = wantedRevision({
    app: subject.app,
    service: plan.service,
    candidate: plan.candidate,
    reason: plan.reason,
    seen,
    fence: passing.lease.fence,
    band: control.band(undefined),
    chosen: [],
    known: known.get(plan.service.name) ?? nothingKnown,
  });
  return revision.is === 'there' ? revision.arn : undefined;
}
