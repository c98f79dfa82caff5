/** Where a service's rollout stands. A service without a record is in none of them. */
export type RolloutState =
  | 'waiting-for-image'
  | 'pending'
  | 'deploying'
  | 'verifying'
  | 'completed'
  | 'rolling-back'
  | 'rolled-back'
  | 'held'
  | 'superseded';

/**
 * What the caller does once the record is written. `deploy` and `roll-back`: bring the service to the candidate in force
 * (register or reuse its revision, UpdateService, target groups and rule with it) · `verify`: run the declared checks ·
 * `finish`: the rollout is over, tell it and take away what it replaced · `hold`: tell what is held and how to release it ·
 * `none`: nothing but what every move brings (history, findings of the state).
 */
export type Action = 'none' | 'deploy' | 'verify' | 'roll-back' | 'finish' | 'hold';

export interface TransitionRow {
  readonly no: `S${number}`;
  readonly from: readonly (RolloutState | 'none')[];
  readonly to: readonly RolloutState[];
  /** The event and its guard. */
  readonly event: string;
  /** A state that this write passes through without resting in it. */
  readonly through?: RolloutState;
  readonly act: Action;
  /** The gate that makes this row possible and is not built yet. */
  readonly later?: string;
}

/**
 * All moves that a rollout's record can make; nothing else is ever written (R22).
 * S3 and S18 leave `waiting-for-image`, too: without them a service whose tag came back held, or came back as the last
 * good one that still runs, would wait for ever.
 */
export const transitions = [
  {
    no: 'S1',
    from: ['none', 'completed', 'rolled-back', 'held', 'superseded'],
    to: ['waiting-for-image'],
    event: 'the tag has no image, nothing runs',
    act: 'none',
  },
  {
    no: 'S2',
    from: ['none', 'waiting-for-image', 'completed', 'rolled-back', 'held', 'superseded'],
    to: ['pending'],
    event: 'wanted is not held, and is not what runs, or what runs is not the last good one',
    act: 'none',
  },
  {
    no: 'S3',
    from: ['waiting-for-image', 'completed', 'rolled-back', 'superseded'],
    to: ['held'],
    event: 'wanted is held',
    act: 'hold',
  },
  { no: 'S4', from: ['pending'], to: ['superseded'], event: 'wanted changed, or became held', act: 'none' },
  {
    no: 'S5',
    from: ['pending'],
    to: ['pending'],
    event: 'a gate is closed: freeze, approval, order, mass change',
    act: 'none',
  },
  { no: 'S6', from: ['pending'], to: ['held'], event: 'the one-off task failed', act: 'hold', later: 'one-off task' },
  { no: 'S7', from: ['pending'], to: ['deploying'], event: 'all gates are open', act: 'deploy' },
  {
    no: 'S8',
    from: ['deploying'],
    to: ['verifying'],
    event: 'ECS is done, all running tasks are on the new revision, targets are healthy',
    act: 'verify',
  },
  {
    no: 'S9',
    from: ['deploying'],
    to: ['rolling-back'],
    event: 'ECS failed or rolled back by itself, or the deadline passed; there is a last good one',
    act: 'roll-back',
  },
  {
    no: 'S10',
    from: ['deploying', 'verifying'],
    to: ['held'],
    event: 'it failed, and there is no last good one',
    act: 'hold',
  },
  {
    no: 'S11',
    from: ['deploying'],
    to: ['deploying'],
    through: 'superseded',
    event: 'wanted changed, is not held, and all its gates are open',
    act: 'deploy',
  },
  {
    no: 'S12',
    from: ['deploying', 'verifying'],
    to: ['rolling-back', 'superseded'],
    event: 'somebody else changed the service',
    act: 'roll-back',
    later: 'foreign change during a rollout',
  },
  { no: 'S13', from: ['verifying'], to: ['completed'], event: 'all declared checks passed', act: 'finish' },
  {
    no: 'S14',
    from: ['verifying'],
    to: ['rolling-back'],
    event: 'a check failed, or the deadline passed; there is a last good one',
    act: 'roll-back',
  },
  { no: 'S15', from: ['rolling-back'], to: ['rolled-back'], event: 'ECS is done on the last good one', act: 'finish' },
  {
    no: 'S16',
    from: ['rolling-back'],
    to: ['held'],
    event: 'the deadline passed, or the last good one fails, too',
    act: 'hold',
  },
  { no: 'S17', from: ['held'], to: ['pending'], event: 'a person released it', act: 'none' },
  {
    no: 'S18',
    from: ['waiting-for-image', 'held'],
    to: ['completed'],
    event: 'wanted is what runs, and what runs is the last good one',
    act: 'none',
  },
  {
    no: 'S19',
    from: ['superseded'],
    to: ['rolling-back'],
    event: 'wanted is held or gone, and what runs is not the last good one',
    act: 'roll-back',
  },
  {
    no: 'S20',
    from: ['pending'],
    to: ['completed', 'waiting-for-image', 'held'],
    event: 'the tag has no image any more',
    act: 'none',
  },
  {
    no: 'S21',
    from: ['waiting-for-image', 'pending', 'deploying', 'verifying', 'rolling-back'],
    to: ['waiting-for-image', 'pending', 'deploying', 'verifying', 'rolling-back'],
    event: 'capacity, quota, throttling or a denied call: the state stays, and so does the deadline, but for denied',
    act: 'none',
    later: 'a deadline that stops counting',
  },
] as const satisfies readonly TransitionRow[];

type Row = (typeof transitions)[number];

export type TransitionNo = Row['no'];
/** The states that a row leads to. */
export type ToOf<No extends TransitionNo> = Extract<Row, { no: No }>['to'][number];
/** The rows that leave a state. */
export type NoFrom<From extends RolloutState | 'none'> = {
  [Each in Row as Each['no']]: From extends Each['from'][number] ? Each['no'] : never;
}[TransitionNo];

const rows = new Map<TransitionNo, TransitionRow>(transitions.map((row) => [row.no, row]));

export function transition(no: TransitionNo): TransitionRow {
  const row = rows.get(no);
  if (row === undefined) throw new Error(`no row ${no} in the table of rollouts`);
  return row;
}

/** The states that one write can lead to from here. */
export function nextOf(state: RolloutState | 'none'): readonly RolloutState[] {
  const from = transitions.filter((row) => row.from.some((each) => each === state));
  return [...new Set(from.flatMap((row) => row.to))];
}

/** Is this move one of the table's? What the store and the checks ask (R22). */
export function inTable(from: RolloutState | 'none', no: TransitionNo, to: RolloutState): boolean {
  const row = transition(no);
  return row.from.includes(from) && row.to.includes(to);
}
