import { leaseProtocol } from '../../../src/records/lease-protocol.ts';
import type { LookEnded, Question } from '../../../src/records/wake-ups.ts';
import type { ModelStep } from './explore.ts';
import {
  DELAY,
  isDrained,
  isEndOfTime,
  LAST_EVENT,
  LEASE,
  LOOK_BIT,
  type Message,
  nowIn,
  type Rules,
  SLOW_BIT,
  type WakeUpWorld,
  type Worker,
} from './wake-up-world.ts';

interface Turn {
  readonly world: WakeUpWorld;
  readonly me: Worker;
  readonly number: number;
  /** By its own clock. */
  readonly clock: number;
  readonly rules: Rules;
  readonly does: (label: string, change: Partial<Worker>, world?: Partial<WakeUpWorld>) => void;
}

/** Everything that may happen next; broken where nothing is left to do and something was never seen. */
export function wakeUpSteps(world: WakeUpWorld, rules: Rules): ModelStep<WakeUpWorld>[] {
  const steps: ModelStep<WakeUpWorld>[] = [];
  const add = (label: string, to: WakeUpWorld) =>
    steps.push({ label, to, ...(isDrained(to) && to.unseen !== 0 ? { broken: 'R36' } : {}) });
  if (!isEndOfTime(world)) add('tick', { ...world, moment: world.moment + 1 });
  events(world, rules, add);
  for (const [number, me] of world.workers.entries()) {
    const does: Turn['does'] = (label, change, more = {}) => {
      const workers = (more.workers ?? world.workers).with(number, settled({ ...me, ...change }));
      add(`${'AB'[number]} ${label}`, { ...world, ...more, workers });
    };
    turn({ world, me, number, clock: nowIn(world) + (world.ahead[number + 1] ?? 0), rules, does });
    if (me.phase !== 'idle' && world.crashes > 0)
      does('crashes', { phase: 'idle' }, { crashes: world.crashes - 1, messages: letGo(world.messages, number) });
  }
  return steps;
}

function settled(worker: Worker): Worker {
  return worker.phase === 'idle' ? { phase: 'idle' } : worker;
}

/** Something changes; somewhat later its message is sent, with the time of the sending. Alike ones come in order. */
function events(world: WakeUpWorld, rules: Rules, add: (label: string, to: WakeUpWorld) => void): void {
  const now = nowIn(world);
  for (const [number, phase] of world.events.entries()) {
    const bit = 1 << number;
    const turnCame = number === 0 || bit === SLOW_BIT || world.events[number - 1] !== 'none';
    if (phase === 'none' && turnCame && world.moment <= LAST_EVENT)
      add(`event ${number}`, {
        ...world,
        events: world.events.with(number, 'happened'),
        unseen: world.unseen | bit,
      });
    if (phase !== 'happened') continue;
    const question = { askedAt: now + (world.ahead[0] ?? 0), hinted: bit === SLOW_BIT };
    const id = rules.idOf?.(
      now,
      world.workers.some(({ phase: each }) => each !== 'idle'),
    );
    const eaten = id !== undefined && world.ids.includes(id);
    add(`${eaten ? 'the queue eats' : 'sends'} ${number}`, {
      ...world,
      events: world.events.with(number, 'sent'),
      messages: eaten ? world.messages : withAlso(world.messages, question, now),
      ids: id === undefined || eaten ? world.ids : [...world.ids, id].sort(),
    });
  }
}

function withAlso(messages: readonly Message[], question: Question, due: number): Message[] {
  return [...messages, { ...question, due, held: 0 }];
}

function letGo(messages: readonly Message[], worker: number): Message[] {
  return messages.map((message) => ({ ...message, held: message.held & ~(1 << worker) }));
}

function without(messages: readonly Message[], worker: number): Message[] {
  return messages.filter(({ held }) => (held & (1 << worker)) === 0);
}

function turn(on: Turn): void {
  const { me } = on;
  switch (me.phase) {
    case 'idle':
      receives(on);
      break;
    case 'asks':
      takes(on);
      break;
    case 'taken':
      observes(on);
      break;
    case 'looked':
      ends(on);
      break;
    case 'promised':
      records(on);
      break;
    case 'recorded':
      on.does('releases', { phase: 'over', owns: false }, me.owns === true ? { leaseUntil: 0 } : {});
      break;
    case 'over':
      sends(on);
      break;
    case 'sent':
      on.does('deletes', { phase: 'idle' }, { messages: without(on.world.messages, on.number) });
  }
}

/**
 * Whatever is visible, also what the other one was given: doubled, or its visibility timeout is over. The status is read
 * then: reading it later is the same as being given the message later.
 */
function receives({ world, number, rules, does }: Turn): void {
  const last = isEndOfTime(world);
  const offered = new Set<string>();
  for (const [at, { askedAt, hinted, due, held }] of world.messages.entries()) {
    const alike = `${askedAt}${hinted}${held}`;
    const doubled = held === 0 ? 0 : 1;
    if ((due > nowIn(world) && !last) || offered.has(alike) || doubled > world.doubles) continue;
    offered.add(alike);
    const given = world.messages.with(at, { askedAt, hinted, due, held: held | (1 << number) });
    const messages = rules.deletesFirst === true ? without(given, number) : given;
    const question = { askedAt, hinted };
    const more = { messages, doubles: world.doubles - doubled };
    if (rules.answered(question, world.status, rules.times))
      does('finds it answered', { phase: 'over', ended: { is: 'answered' } }, more);
    else does('is given it', { phase: 'asks', question }, more);
  }
}

function takes({ world, me, number, clock, does }: Turn): void {
  const { leaseUntil, workers } = world;
  const stored =
    leaseUntil === 0 ? undefined : { owner: '', fence: 1, until: leaseUntil, released: false, signaturesUntil: 0 };
  // At the end of time only a worker that lives keeps a lease.
  const over = isEndOfTime(world) && !workers.some(({ owns }) => owns === true);
  if (!over && !leaseProtocol.take.may(stored, clock, LEASE)) {
    does('is busy', { phase: 'over', ended: { is: 'busy', lookAgainMs: DELAY } });
    return;
  }
  // A lease that ran out: the one before is shut out of the records.
  const others = workers.map((other, at) =>
    at === number || other.phase === 'idle' || other.owns !== true ? other : { ...other, owns: false, shut: true },
  );
  does(
    'takes',
    { phase: 'taken', owns: true, question: { askedAt: 0, hinted: me.question?.hinted === true } },
    { leaseUntil: clock + LEASE.duration, workers: others },
  );
}

function observes({ world, me, clock, does }: Turn): void {
  const slow = me.question?.hinted === true || world.status.slowLook === 0;
  const covers = slow ? world.unseen : world.unseen & ~SLOW_BIT;
  does('observes', { phase: 'looked', began: clock, slow, covers });
}

function ends(on: Turn): void {
  const { world, does } = on;
  const hiccups = world.hiccups - 1;
  records({ ...on, me: { ...on.me, ended: { is: 'converged' } } });
  if (world.looks > 0) wants(on, 'wants a look', {}, { looks: world.looks - 1 });
  if (hiccups < 0) return;
  wants(on, 'reads in part', { unread: true, covers: 0 }, { hiccups });
  does('fails', { phase: 'recorded', ended: { is: 'failed', lookAgainMs: DELAY } }, { hiccups });
}

/** The message for the later look goes first, unless one comes anyway. */
function wants(
  { world, clock, rules, does }: Turn,
  label: string,
  change: Partial<Worker>,
  more: Partial<WakeUpWorld>,
) {
  // At the end of time a message comes before it is due: nothing is on its way then.
  const asked = !isEndOfTime(world) && rules.isAsked(world.status.nextLook, clock, DELAY, rules.times);
  const question = rules.later(DELAY, false, clock);
  const unsettled = (is: boolean): LookEnded => ({ is: 'unsettled', lookAgainMs: DELAY, asked: is });
  if (asked) return does(label, { ...change, phase: 'promised', ended: unsettled(true) }, more);
  const nextLook = question.askedAt;
  if (rules.recordsFirst === true)
    return does(label, { ...change, phase: 'promised', ended: unsettled(false), nextLook }, more);
  const messages = withAlso(world.messages, question, nowIn(world) + DELAY);
  does(
    `${label}, asks for it`,
    { ...change, phase: 'promised', ended: unsettled(true), nextLook },
    { ...more, messages },
  );
}

function records({ world, me, number, clock, rules, does }: Turn): void {
  if (me.shut === true) {
    does('has lost the lease', { phase: 'recorded', ended: { is: 'failed', lookAgainMs: DELAY } });
    return;
  }
  const { unread = false, slow = false, began = 0, covers = 0 } = me;
  const kept = rules.keepsEnd === true ? clock : began;
  const { observeBegan, slowLook } = world.status;
  const looked = unread && rules.keepsPart !== true ? observeBegan : kept;
  const status = {
    observeBegan: looked,
    slowLook: !slow ? slowLook : unread && rules.keepsPart !== true ? 0 : kept,
    nextLook: me.nextLook ?? world.status.nextLook,
  };
  const wanted = me.ended?.is === 'unsettled';
  const unseen = (world.unseen & ~covers) | (wanted ? LOOK_BIT : 0);
  // A look that began before it was wanted is not the one.
  const workers = world.workers.map((other, at) =>
    at === number || !wanted || other.covers === undefined ? other : { ...other, covers: other.covers & ~LOOK_BIT },
  );
  const over = { began: 0, covers: 0, slow: false, unread: false, nextLook: 0 };
  does(
    wanted ? 'records' : 'sees all and records',
    { ...over, phase: 'recorded', ended: me.ended ?? { is: 'converged' } },
    { status, unseen, workers },
  );
}

function sends({ world, me, number, clock, rules, does }: Turn): void {
  const { ended = { is: 'converged' }, question = { askedAt: 0, hinted: false } } = me;
  const next = rules.after(ended, question, clock);
  if (next.is === 'delete') {
    does('deletes', { phase: 'idle' }, { messages: without(world.messages, number) });
    return;
  }
  const messages = withAlso(world.messages, next.question, nowIn(world) + next.delay);
  does(`sends it again`, { phase: 'sent' }, { messages });
}
