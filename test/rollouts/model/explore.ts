import type { ModelStep } from './steps.ts';
import { keyOf, type ModelWorld } from './world.ts';

export interface Edge {
  readonly to: number;
  readonly by: ModelStep['by'];
  readonly label: string;
}

export interface Explored {
  readonly worlds: readonly ModelWorld[];
  readonly edges: readonly (readonly Edge[])[];
  readonly steps: number;
  /** Which rows were taken, from and to which states. */
  readonly kinds: ReadonlySet<string>;
  /** The first broken property, with the shortest way to it; exploring ends there. */
  readonly broken?: Broken;
}

export interface Broken {
  readonly said: string;
  readonly trace: readonly string[];
}

/** Visits every world that can be reached, nearest first. */
export function explore(
  start: ModelWorld,
  next: (world: ModelWorld) => readonly ModelStep[],
  check: (before: ModelWorld, step: ModelStep) => string | undefined,
): Explored {
  const worlds: ModelWorld[] = [start];
  const numbers = new Map([[keyOf(start), 0]]);
  const cameBy: { readonly from: number; readonly label: string }[] = [{ from: -1, label: 'start' }];
  const edges: Edge[][] = [];
  const kinds = new Set<string>();
  let steps = 0;
  for (let number = 0; number < worlds.length; number += 1) {
    const world = worlds[number];
    if (world === undefined) break;
    const out: Edge[] = [];
    edges.push(out);
    for (const step of next(world)) {
      steps += 1;
      const said = check(world, step);
      if (said !== undefined) {
        return { worlds, edges, steps, kinds, broken: { said, trace: [...traceTo(number, cameBy), step.label] } };
      }
      const key = keyOf(step.to);
      let to = numbers.get(key);
      if (to === undefined) {
        to = worlds.length;
        numbers.set(key, to);
        worlds.push(step.to);
        cameBy.push({ from: number, label: step.label });
      }
      out.push({ to, by: step.by, label: step.label });
      const { move } = step;
      if (move?.no !== undefined) kinds.add(`${move.no} ${world.record?.state ?? 'none'} → ${step.to.record?.state}`);
    }
  }
  return { worlds, edges, steps, kinds };
}

function traceTo(
  number: number,
  cameBy: readonly { readonly from: number; readonly label: string }[],
): readonly string[] {
  const trace: string[] = [];
  for (let at = cameBy[number]; at !== undefined && at.from >= 0; at = cameBy[at.from]) trace.unshift(at.label);
  return trace;
}

/** Worlds from which no chosen step leads, over any number of them, to a wanted world. */
export function unableToReach(
  { worlds, edges }: Explored,
  isWanted: (world: ModelWorld, out: readonly Edge[]) => boolean,
  follow: (edge: Edge) => boolean,
): readonly ModelWorld[] {
  const backwards: number[][] = worlds.map(() => []);
  const reached = worlds.map((world, number) => isWanted(world, edges[number] ?? []));
  edges.forEach((out, from) => {
    for (const edge of out) if (follow(edge)) backwards[edge.to]?.push(from);
  });
  const open = reached.flatMap((is, number) => (is ? [number] : []));
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    for (const from of backwards[number] ?? []) {
      if (reached[from]) continue;
      reached[from] = true;
      open.push(from);
    }
  }
  return worlds.filter((_world, number) => !reached[number]);
}

/** A way round in the chosen steps, as their labels; undefined: whatever begins, ends. */
export function loopIn(
  { edges }: Explored,
  follow: (edge: Edge, from: number) => boolean,
): readonly string[] | undefined {
  const visited = edges.map(() => 'new' as 'new' | 'open' | 'done');
  for (let start = 0; start < edges.length; start += 1) {
    if (visited[start] !== 'new') continue;
    const path: { readonly number: number; next: number; readonly label: string }[] = [
      { number: start, next: 0, label: 'start' },
    ];
    visited[start] = 'open';
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const edge = edges[top.number]?.[top.next];
      top.next += 1;
      if (edge === undefined) {
        visited[top.number] = 'done';
        path.pop();
      } else if (follow(edge, top.number)) {
        if (visited[edge.to] === 'open') {
          const begin = path.findIndex(({ number }) => number === edge.to);
          return [...path.slice(begin + 1).map(({ label }) => label), edge.label];
        }
        if (visited[edge.to] === 'new') {
          visited[edge.to] = 'open';
          path.push({ number: edge.to, next: 0, label: edge.label });
        }
      }
    }
  }
  return undefined;
}
