export interface ModelStep<World> {
  readonly label: string;
  readonly to: World;
  /** The invariant that this step breaks. */
  readonly broken?: string;
}

export interface Model<World> {
  /** Equal text, the same world: what differs in names alone may share it. */
  readonly keyOf: (world: World) => string;
  readonly stepsOf: (world: World) => readonly ModelStep<World>[];
  /** From every world one of these can be reached. */
  readonly isEnd?: (world: World) => boolean;
}

export interface Explored {
  readonly states: number;
  readonly kinds: ReadonlySet<string>;
  readonly broken?: string;
  readonly trace: readonly string[];
}

interface Visited {
  readonly cameBy: readonly { readonly from: number; readonly label: string }[];
  /** Pairs of numbers: from, to. */
  readonly ways: readonly number[];
  readonly ends: readonly number[];
}

/** Visits every world, nearest first; ends at the first broken invariant, with the shortest way there. */
export function explore<World>(start: World, { keyOf, stepsOf, isEnd }: Model<World>): Explored {
  const open: (World | undefined)[] = [start];
  const cameBy = [{ from: -1, label: 'start' }];
  const known = new Map([[keyOf(start), 0]]);
  const kinds = new Set<string>();
  const ways: number[] = [];
  const ends: number[] = [];
  for (let number = 0; number < open.length; number += 1) {
    const world = open[number] as World;
    // Visited: only its key is kept.
    open[number] = undefined;
    if (isEnd?.(world) === true) ends.push(number);
    for (const { label, to, broken } of stepsOf(world)) {
      kinds.add(label.replace(/^[ABC] | \d+$/g, ''));
      if (broken !== undefined)
        return { states: open.length, kinds, broken, trace: [...traceTo(number, cameBy), label] };
      const key = keyOf(to);
      const there = known.get(key) ?? open.length;
      if (isEnd !== undefined) ways.push(number, there);
      if (there < open.length) continue;
      known.set(key, there);
      open.push(to);
      cameBy.push({ from: number, label });
    }
  }
  const lost = isEnd === undefined ? undefined : deadEnd({ cameBy, ways, ends });
  return { states: open.length, kinds, trace: [], ...lost };
}

/** The first world from which no end can be reached. */
function deadEnd({ cameBy, ways, ends }: Visited): Pick<Explored, 'broken' | 'trace'> | undefined {
  const back: number[][] = cameBy.map(() => []);
  for (let at = 0; at < ways.length; at += 2) back[ways[at + 1] ?? 0]?.push(ways[at] ?? 0);
  const open = [...ends];
  const reaches = new Set(open);
  for (let number = open.pop(); number !== undefined; number = open.pop())
    for (const from of back[number] ?? [])
      if (!reaches.has(from)) {
        reaches.add(from);
        open.push(from);
      }
  const lost = cameBy.findIndex((_way, number) => !reaches.has(number));
  return lost < 0 ? undefined : { broken: 'no end', trace: traceTo(lost, cameBy) };
}

function traceTo(number: number, cameBy: Visited['cameBy']): string[] {
  const trace: string[] = [];
  for (let at = cameBy[number]; at !== undefined && at.from >= 0; at = cameBy[at.from]) trace.unshift(at.label);
  return trace;
}
