import { controlUnreadable } from '../findings/control-unreadable.ts';
import type { Finding } from '../findings/finding.ts';
import { notReady } from '../findings/not-ready.ts';
import { writeFailed } from '../findings/write-failed.ts';
import { writerRefused } from '../findings/writer-refused.ts';
import { observe } from '../reconcilers/kinds.ts';
import { unanswered } from '../reconcilers/observation.ts';
import { type Plan, planApp, type ServiceToPlan } from '../reconcilers/plan.ts';
import type { Look } from '../reconcilers/resource-kind.ts';
import type { Step } from '../reconcilers/step.ts';
import { type Control, readControl } from '../records/control.ts';
import { fleetApp, writeFleetApp } from '../records/fleet-index.ts';
import { mustWait } from '../records/lease.ts';
import { claimMassChange, type MassChangeClaim } from '../records/mass-change.ts';
import { wakeUps, wakeUpTimes } from '../records/wake-ups.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import { act } from './act.ts';
import type { Applied } from './apply.ts';
import { controlNow } from './control-now.ts';
import { type Decided, decideRollouts } from './decide-rollouts.ts';
import type { PassOutcome } from './facts.ts';
import { contestedSteps } from './guards/contested.ts';
import { dependents, guard } from './guards/guards.ts';
import { killedNow } from './guards/kill-switch.ts';
import { countsAsChange } from './guards/mass-change.ts';
import { knownAfter, knownResources } from './known.ts';
import { isHome } from './reach.ts';
import { recover } from './recovery.ts';
import { type Counts, type Passing, planInput, type Scene, type Subject } from './scene.ts';
import { readHealth, readNewest, readOwners, readTraffic } from './second-look.ts';
import { statusAfter } from './status-after.ts';
import { unsentFindings } from './unsent.ts';

/** Attributes, lifecycle policies, log groups and tags are read once an hour, and whenever the document is new. */
const SLOW_ROTATION = 3_600_000;

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
  let judged = judge(scene, plan, control, { is: 'granted' });
  if (judged.now.some(countsAsChange)) {
    const claim = await scene.massChange();
    if (!claim.ok) return { is: 'failed', why: 'the fleet’s changes could not be counted', lookAgainMs: 20_000 };
    if (claim.value.is === 'refused') judged = judge(scene, plan, control, claim.value);
  }
  const recovered = await recover(scene, plan, decided.services);
  if (recovered === undefined) return { is: 'failed', why: 'the history could not be read', lookAgainMs: 20_000 };
  const applied = await act(scene, judged.now, decided.services, recovered, counts);
  if (applied === 'no record')
    return { is: 'failed', why: 'the history could not be written, so nothing was sent', lookAgainMs: 20_000 };
  countApplied(applied, counts);
  const spoke = isHome(passing.worker, subject.app) ? {} : { spoke: subject.app.account };
  const failures = applied.flatMap((each) => failureFinding(subject.app.app, spoke, each));
  const unsent = unsentFindings(subject.app.app, applied, judged.waiting, judged.waitingUntil);
  const controls = control.problems.map((problem) =>
    controlUnreadable({ app: subject.app.app, resource: 'control/current' }, problem),
  );
  const findings = [...controls, ...decided.findings, ...plan.findings, ...judged.findings, ...failures, ...unsent];
  for (const finding of findings) passing.worker.tell({ fact: 'finding', finding });
  return conclude(scene, decided, plan, judged, applied, findings);
}

async function sceneOf(passing: Passing, subject: Subject): Promise<Scene> {
  const { worker, loaded, input, began } = passing;
  const { app, stored } = subject;
  const known = knownResources(loaded.status, loaded.rollouts);
  const due = began - loaded.status.slowLook >= SLOW_ROTATION || input.hinted === true;
  // What an earlier pass left undone may be something that only slow looks see.
  const slow = stored.version !== loaded.status.documentVersion || due || passing.lease.ranOut;
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
  const control = readControl(loaded.control, began);
  let claim: ReturnType<Scene['massChange']> | undefined;
  return {
    passing,
    subject,
    look,
    seen: await observe(look, began),
    known,
    control,
    massChange: () => {
      claim ??= claimMassChange(passing.table, app.app, control.limits.massChange, worker.clock.now());
      return claim;
    },
  };
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

function judge({ passing, subject, seen }: Scene, plan: Plan, control: Control, massChange: MassChangeClaim): Judged {
  const now = passing.worker.clock.now();
  const { app, stored } = subject;
  const { paused, frozen, limits } = control;
  const contested = contestedSteps(plan, passing.loaded.status.repairs, now);
  const guarded = guard(
    { ...plan, steps: contested.left },
    {
      app,
      seen,
      now,
      paused,
      frozen,
      killed: killedNow(passing.worker, control),
      massChange,
      limits,
      documentStoredAt: stored.at,
    },
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
  const ended = outcomeOfPass({
    withheld: judged.withheld,
    later: judged.waiting.length,
    applied,
    waits: plan.waits,
    unread: unanswered(seen),
    lookAgainAt: decided.lookAgainAt,
    at: worker.clock.now(),
    refused,
    nextLook: loaded.status.nextLook,
  });
  const { outcome, nextLook } = await asking(passing, ended);
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
    nextLook,
  });
  const written = await records.writeStatus(app.app, lease, status);
  if (!written.ok || !written.value)
    return { is: 'failed', why: 'the status could not be written: another worker has taken over', lookAgainMs: 20_000 };
  // With slow looks at the latest an entry of the index that was lost is there again.
  const moved =
    scene.look.slow.has(app.app) ||
    stored.version !== loaded.status.documentVersion ||
    JSON.stringify([...after]) !== JSON.stringify([...known]);
  if (moved) await writeFleetApp(table, fleetApp(app, stored.version, after));
  return outcome;
}

/**
 * The message for the next look is sent before the status says that it comes: a pass that relied on one which was never
 * sent would end the wake-up.
 */
async function asking(
  { worker, input, loaded }: Passing,
  outcome: PassOutcome,
): Promise<{ readonly outcome: PassOutcome; readonly nextLook: number }> {
  const now = worker.clock.now();
  const { nextLook } = loaded.status;
  const coming = nextLook > now ? nextLook : 0;
  if (outcome.is !== 'unsettled' || outcome.asked || input.ask === undefined) return { outcome, nextLook: coming };
  const question = wakeUps.later(outcome.lookAgainMs, false, now);
  const sent = await input.ask(question, outcome.why);
  return sent ? { outcome: { ...outcome, asked: true }, nextLook: question.askedAt } : { outcome, nextLook: coming };
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

function failureFinding(
  app: string,
  spoke: { readonly spoke?: string },
  { step, failure, outcome }: Applied,
): Finding[] {
  if (failure === undefined) return [];
  if (failure.call === 'sts:AssumeRole')
    return [
      writerRefused(
        { app },
        { code: failure.code, message: failure.message, denied: failure.class === 'denied', ...spoke },
      ),
    ];
  if (outcome === 'not-sent') return [];
  const place = { app, resource: step.target, ...(step.service === undefined ? {} : { service: step.service }) };
  const { call, code, message, class: kind, maybeApplied } = failure;
  if (!maybeApplied && (kind === 'wait' || kind === 'retry')) return [notReady(place, { call, code, message })];
  return [writeFailed(place, { step: step.id, call, code, message, class: kind, maybeApplied })];
}

interface Ahead {
  readonly applied: readonly Applied[];
  readonly waits: readonly string[];
  readonly unread: boolean;
  readonly later: number;
  readonly lookAgainAt: number | undefined;
  readonly at: number;
  readonly withheld: number;
  readonly refused: number;
  readonly nextLook: number;
}

const LONGEST_LOOK = 300_000;

/** When to look again: in seconds where AWS needs seconds, longer and longer where it keeps refusing (5 s, 10 s, 20 s … 5 min). */
function outcomeOfPass(ahead: Ahead): PassOutcome {
  const { applied, waits, unread, later, lookAgainAt, at, withheld, refused, nextLook } = ahead;
  const looks: number[] = [];
  if (refused > 0) looks.push(Math.min(LONGEST_LOOK, 5_000 * 2 ** Math.min(refused - 1, 10)));
  else if (applied.length > 0) looks.push(10_000);
  if (waits.length > 0) looks.push(15_000);
  if (later > 0 || unread) looks.push(60_000);
  if (lookAgainAt !== undefined) looks.push(Math.max(1_000, lookAgainAt - at));
  if (looks.length === 0 && withheld === 0) return { is: 'converged' };
  const lookAgainMs = looks.length === 0 ? LONGEST_LOOK : refused > 4 ? Math.max(...looks) : Math.min(...looks);
  const why =
    looks.length === 0
      ? 'a guard withholds steps'
      : applied.length > 0
        ? `${applied.length} steps were sent`
        : (waits[0] ?? (unread ? 'a read got no answer' : 'a rollout is under way'));
  return { is: 'unsettled', lookAgainMs, why, asked: wakeUps.isAsked(nextLook, at, lookAgainMs, wakeUpTimes) };
}
