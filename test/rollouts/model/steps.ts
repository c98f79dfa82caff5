import type { Move } from '../../../src/rollouts/decide.ts';
import type { RolloutRecord } from '../../../src/rollouts/rollout.ts';
import type { Sighting } from '../../../src/rollouts/sighting.ts';
import {
  configurationIn,
  digestIn,
  FOREIGN,
  isInFlight,
  type ModelWorld,
  missingEffect,
  type Oracle,
  PAST_DEADLINE,
  START,
  sightingOf,
  timeless,
  wantedIn,
} from './world.ts';

export type Decide = (record: RolloutRecord | undefined, seen: Sighting, now: number, world: ModelWorld) => Move;

export interface ModelStep {
  readonly label: string;
  /**
   * system: passes and deadlines · repair: what a pass sends outside a rollout (its loops end by R33) · ecs: what ECS and
   * the checks answer · people: everything else.
   */
  readonly by: 'system' | 'repair' | 'ecs' | 'people';
  readonly to: ModelWorld;
  readonly move?: Move;
  /** The candidate that the step sent to ECS. */
  readonly sent?: string;
}

/**
 * Everything that can happen next. Write and act are two steps, with all the rest between them: that is the crash.
 * A pass acts only when it decided to stay, as it looks and decides before it sends.
 */
export function stepsFrom(world: ModelWorld, decide: Decide): readonly ModelStep[] {
  return [...passes(world, decide), ...ecsSteps(world), ...peopleSteps(world, decide)];
}

function passes(world: ModelWorld, decide: Decide): readonly ModelStep[] {
  const move = decide(world.record, sightingOf(world), START, world);
  const steps = [...written(world, move, 'pass')];
  const missing = move.stay ? missingEffect(world) : undefined;
  if (missing !== undefined) steps.push(act(world, missing.hash));
  if (world.record?.deadline !== undefined && move.stay) {
    steps.push(...written(world, decide(world.record, sightingOf(world), PAST_DEADLINE, world), 'deadline'));
  }
  return steps;
}

function act(world: ModelWorld, hash: string): ModelStep {
  const to: ModelWorld = { ...world, primary: { runs: hash, status: 'in-progress' }, checks: 'pending' };
  return { label: `send ${hash}`, by: isInFlight(world) ? 'system' : 'repair', to, sent: hash };
}

function written(world: ModelWorld, move: Move, label: string, by: ModelStep['by'] = 'system'): readonly ModelStep[] {
  if (move.record === undefined) return [];
  const record = timeless(move.record);
  const oracle = move.stay ? world.oracle : judged(world, move.no, record);
  const to = { ...world, record, oracle };
  return [{ label: `${label}: ${move.stay ? 'stay' : `${move.no} ${move.to}`}`, by, to, move }];
}

/** What the oracle learns from a write: what failed is held, what was verified is good. */
function judged(world: ModelWorld, no: string, record: RolloutRecord): Oracle {
  const { oracle } = world;
  const about = world.record?.candidate?.hash;
  if (no === 'S15' || no === 'S18' || (no === 'S20' && record.state === 'completed')) {
    return { ...oracle, held: oracle.held.filter((held) => held !== oracle.good) };
  }
  if (about === undefined) return oracle;
  if (no === 'S13') {
    return { ...oracle, good: about, completedOnce: [...new Set([...oracle.completedOnce, about])].sort() };
  }
  if (no !== 'S9' && no !== 'S10' && no !== 'S14') return oracle;
  const imageOnly = oracle.good !== undefined && configurationIn(oracle.good) === configurationIn(about);
  const fresh = imageOnly && oracle.good !== about && record.lastGood !== undefined;
  return {
    ...oracle,
    held: [...new Set([...oracle.held, about])].sort(),
    heldDigests: fresh ? [...new Set([...oracle.heldDigests, digestIn(about)])].sort() : oracle.heldDigests,
  };
}

function ecsSteps(world: ModelWorld): readonly ModelStep[] {
  const { primary, ecsGood, record } = world;
  const step = (label: string, change: Partial<ModelWorld>): ModelStep => ({
    label,
    by: 'ecs',
    to: { ...world, ...change },
  });
  if (primary?.status === 'in-progress') {
    const { runs } = primary;
    const steps = [
      step(`ECS completes ${runs}`, { primary: { ...primary, status: 'completed' }, ecsGood: runs }),
      step(`ECS fails ${runs}`, { primary: { ...primary, status: 'failed' } }),
    ];
    if (ecsGood === undefined || ecsGood === runs) return steps;
    const back = { runs: ecsGood, status: 'in-progress', backFrom: runs } as const;
    return [...steps, step(`ECS goes back from ${runs} to ${ecsGood}`, { primary: back })];
  }
  if (record?.state !== 'verifying' || world.checks !== 'pending') return [];
  return [step('checks pass', { checks: 'passed' }), step('a check fails', { checks: 'failed' })];
}

function peopleSteps(world: ModelWorld, decide: Decide): readonly ModelStep[] {
  const { left } = world;
  const step = (label: string, change: Partial<ModelWorld>): ModelStep => ({
    label,
    by: 'people',
    to: { ...world, ...change },
  });
  const steps = [step(world.gateOpen ? 'gate closes' : 'gate opens', { gateOpen: !world.gateOpen })];
  if (left.pushes > 0) {
    const fewer = { ...left, pushes: left.pushes - 1 };
    for (const digest of [1, 2, 3]) {
      if (digest !== world.tag) steps.push(step(`push d${digest}`, { tag: digest, left: fewer }));
    }
  }
  if (left.edits > 0) {
    const configuration = world.configuration === 1 ? 2 : 1;
    steps.push(step(`edit to c${configuration}`, { configuration, left: { ...left, edits: left.edits - 1 } }));
  }
  return [...steps, ...disturbances(world, step), ...releases(world, decide)];
}

function disturbances(
  world: ModelWorld,
  step: (label: string, change: Partial<ModelWorld>) => ModelStep,
): readonly ModelStep[] {
  if (world.left.disturbances === 0) return [];
  const left = { ...world.left, disturbances: world.left.disturbances - 1 };
  const foreign = { runs: FOREIGN, status: 'completed' } as const;
  return [
    step('the tag is removed', { tag: 0, left }),
    step('the service is deleted', { primary: undefined, ecsGood: undefined, left }),
    step('somebody sends a revision', { primary: foreign, ecsGood: FOREIGN, left }),
  ];
}

function releases(world: ModelWorld, decide: Decide): readonly ModelStep[] {
  const { record, left, oracle } = world;
  if (left.releases === 0 || record === undefined) return [];
  const wanted = wantedIn(world)?.hash;
  const hashes = new Set(record.holds.map((hold) => hold.candidate));
  if (wanted !== undefined && hashes.size > 0) hashes.add(wanted);
  return [...hashes].flatMap((hash) => {
    const move = decide(record, { ...sightingOf(world), release: { hash } }, START, world);
    const after: ModelWorld = {
      ...world,
      left: { ...left, releases: left.releases - 1 },
      oracle: {
        ...oracle,
        held: oracle.held.filter((held) => held !== hash),
        heldDigests: oracle.heldDigests.filter((digest) => digest !== digestIn(hash)),
      },
    };
    return written(after, move, `release ${hash}`, 'people');
  });
}
