import type { ModelStep } from './explore.ts';
import { holds } from './holds.ts';
import { type LeaseWorld, type Rules, TIMES, type Worker } from './lease-world.ts';

type Does = (label: string, change: Partial<Worker>, world?: Partial<LeaseWorld>, broken?: string) => void;
interface Turn {
  readonly world: LeaseWorld;
  readonly me: Worker;
  readonly owner: string;
  readonly rules: Rules;
  readonly does: Does;
}

/** Everything that may happen next: time passes, a request lands or is refused, a worker goes on, gives up, or crashes. */
export function leaseSteps(world: LeaseWorld, rules: Rules): ModelStep<LeaseWorld>[] {
  const steps: ModelStep<LeaseWorld>[] = [];
  if (world.now < world.ticks) steps.push({ label: 'tick', to: { ...world, now: world.now + 1 } });
  for (const [number, me] of world.workers.entries()) {
    const owner = 'ABC'[number] ?? '';
    const does: Does = (label, change, more = {}, broken) => {
      const workers = world.workers.with(number, settled({ ...me, ...change }));
      steps.push({ label: `${owner} ${label}`, to: { ...world, ...more, workers }, ...(broken ? { broken } : {}) });
    };
    turn({ world, me, owner, rules, does });
    if (me.phase !== 'idle') does('crashes', { phase: 'idle' });
  }
  landings(world, steps);
  return steps;
}

/** A worker that is idle remembers nothing. */
function settled(worker: Worker): Worker {
  return worker.phase === 'idle' ? { phase: 'idle', passes: worker.passes } : worker;
}

function landings(world: LeaseWorld, steps: ModelStep<LeaseWorld>[]): void {
  for (const [number, { fence, signed }] of world.requests.entries()) {
    const requests = world.requests.toSpliced(number, 1);
    if (world.now - signed > TIMES.signatureValidity) {
      steps.push({ label: `AWS refuses ${fence}`, to: { ...world, requests } });
      continue;
    }
    const to = { ...world, requests, applied: Math.max(world.applied, fence) };
    const older = fence < world.applied ? { broken: 'R26' } : {};
    steps.push({ label: `AWS applies ${fence}`, to, ...older });
  }
}

function turn(on: Turn): void {
  const { me, world, does } = on;
  if (me.phase === 'idle' && me.passes > 0) {
    const recordsFence = world.lease === undefined ? (world.status?.fence ?? 0) : 0;
    if (on.rules.take.may(world.lease, world.now, TIMES))
      does('reads the lease', { phase: 'read', passes: me.passes - 1, seen: world.lease, recordsFence });
  }
  if (me.phase === 'read') takes(on);
  if (me.phase === 'taken' && me.mustSeal) records(on, 'seals', 'sealed', on.rules.seal.condition);
  if (me.phase === 'sealed' || (me.phase === 'taken' && !me.mustSeal))
    does('observes', { phase: 'observed' }, { observed: Math.max(world.observed, me.fence ?? 0) });
  if (me.phase === 'observed') signs(on);
  if (me.phase === 'signed') answered(on);
  if (me.phase === 'acted') records(on, 'records', 'recorded', on.rules.record.condition);
  if (me.phase === 'observed' || me.phase === 'recorded') releases(on);
  if (me.phase === 'observed' || me.phase === 'acted') renews(on);
}

function takes({ world, me, owner, rules, does }: Turn): void {
  if (!holds(rules.take.condition(me.seen), inTable(world.lease))) {
    does('is busy', { phase: 'idle' });
    return;
  }
  const { seen: stored, recordsFence = 0 } = me;
  const lease = rules.take.after({ stored, recordsFence, owner, now: world.now }, TIMES);
  const taken = {
    fence: lease.fence,
    deadline: world.now + TIMES.duration,
    mustSeal: rules.seal.needed(stored, recordsFence),
    signaturesUntil: lease.signaturesUntil,
  };
  const granted = { lease, granted: Math.max(world.granted, lease.fence) };
  const broken = lease.fence <= world.granted ? 'R24' : undefined;
  does(`takes ${lease.fence}`, { phase: 'taken', ...taken, seen: undefined, recordsFence: 0 }, granted, broken);
}

/** A write of the status, that of the seal too: refused, the worker leaves. */
function records(
  { world, me, does }: Turn,
  label: string,
  phase: Worker['phase'],
  condition: Rules['seal']['condition'],
): void {
  const fence = me.fence ?? 0;
  if (!holds(condition({ fence }), world.status && inTable(world.status))) {
    does('has lost the lease', { phase: 'idle' });
    return;
  }
  does(label, { phase }, { status: { fence } }, fence < world.observed ? 'R25' : undefined);
}

/** The risky kind: converging steps may break the order (R26). */
function signs({ world, me, rules, does }: Turn): void {
  const waits = rules.sign.waitsUntil(me.signaturesUntil, 'high', world.now) !== undefined;
  if (waits || !rules.sign.may(me.deadline ?? 0, world.now, TIMES)) return;
  const request = { fence: me.fence ?? 0, signed: world.now };
  does('signs', { phase: 'signed' }, { requests: [...world.requests, request] });
}

/** Its request landed or was refused: the answer came; or it never comes, and the request may still be on the way. */
function answered({ world, me, does }: Turn): void {
  const onTheWay = world.requests.some(({ fence }) => fence === me.fence);
  does(onTheWay ? 'gives the call up' : 'has its answer', { phase: 'acted', inFlight: onTheWay });
}

function releases({ world, me, owner, rules, does }: Turn): void {
  const mine = { owner, fence: me.fence ?? 0 };
  const { lease } = world;
  if (lease === undefined || !holds(rules.release.condition(mine), inTable(lease))) {
    does('has no lease to release', { phase: 'idle' });
    return;
  }
  const left = { ...lease, ...rules.release.after(me.inFlight === true, world.now, TIMES) };
  does('releases', { phase: 'idle' }, { lease: rules.release.removes ? undefined : left });
}

function renews({ world, me, owner, rules, does }: Turn): void {
  const { lease } = world;
  if (lease === undefined || !holds(rules.renew.condition({ owner, fence: me.fence ?? 0 }), inTable(lease))) return;
  const renewed = { ...lease, ...rules.renew.after(world.now, TIMES) };
  if (renewed.until !== lease.until) does('renews', { deadline: world.now + TIMES.duration }, { lease: renewed });
}

function inTable(item: object | undefined): Record<string, unknown> | undefined {
  return item === undefined ? undefined : { pk: 'app#todo', ...item };
}
