import { describe, expect, it } from 'vitest';
import { decide } from '../../src/rollouts/decide.ts';
import { transitions } from '../../src/rollouts/transitions.ts';
import { type Edge, type Explored, explore, loopIn, unableToReach } from './model/explore.ts';
import {
  anotherDigestClearsTheHold,
  backToPrevious,
  completedWithoutLastGood,
  neverHoldsTheLastGood,
  supersedesInTwoWrites,
  withoutDeadline,
} from './model/mutants.ts';
import { brokenProperty } from './model/properties.ts';
import { type Decide, stepsFrom } from './model/steps.ts';
import {
  type Budget,
  candidateOf,
  isInFlight,
  type ModelWorld,
  missingEffect,
  revisionOf,
  START,
  sightingOf,
} from './model/world.ts';

const nobody: Budget = { pushes: 0, releases: 0, edits: 0, disturbances: 0 };

/** d1 was verified and runs. */
function startWithGood(left: Partial<Budget>): ModelWorld {
  const d1 = candidateOf(1, 1);
  const lastGood = { candidate: d1, revision: revisionOf(d1.hash) };
  return {
    record: {
      service: 'backend',
      state: 'completed',
      attempt: 1,
      since: 0,
      holds: [],
      reason: 'start',
      last: { from: 'verifying', no: 'S13', at: 0 },
      candidate: d1,
      revision: lastGood.revision,
      lastGood,
    },
    tag: 1,
    configuration: 1,
    gateOpen: true,
    primary: { runs: d1.hash, status: 'completed' },
    ecsGood: d1.hash,
    checks: 'passed',
    left: { ...nobody, ...left },
    oracle: { good: d1.hash, completedOnce: [d1.hash], held: [], heldDigests: [] },
  };
}

/** Nothing runs, nothing was pushed, there is no record. */
function startWithNothing(left: Partial<Budget>): ModelWorld {
  return {
    record: undefined,
    tag: 0,
    configuration: 1,
    gateOpen: true,
    primary: undefined,
    ecsGood: undefined,
    checks: 'pending',
    left: { ...nobody, ...left },
    oracle: { good: undefined, completedOnce: [], held: [], heldDigests: [] },
  };
}

const models = {
  '3 digests, 3 pushes, 1 release': startWithGood({ pushes: 3, releases: 1 }),
  'the second axis: 2 pushes, 1 edit, 1 release': startWithGood({ pushes: 2, edits: 1, releases: 1 }),
  'disturbed: 1 push, 1 release, 2 disturbances': startWithGood({ pushes: 1, releases: 1, disturbances: 2 }),
  'the first rollout: 3 pushes, 1 release': startWithNothing({ pushes: 3, releases: 1 }),
  'the first rollout disturbed: 2 pushes, 1 release, 1 disturbance': startWithNothing({
    pushes: 2,
    releases: 1,
    disturbances: 1,
  }),
};

function exploreWith(start: ModelWorld, by: Decide): Explored {
  return explore(start, (world) => stepsFrom(world, by), brokenProperty);
}

const isSystem = ({ by }: Edge) => by === 'system' || by === 'repair';

/** At rest: nothing is in flight, and the passes have nothing more to write or to send. */
function isAtRest(world: ModelWorld, out: readonly Edge[]): boolean {
  return !isInFlight(world) && missingEffect(world) === undefined && !out.some(isSystem);
}

/** S5 writes nothing, so no step shows it. */
function waitsForGate(world: ModelWorld): boolean {
  const move = decide(world.record, sightingOf(world), START);
  return move.stay && move.no === 'S5';
}

function goesBySelf({ by, to }: Edge, from: number): boolean {
  return (by === 'system' || by === 'ecs') && to !== from;
}

const taken = new Set<string>();

describe.each(Object.entries(models))('the model of rollouts, %s', (name, start) => {
  const model = exploreWith(start, decide);
  const { worlds, steps, kinds } = model;
  for (const kind of kinds) taken.add(kind);
  if (worlds.some(waitsForGate)) taken.add('S5 pending → pending');

  it('R19 R20 R21 R22 R23 no step breaks a property', () => {
    console.log(`${name}: ${worlds.length} states, ${steps} steps, ${kinds.size} kinds of transition`);
    expect(model.broken).toBeUndefined();
    expect(kinds.size).toBeGreaterThan(15);
  });

  it('R38 every state comes to rest by passes and deadlines alone, even if ECS never answers', () => {
    expect(unableToReach(model, isAtRest, isSystem).slice(0, 3)).toEqual([]);
  });

  it('R35 nothing goes round by itself: while people do nothing, every way ends', () => {
    expect(loopIn(model, goesBySelf)).toBeUndefined();
  });
});

describe('the table of rollouts', () => {
  it('R22 is taken completely: each row that waits for no later gate, from and to each of its states', () => {
    const declared = transitions.flatMap((row) =>
      'later' in row ? [] : row.from.flatMap((from) => row.to.map((to) => `${row.no} ${from} → ${to}`)),
    );
    expect(declared.filter((kind) => !taken.has(kind))).toEqual([]);
  });
});

describe('the mutants of rollouts', () => {
  it.each([
    ['R20 back to the previous revision', 'R20', models['3 digests, 3 pushes, 1 release'], backToPrevious],
    [
      'R19 a different digest clears the hold',
      'R19',
      models['3 digests, 3 pushes, 1 release'],
      anotherDigestClearsTheHold,
    ],
    ['R21 S11 as two writes', 'R21', models['3 digests, 3 pushes, 1 release'], supersedesInTwoWrites],
    ['R21 S18 without a last good one', 'R21', models['3 digests, 3 pushes, 1 release'], completedWithoutLastGood],
  ])('%s is found', (_name, invariant, start, mutant) => {
    const broken = exploreWith(start, mutant).broken;
    console.log(`${broken?.said}: ${broken?.trace.join(' · ')}`);
    expect(broken?.said.slice(0, 3)).toBe(invariant);
  });

  it('R38 a rollout without a deadline is found', () => {
    const model = exploreWith(startWithGood({ pushes: 1 }), withoutDeadline);
    const stuck = unableToReach(model, isAtRest, isSystem);
    expect(stuck.map((world) => world.record?.state)).toContain('deploying');
  });

  it('R20 a way back that is tried without end is found', () => {
    const start = startWithGood({ pushes: 2 });
    const model = explore(
      start,
      (world) => stepsFrom(world, neverHoldsTheLastGood),
      () => undefined,
    );
    expect(loopIn(model, goesBySelf)?.join(' · ')).toContain('S16 held');
  });
});
