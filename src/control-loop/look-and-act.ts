import type { Finding } from '../findings/finding.ts';
import { notReady } from '../findings/not-ready.ts';
import { writeFailed } from '../findings/write-failed.ts';
import { observe } from '../reconcilers/kinds.ts';
import { type Plan, planApp, type ServiceToPlan } from '../reconcilers/plan.ts';
import type { Look } from '../reconcilers/resource-kind.ts';
import type { Step } from '../reconcilers/step.ts';
import { type Control, readControl } from '../records/control.ts';
import { fleetApp, writeFleetApp } from '../records/fleet-index.ts';
import { intentOf, outcomeItem } from '../records/history.ts';
import { mustWait } from '../records/lease.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import { type Applied, apply } from './apply.ts';
import { type Decided, decideRollouts } from './decide-rollouts.ts';
import type { PassOutcome } from './facts.ts';
import { contestedSteps } from './guards/contested.ts';
import { dependents, guard } from './guards/guards.ts';
import { knownAfter, knownResources } from './known.ts';
import { type Counts, type Passing, planInput, type Scene, type Subject } from './scene.ts';
import { readHealth, readNewest, readOwners, readTraffic } from './second-look.ts';
import { statusAfter } from './status-after.ts';
import { unsentFindings } from './unsent.ts';

/** Attributes, lifecycle policies, log groups and tags are read once an hour, and whenever the document is new. */
const SLOW_ROTATION = 3_600_000;
/** So soon after it was read, what control says is not asked for again. */
const CONTROL_IS_FRESH = 10_000;

/** Observe, plan, guard, apply, record. */
export async function lookAndAct(passing: Passing, subject: Subject, counts: Counts): Promise<PassOutcome> {
  const scene = await sceneOf(passing, subject);
  const decided = await decideRollouts(scene);
  if (!decided.ok) return { is: 'failed', why: decided.why, lookAgainMs: 20_000 };
  const plan = await planned(scene, decided.services, decided.rollouts);
  tellPlan(scene, plan, counts);
  const control = plan.steps.length === 0 ? scene.control : await controlNow(scene);
  if (control === undefined)
    return { is: 'failed', why: 'the item control/current could not be read', lookAgainMs: 20_000 };
  const judged = judge(scene, plan, control);
  const applied = await act(scene, judged.now);
  if (applied === 'no record')
    return { is: 'failed', why: 'the history could not be written, so nothing was sent', lookAgainMs: 20_000 };
  countApplied(applied, counts);
  const failures = applied.flatMap((each) => failureFinding(subject.app.app, each));
  const unsent = unsentFindings(subject.app.app, applied, judged.waiting, judged.waitingUntil);
  const findings = [...decided.findings, ...plan.findings, ...judged.findings, ...failures, ...unsent];
  for (const finding of findings) passing.worker.tell({ fact: 'finding', finding });
  return conclude(scene, decided, plan, judged, applied, findings);
}

async function sceneOf(passing: Passing, subject: Subject): Promise<Scene> {
  const { worker, loaded, input, began } = passing;
  const { app, stored } = subject;
  const known = knownResources(loaded.status, loaded.rollouts);
  const due = began - loaded.status.slowLook >= SLOW_ROTATION || input.hinted === true;
  const slow = stored.version !== loaded.status.documentVersion || due;
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
  return {
    passing,
    subject,
    look,
    seen: await observe(look, began),
    known,
    control: readControl(loaded.control, began),
  };
}

/** Looking may have taken long: a pause that came meanwhile holds (R28). undefined: it could not be read. */
async function controlNow({ passing, control }: Scene): Promise<Control | undefined> {
  const { clock } = passing.worker;
  const at = clock.monotonic();
  if (at - passing.controlSeen.at < CONTROL_IS_FRESH) return control;
  const read = await passing.table.get({ pk: 'control', sk: 'current' });
  if (!read.ok) return undefined;
  passing.controlSeen.at = at;
  return readControl(read.value, clock.now());
}

function tellPlan({ passing, subject }: Scene, plan: Plan, counts: Counts): void {
  const { worker, input } = passing;
  const drift = plan.steps.filter(({ reason }) => reason === 'drift');
  const caller = input.caller === undefined ? {} : { caller: input.caller };
  worker.tell({ fact: 'planned', plan });
  for (const step of drift) worker.tell({ fact: 'drift', app: subject.app.app, step, ...caller });
  counts.found += differencesIn(drift);
}

function countApplied(applied: readonly Applied[], counts: Counts): void {
  counts.unanswered ||= applied.some(({ outcome }) => outcome === 'unknown');
  const repaired = applied.filter(({ outcome, step }) => outcome === 'done' && step.reason === 'drift');
  counts.repaired += differencesIn(repaired.map(({ step }) => step));
}

/** What may go out now, what must wait for an older worker's signatures, and what is withheld, with its findings. */
interface Judged {
  readonly now: readonly Step[];
  readonly waiting: readonly Step[];
  /** Milliseconds since 1970; undefined: nothing waits. */
  readonly waitingUntil: number | undefined;
  readonly withheld: number;
  readonly findings: readonly Finding[];
}

function judge({ passing, subject, seen }: Scene, plan: Plan, control: Control): Judged {
  const now = passing.worker.clock.now();
  const { app, stored } = subject;
  const { paused, frozen, limits } = control;
  const contested = contestedSteps(plan, passing.loaded.status.repairs, now);
  const guarded = guard(
    { ...plan, steps: contested.left },
    { app, seen, now, paused, frozen, limits, documentStoredAt: stored.at },
  );
  const risky = guarded.allowed.filter(({ risk }) => mustWait(passing.lease, risk, now) !== undefined);
  const ids = dependents(guarded.allowed, new Set(risky.map(({ id }) => id)));
  const waiting = guarded.allowed.filter(({ id }) => ids.has(id));
  return {
    now: guarded.allowed.filter((step) => !waiting.includes(step)),
    waiting,
    waitingUntil: risky[0] === undefined ? undefined : mustWait(passing.lease, risky[0].risk, now),
    withheld: guarded.withheldSteps.length,
    findings: [...contested.findings, ...guarded.findings],
  };
}

/** Records what was seen and done, and says when to look again. */
async function conclude(
  scene: Scene,
  decided: Extract<Decided, { ok: true }>,
  plan: Plan,
  judged: Judged,
  applied: readonly Applied[],
  findings: readonly Finding[],
): Promise<PassOutcome> {
  const { passing, subject, known, seen } = scene;
  const { worker, loaded, lease, records, table } = passing;
  const { app, stored } = subject;
  const after = knownAfter(known, app, seen, applied);
  const rollouts = await decided.recordRevisions(applied);
  const refused = applied.some(({ outcome }) => outcome !== 'done') ? loaded.status.refused + 1 : 0;
  const { nextLook } = loaded.status;
  const outcome = outcomeOfPass({
    withheld: judged.withheld,
    later: judged.waiting.length,
    applied,
    waits: plan.waits,
    lookAgainAt: decided.lookAgainAt,
    at: worker.clock.now(),
    refused,
    nextLook,
  });
  const coming = outcome.is !== 'unsettled' ? 0 : outcome.asked ? nextLook : worker.clock.now() + outcome.lookAgainMs;
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
    slow: scene.look.slow.has(app.app),
    began: passing.began,
    open: plan.steps.length - applied.filter((each) => each.outcome === 'done').length,
    later: judged.waiting.length,
    refused,
    nextLook: coming,
  });
  const written = await records.writeStatus(app.app, lease, status);
  if (!written.ok || !written.value)
    return { is: 'failed', why: 'the status could not be written: another worker has taken over', lookAgainMs: 20_000 };
  const moved =
    stored.version !== loaded.status.documentVersion || JSON.stringify([...after]) !== JSON.stringify([...known]);
  if (moved) await writeFleetApp(table, fleetApp(app, stored.version, after));
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
  const { planning = (work) => work() } = scene.passing.worker;
  let plan = planning(() => planApp(planInput(scene, services)));
  const owners = await readOwners(look, plan.steps, seen);
  const traffic = await readTraffic(look, plan.steps, seen);
  if (owners || traffic) plan = planning(() => planApp(planInput(scene, services)));
  return plan;
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
  readonly at: number;
  readonly withheld: number;
  readonly refused: number;
  readonly nextLook: number;
}

const LONGEST_LOOK = 300_000;

/** When to look again: in seconds where AWS needs seconds, longer and longer where it keeps refusing (5 s, 10 s, 20 s … 5 min). */
function outcomeOfPass({ applied, waits, later, lookAgainAt, at, withheld, refused, nextLook }: Ahead): PassOutcome {
  const looks: number[] = [];
  if (refused > 0) looks.push(Math.min(LONGEST_LOOK, 5_000 * 2 ** Math.min(refused - 1, 10)));
  else if (applied.length > 0) looks.push(10_000);
  if (waits.length > 0) looks.push(15_000);
  if (later > 0) looks.push(60_000);
  if (lookAgainAt !== undefined) looks.push(Math.max(1_000, lookAgainAt - at));
  if (looks.length === 0 && withheld === 0) return { is: 'converged' };
  const lookAgainMs = looks.length === 0 ? LONGEST_LOOK : refused > 4 ? Math.max(...looks) : Math.min(...looks);
  const why =
    looks.length === 0
      ? 'a guard withholds steps'
      : applied.length > 0
        ? `${applied.length} steps were sent`
        : (waits[0] ?? 'a rollout is under way');
  return { is: 'unsettled', lookAgainMs, why, asked: nextLook > at + 500 && nextLook <= at + lookAgainMs + 1_000 };
}
