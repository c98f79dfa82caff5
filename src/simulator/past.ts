import { VirtualClock } from './clock.ts';
import { Random } from './random.ts';
import { type StateKey, World } from './world.ts';

interface Snapshot {
  readonly at: number;
  readonly states: ReadonlyMap<string, unknown>;
}

const kept = 50;

/** The states of the world as they were, for stale reads. Clones are dear: they are kept only while somebody asks for them. */
export class Past {
  readonly #world: World;
  readonly #snapshots: Snapshot[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  remember(): void {
    const states = new Map([...this.#world.states()].map(([id, state]) => [id, structuredClone(state)]));
    this.#snapshots.push({ at: this.#world.clock.now(), states });
    if (this.#snapshots.length > kept) this.#snapshots.shift();
  }

  /** The newest known world that is at least `age` milliseconds old; the oldest known one where all are younger. */
  ago(age: number): World {
    const limit = this.#world.clock.now() - age;
    const old = this.#snapshots.findLast((snapshot) => snapshot.at <= limit) ?? this.#snapshots[0];
    return old === undefined ? this.#world : new PastWorld(old);
  }
}

/** A world for reading: what is done to it is forgotten. */
class PastWorld extends World {
  readonly #states: Map<string, unknown>;

  constructor(snapshot: Snapshot) {
    super(new VirtualClock(snapshot.at), new Random(1));
    this.#states = structuredClone(new Map(snapshot.states));
  }

  override state<State>(key: StateKey<State>, where: { readonly account: string; readonly region: string }): State {
    const id = `${where.account}/${where.region}/${key.name}`;
    if (!this.#states.has(id)) this.#states.set(id, key.make());
    return this.#states.get(id) as State;
  }

  override states(): ReadonlyMap<string, unknown> {
    return this.#states;
  }
}
