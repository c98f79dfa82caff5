import type { LeaseTimes } from '../../../src/records/lease-protocol.ts';
import type { LookEnded, Looks, Question, WakeUps, WakeUpTimes } from '../../../src/records/wake-ups.ts';

/** Moments in ticks. The last ones are far apart: every delay and every lease is over in between. */
const MOMENTS: readonly number[] = [10, 12, 22, 32];
export const LEASE: LeaseTimes = { duration: 1, callTimeout: 1, skew: 1, signatureValidity: 0 };
export const TIMES: WakeUpTimes = { skew: 1, slack: 0 };
/** Longer than the skew, else no message on its way is ever relied on. */
export const DELAY = 2;

/** The functions that the code uses, or some with a mutant in them, and what a mutant changes in the order of things. */
export interface Rules extends Pick<WakeUps, 'answered' | 'isAsked' | 'later' | 'after'> {
  readonly times: WakeUpTimes;
  /** The queue drops a message whose id it has seen. */
  readonly idOf?: (moment: number, passRuns: boolean) => number;
  readonly deletesFirst?: boolean;
  /** The status says that a message comes, before that is sent. */
  readonly recordsFirst?: boolean;
  readonly keepsEnd?: boolean;
  readonly keepsPart?: boolean;
}

export interface Message extends Question {
  /** When its delay is over. */
  readonly due: number;
  /** Workers that were given it: a bit each. A standard queue may give it to all of them. */
  readonly held: number;
}

export type Phase = 'idle' | 'asks' | 'taken' | 'looked' | 'promised' | 'recorded' | 'over' | 'sent';

export interface Worker {
  readonly phase: Phase;
  readonly question?: Question;
  readonly ended?: LookEnded;
  /** The lease is still this worker's. */
  readonly owns?: boolean;
  /** A newer worker sealed the status. */
  readonly shut?: boolean;
  readonly began?: number;
  readonly slow?: boolean;
  readonly unread?: boolean;
  /** What it saw: a bit for each event, and for the look that was wanted. */
  readonly covers?: number;
  readonly nextLook?: number;
}

/** `happened`: its effect is there, and nobody was told yet. */
export type EventPhase = 'none' | 'happened' | 'sent';

export interface WakeUpWorld {
  /** Index in `MOMENTS`. */
  readonly moment: number;
  /** By how much each clock is ahead: the sender's, then the workers'. */
  readonly ahead: readonly number[];
  readonly events: readonly EventPhase[];
  /** Bits of what is there to be seen and was not: events, and a look that was wanted. */
  readonly unseen: number;
  readonly messages: readonly Message[];
  readonly ids: readonly number[];
  readonly status: Looks;
  /** End of the lease by its holder's clock; 0: free. */
  readonly leaseUntil: number;
  readonly workers: readonly Worker[];
  /** What of it may yet go wrong: each is counted down. */
  readonly crashes: number;
  /** Messages that may yet be given to a second worker. */
  readonly doubles: number;
  /** Passes that may yet fail, or read in part. */
  readonly hiccups: number;
  /** Passes that may yet want another look. */
  readonly looks: number;
}

/** The last event is one that only slow looks see. */
const EVENTS = 3;
export const SLOW_BIT = 1 << (EVENTS - 1);
export const LOOK_BIT = 1 << EVENTS;
const IDLE: Worker = { phase: 'idle' };

export function startOf(
  ahead: readonly number[],
  /** The last of them is one that only slow looks see. */
  count: number,
  { crashes, doubles, hiccups, looks }: Pick<WakeUpWorld, 'crashes' | 'doubles' | 'hiccups' | 'looks'>,
): WakeUpWorld {
  return {
    moment: 0,
    ahead,
    events: Array.from({ length: EVENTS }, (_event, number) => (number < EVENTS - count ? 'sent' : 'none')),
    unseen: 0,
    messages: [],
    ids: [],
    status: { observeBegan: 1, slowLook: 1, nextLook: 0 },
    leaseUntil: 0,
    workers: [IDLE, IDLE],
    crashes,
    doubles,
    hiccups,
    looks,
  };
}

/** The last moment in which something may change. */
export const LAST_EVENT = MOMENTS.length - 3;

export function isEndOfTime({ moment }: WakeUpWorld): boolean {
  return moment === MOMENTS.length - 1;
}

export function nowIn({ moment }: WakeUpWorld): number {
  return MOMENTS[moment] ?? 0;
}

/** Nothing is left to do: no event to tell, no message, no worker at work. */
export function isDrained({ events, messages, workers }: WakeUpWorld): boolean {
  return messages.length === 0 && !events.includes('happened') && workers.every(({ phase }) => phase === 'idle');
}

/**
 * Worlds that go on alike share their text. Of the status only counts which message it answers: whatever is sent later was
 * asked after it. A message so old that any look to come answers it has no time. Workers with one clock may change places.
 */
export function keyOf(world: WakeUpWorld, rules: Rules): string {
  const key = textOf(world, rules, 0, 1);
  if (world.ahead[1] !== world.ahead[2]) return key;
  const other = textOf(world, rules, 1, 0);
  return [key, other].sort()[0] ?? key;
}

function textOf(world: WakeUpWorld, rules: Rules, first: number, second: number): string {
  const { moment, unseen, status, leaseUntil, workers, crashes, doubles, hiccups, looks } = world;
  const now = nowIn(world);
  const end = isEndOfTime(world);
  const looked = workers.flatMap(({ phase, began }) =>
    phase === 'looked' || phase === 'promised' ? [began ?? 0] : [],
  );
  const next = Math.min(now, ...looked);
  const messages = world.messages
    .map(({ askedAt, hinted, due, held }) => {
      const by = first === 1 ? ((held & 1) << 1) | (held >> 1) : held;
      const asked = askedAt + rules.times.skew < next ? '' : askedAt;
      const answered = rules.answered({ askedAt, hinted }, status, rules.times) ? 'y' : 'n';
      return `${asked}${answered}${hinted ? 'h' : ''}@${end || due <= now ? 0 : due}/${by}`;
    })
    .sort();
  const slowNext = status.slowLook === 0 ? 0 : 1;
  const left = `${crashes}${doubles}${hiccups}${looks}`;
  const told = world.events.map((phase) => (phase === 'none' && moment > LAST_EVENT ? 's' : phase[0])).join('');
  const isPast = now >= leaseUntil + LEASE.skew;
  const until = !isPast ? leaseUntil : workers.some(({ owns }) => owns === true) ? 1 : 0;
  const coming = status.nextLook <= now ? 0 : status.nextLook;
  const texts = [first, second].map((number) => workerText(workers[number], rules.times.skew, next));
  return `${moment}${told}${unseen}|${slowNext}${coming}|${until},${left}|${world.ids.join()}|${messages.join(' ')}|${texts.join('|')}`;
}

function workerText(worker: Worker | undefined, skew: number, next: number): string {
  if (worker === undefined || worker.phase === 'idle') return 'i';
  const { phase, question, ended, owns, shut, began, slow, unread, covers, nextLook } = worker;
  const flags = [owns, shut, slow, unread].map((flag) => (flag === true ? 1 : 0)).join('');
  const asked = ended?.is === 'unsettled' && ended.asked;
  const old = question === undefined || question.askedAt + skew < next;
  return `${phase},${old ? '' : question.askedAt}${question?.hinted},${ended?.is}${asked},${flags},${began},${covers},${nextLook}`;
}
