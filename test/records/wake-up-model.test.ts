import { describe, expect, it } from 'vitest';
import { wakeUps } from '../../src/records/wake-ups.ts';
import { explore } from './model/explore.ts';
import { wakeUpSteps } from './model/wake-up-steps.ts';
import { isDrained, keyOf, type Rules, startOf, TIMES, type WakeUpWorld } from './model/wake-up-world.ts';

const rules: Rules = { ...wakeUps, times: TIMES };

function visit(start: WakeUpWorld, by: Rules) {
  return explore(start, {
    keyOf: (world) => keyOf(world, by),
    stepsOf: (world) => wakeUpSteps(world, by),
    isEnd: isDrained,
  });
}

const slot = (moment: number) => (moment < 13 ? 0 : moment);
const none = { crashes: 0, doubles: 0, hiccups: 0, looks: 0 };
const workerAhead = [0, 0, 1] as const;
const crash = startOf([0, 0, 0], 1, { ...none, crashes: 1 });
const hiccup = startOf([0, 0, 0], 2, { ...none, hiccups: 1 });
const looks = startOf([0, 0, 0], 2, { ...none, crashes: 1, looks: 2 });
type Mutant = readonly [name: string, change: Partial<Rules>, start?: WakeUpWorld];
const mutants: readonly Mutant[] = [
  ['an id for each app and slot', { idOf: slot }],
  ['the next slot’s id while a pass runs', { idOf: (moment, passRuns) => slot(moment) + (passRuns ? 1 : 0) }],
  ['deleted before the pass', { deletesFirst: true }, crash],
  ['a look that began before answers', { answered: (question, looks) => looks.observeBegan + 1 > question.askedAt }],
  ['the end of a pass is kept instead of its beginning', { keepsEnd: true }],
  ['no margin for clocks that differ', { times: { ...TIMES, skew: 0 } }],
  ['a margin too small by the edge', { answered: (question, looks) => looks.observeBegan >= question.askedAt + 1 }],
  ['a look in part answers', { keepsPart: true }, hiccup],
  [
    'a quick look answers what only slow ones see',
    { answered: (question, looks, times) => wakeUps.answered({ ...question, hinted: false }, looks, times) },
  ],
  ['the status says that a message comes before that is sent', { recordsFirst: true }, looks],
  [
    'a message that is due at once is relied on',
    { isAsked: (nextLook, now, ms) => nextLook > now && nextLook <= now + ms },
    startOf(workerAhead, 2, { ...none, looks: 2 }),
  ],
  [
    'what meets a taken lease is deleted',
    { after: (ended, ...rest) => (ended.is === 'busy' ? { is: 'delete' } : wakeUps.after(ended, ...rest)) },
  ],
  [
    'a pass that failed forgets the hint',
    {
      after: (ended, question, now) =>
        wakeUps.after(ended, { ...question, hinted: question.hinted && ended.is !== 'failed' }, now),
    },
    hiccup,
  ],
];

/** What may go wrong; with `WAKE_UPS=all` each of it with three events, some million worlds. */
const all = { crashes: 1, doubles: 1, hiccups: 1, looks: 1 };

const visits: readonly (readonly [name: string, start: WakeUpWorld])[] = [
  ['3 events, clocks that agree', startOf([0, 0, 0], 3, none)],
  ['3 events, a worker ahead', startOf(workerAhead, 3, none)],
  ['3 events, a sender ahead', startOf([1, 0, 0], 3, none)],
  ['3 events, a crash', startOf([0, 0, 0], 3, { ...none, crashes: 1 })],
  ['2 events, a message doubled, a worker ahead', startOf(workerAhead, 2, { ...none, doubles: 1 })],
  ['2 events, another look wanted, clocks that agree', startOf([0, 0, 0], 2, { ...none, looks: 1 })],
];

const longVisits: typeof visits = [
  ['2 events, a crash, another look wanted', startOf([0, 0, 0], 2, { ...none, crashes: 1, looks: 1 })],
  ['1 event, all of it', startOf(workerAhead, 1, all)],
  ['3 events, a message doubled', startOf(workerAhead, 3, { ...none, doubles: 1 })],
  ['3 events, a crash, a worker ahead', startOf(workerAhead, 3, { ...none, crashes: 1 })],
  ['3 events, a pass that fails', startOf(workerAhead, 3, { ...none, hiccups: 1 })],
  ['3 events, another look wanted', startOf(workerAhead, 3, { ...none, looks: 1 })],
  ['2 events, a message doubled, another look wanted', startOf(workerAhead, 2, { ...none, doubles: 1, looks: 1 })],
  ['2 events, a crash, a pass that fails', startOf(workerAhead, 2, { ...none, crashes: 1, hiccups: 1 })],
];

describe('the model of wake-ups', () => {
  it.each([...visits, ...(process.env.WAKE_UPS === 'all' ? longVisits : [])])(
    'R36 no event without a later look, and the queue drains: %s',
    { timeout: 600_000 },
    (name, start) => {
      const { states, kinds, broken, trace } = visit(start, rules);
      console.log(`${name}: ${states} states, ${kinds.size} kinds of step: ${[...kinds].join(', ')}`);
      expect(broken, trace.join(' · ')).toBeUndefined();
      expect(states).toBeGreaterThan(1_000);
    },
  );

  it.each(mutants.map(([name, change, start]) => ({ name, change, start })))(
    'R36 the mutant «$name» loses an event',
    { timeout: 120_000 },
    ({ name, change, start = startOf(workerAhead, 2, none) }) => {
      const { broken, trace } = visit(start, { ...rules, ...change });
      console.log(`${name}: ${broken}: ${trace.join(' · ')}`);
      expect(broken).toBe('R36');
    },
  );
});
