import type { Finding } from '../findings/finding.ts';
import { notReady } from '../findings/not-ready.ts';
import { writeFailed } from '../findings/write-failed.ts';
import { observe } from '../reconcilers/kinds.ts';
import { type Plan, planApp, type ServiceToPlan } from '../reconcilers/plan.ts';
import type { Look } from '../reconcilers/resource-kind.ts';
import type { Step } from '../reconcilers/step.ts';
import { removable } from '../reconcilers/target-group.ts';
import { readControl } from '../records/control.ts';
import { fleetApp, writeFleetApp } from '../records/fleet-index.ts';
import { intentOf, outcomeItem } from '../records/history.ts';
import { mustWait } from '../records/lease.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import { type Applied, apply } from './apply.ts';
import { decideRollouts } from './decide-rollouts.ts';
import type { PassOutcome } from './facts.ts';
import { contestedSteps } from './guards/contested.ts';
import { guard } from './guards/guards.ts';
import { knownAfter, knownResources } from './known.ts';
import { type Counts, type Passing, planInput, type Scene, type Subject } from './scene.ts';
import { readHealth, readNewest, readOwners } from './second-look.ts';
import { statusAfter } from './status-after.ts';

/** Attributes, lifecycle policies, log groups and tags are read once an hour, and whenever the document is new. */
const SLOW_ROTATION = 3_600_000;

export async function lookAndAct(passing: Passing, subject: Subject, counts: Counts): Promise<PassOutcome> {
  const { worker, loaded, lease, input } = passing;
  const { app, stored } = subject;
  const { began } = passing;
  const control = readControl(loaded.control, began);
  const known = knownResources(loaded.status, loaded.rollouts);
  const slow =
    stored.version !== loaded.status.documentVersion ||
    began - loaded.status.slowLook >= SLOW_ROTATION ||
    input.hinted === true;
  const look: Look = {
    aws: subject.aws,
    receipt: passing.receipt,
    cluster: app.cluster,
    account: app.account,
    region: app.region,
    apps: [{ app, known }],
    revisions: worker.revisions,
    slow: new Set(slow ? [app.app] : []),
    thorough: true,
  };
  const seen = await observe(look, began);
  const scene: Scene = { passing, subject, look, seen, known, control };
  const decided = await decideRollouts(scene);
  if (!decided.ok) return { is: 'failed', why: decided.why, lookAgainMs: 20_000 };
  const plan = await planned(scene, decided.services, decided.rollouts);
  const contested = contestedSteps(plan, loaded.status.repairs, worker.clock.now());
  const guarded = guard(
    { ...plan, steps: contested.left },
    {
      app,
      seen,
      now: worker.clock.now(),
      paused: control.paused,
      frozen: control.frozen,
      limits: control.limits,
      documentStoredAt: stored.at,
    },
  );
  const { now, later } = splitByRisk(
    guarded.allowed,
    (step) => mustWait(lease, step.risk, worker.clock.now()) !== undefined,
  );
  worker.tell({ fact: 'planned', plan });
  for (const step of plan.steps)
    if (step.reason === 'drift')
      worker.tell({
        fact: 'drift',
        app: app.app,
        step,
        ...(input.caller === undefined ? {} : { caller: input.caller }),
      });
  counts.found += differencesIn(plan.steps.filter(({ reason }) => reason === 'drift'));
  const applied = await act(scene, now);
  if (applied === 'no record')
    return { is: 'failed', why: 'the history could not be written, so nothing was sent', lookAgainMs: 20_000 };
  counts.unanswered ||= applied.some(({ outcome }) => outcome === 'unknown');
  counts.repaired += differencesIn(
    applied.filter(({ outcome, step }) => outcome === 'done' && step.reason === 'drift').map(({ step }) => step),
  );
  const findings: Finding[] = [
    ...decided.findings,
    ...plan.findings,
    ...contested.findings,
    ...guarded.findings,
    ...applied.flatMap((each) => failureFinding(app.app, each)),
  ];
  for (const finding of findings) worker.tell({ fact: 'finding', finding });
  const after = knownAfter(known, app, seen, applied);
  const rollouts = await decided.recordRevisions(applied);
  const open = plan.steps.length - applied.filter(({ outcome }) => outcome === 'done').length;
  const refused = applied.some(({ outcome }) => outcome !== 'done') ? loaded.status.refused + 1 : 0;
  const outcome = outcomeOfPass({
    applied,
    waits: plan.waits,
    later: later.length,
    lookAgainAt: decided.lookAgainAt,
    now: worker.clock.now(),
    withheld: guarded.withheldSteps.length,
    refused,
    nextLook: loaded.status.nextLook,
  });
  const status = statusAfter({
    loaded,
    scene,
    plan,
    applied,
    findings,
    rollouts,
    services: decided.services,
    wanted: decided.wanted,
    known: after,
    slow,
    began,
    open,
    later: later.length,
    refused,
    nextLook:
      outcome.is === 'unsettled'
        ? outcome.asked
          ? loaded.status.nextLook
          : worker.clock.now() + outcome.lookAgainMs
        : 0,
  });
  const written = await passing.records.writeStatus(app.app, lease, status);
  if (!written.ok || !written.value)
    return { is: 'failed', why: 'the status could not be written: another worker has taken over', lookAgainMs: 20_000 };
  const entry = fleetApp(app, stored.version, after);
  if (
    stored.version !== loaded.status.documentVersion ||
    JSON.stringify(after) !== JSON.stringify(known) ||
    [...after].some(([name, resources]) => JSON.stringify(resources) !== JSON.stringify(known.get(name)))
  )
    await writeFleetApp(passing.table, entry);
  return outcome;
}

/** The plan, read again where a write asks for more than the first look gave. */
async function planned(
  scene: Scene,
  services: readonly ServiceToPlan[],
  rollouts: ReadonlyMap<string, RolloutRecord>,
): Promise<Plan> {
  const { look, seen } = scene;
  await readNewest(look, services, seen);
  await readHealth(look, services, rollouts, seen);
  let plan = planApp(planInput(scene, services));
  const removing = scene.subject.app.removed.flatMap(({ service }) => {
    const known = scene.known.get(service);
    return known === undefined
      ? []
      : [...removable(scene.subject.app.app, service, seen, known).values(), ...Object.values(known.rules)];
  });
  if (await readOwners(look, plan.steps, seen, removing)) plan = planApp(planInput(scene, services));
  return plan;
}

function splitByRisk(
  steps: readonly Step[],
  waits: (step: Step) => boolean,
): { now: readonly Step[]; later: readonly Step[] } {
  const later = steps.filter(waits);
  return { now: steps.filter((step) => !later.includes(step)), later };
}

function differencesIn(steps: readonly Step[]): number {
  return steps.reduce((sum, { differences }) => sum + Math.max(1, differences.length), 0);
}

/** Intent first, then the writes, then what came of them (R31). */
async function act({ passing, subject }: Scene, steps: readonly Step[]): Promise<readonly Applied[] | 'no record'> {
  if (steps.length === 0) return [];
  const { worker, records, lease } = passing;
  const entry = intentOf(subject.app.app, worker.clock.now(), lease.fence, subject.stored.version, steps);
  const intent = await records.writeIntent(entry);
  if (!intent.ok) return 'no record';
  const applied = await apply(subject.aws, steps, (each) =>
    worker.tell({ fact: 'step', app: subject.app.app, applied: each }),
  );
  // A revision that AWS no longer takes is not kept in memory either.
  for (const { failure } of applied)
    if (failure?.message.includes('TaskDefinition is inactive') === true) worker.revisions.clear();
  const outcomes = applied.map(({ step, outcome, failure, why }) => ({
    id: step.id,
    outcome,
    ...(failure === undefined ? {} : { code: failure.code }),
    ...(why === undefined ? {} : { why }),
  }));
  await records.writeOutcome(entry, outcomeItem(outcomes));
  return applied;
}

function failureFinding(app: string, { step, failure, outcome }: Applied): Finding[] {
  if (failure === undefined || outcome === 'not-sent') return [];
  const place = { app, resource: step.target, ...(step.service === undefined ? {} : { service: step.service }) };
  const { call, code, message, class: kind, maybeApplied } = failure;
  if (!maybeApplied && (kind === 'wait' || kind === 'retry')) return [notReady(place, { call, code, message })];
  return [writeFailed(place, { step: step.id, call, code, message, class: kind, maybeApplied })];
}

interface Ahead {
  readonly applied: readonly Applied[];
  readonly waits: readonly string[];
  readonly later: number;
  readonly lookAgainAt: number | undefined;
  readonly now: number;
  readonly withheld: number;
  readonly refused: number;
  readonly nextLook: number;
}

const LONGEST_LOOK = 300_000;

/** When to look again: in seconds where AWS needs seconds, longer and longer where it keeps refusing (5 s, 10 s, 20 s … 5 min). */
function outcomeOfPass({ applied, waits, later, lookAgainAt, now, withheld, refused, nextLook }: Ahead): PassOutcome {
  const looks: number[] = [];
  if (refused > 0) looks.push(Math.min(LONGEST_LOOK, 5_000 * 2 ** Math.min(refused - 1, 10)));
  else if (applied.length > 0) looks.push(10_000);
  if (waits.length > 0) looks.push(15_000);
  if (later > 0) looks.push(60_000);
  if (lookAgainAt !== undefined) looks.push(Math.max(1_000, lookAgainAt - now));
  if (looks.length === 0 && withheld === 0) return { is: 'converged' };
  const lookAgainMs = looks.length === 0 ? LONGEST_LOOK : refused > 4 ? Math.max(...looks) : Math.min(...looks);
  const why =
    looks.length === 0
      ? 'a guard withholds steps'
      : applied.length > 0
        ? `${applied.length} steps were sent`
        : (waits[0] ?? 'a rollout is under way');
  return { is: 'unsettled', lookAgainMs, why, asked: nextLook > now + 500 && nextLook <= now + lookAgainMs + 1_000 };
}
