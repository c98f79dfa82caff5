import { posix } from 'node:path';
import type { Import, Problem, Source } from './source.ts';

/**
 * From the top down; a folder imports those below it, never one beside or above it.
 * dependency-cruiser would be the usual tool, but reads no TypeScript 7: it finds no module and so no fault.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['handlers', 'cli'],
  ['control-loop'],
  ['diagnosis', 'reports'],
  ['records'],
  ['rollouts'],
  ['reconcilers'],
  ['desired-state'],
  ['aws'],
  ['findings'],
];

const LEVEL: ReadonlyMap<string, number> = new Map(
  LAYERS.flatMap((folders, level) => folders.map((folder) => [folder, level] as const)),
);

/** Edges against the order, each with its reason. */
const ALLOWED_UP: readonly { readonly from: RegExp; readonly to: string; readonly typeOnly: true }[] = [
  // A finding quotes the failure of a call by its class and AWS' own words; the types of both are shared, no code is.
  { from: /^src\/findings\//, to: 'src/aws/failure.ts', typeOnly: true },
];

/** The two commands that are the simulator; lazily, so that no other command loads it. */
const SIMULATOR_COMMANDS: ReadonlySet<string> = new Set(['src/cli/simulator.ts', 'src/cli/rehearse.ts']);

export interface Packages {
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

/** Every import of src/ that breaks the order, and every cycle. Imports of types count like all others. */
export function layeringProblems(sources: readonly Source[], packages: Packages): readonly Problem[] {
  const edges = sources.flatMap((source) => (source.path.startsWith('src/') ? problemsOfFile(source, packages) : []));
  return [...edges, ...cycles(sources)];
}

function problemsOfFile(source: Source, packages: Packages): readonly Problem[] {
  return source.imports.flatMap((one) => {
    const sentence = isRelative(one.specifier)
      ? againstTheOrder(source.path, targetOf(source.path, one), one)
      : againstPackages(source.path, one, packages);
    return sentence === undefined ? [] : [{ path: source.path, line: one.line, sentence }];
  });
}

function againstTheOrder(from: string, to: string, { typeOnly, lazy }: Import): string | undefined {
  const [own, other] = [folderOf(from), folderOf(to)];
  if (own === undefined) return 'lies in no folder of the layering: put it into one.';
  // The commands of bootstrap run it; nothing else of src/ knows the stack.
  if (own === 'cli' && to.startsWith('bootstrap/')) return undefined;
  if (other === undefined) return `imports ${to}: src/ imports src/ only; move what both need into src/.`;
  if (own === other) return undefined;
  if (other === 'simulator') {
    if (SIMULATOR_COMMANDS.has(from) && (lazy || typeOnly)) return undefined;
    return `imports ${to}: only test/, scripts/, bench/ and the commands simulator and rehearse (by import()) use the simulator; take a client as a parameter.`;
  }
  if (own === 'simulator') return `imports ${to}: the simulator knows AWS, not us; it would share our errors.`;
  const [level, otherLevel] = [LEVEL.get(own), LEVEL.get(other)];
  if (level === undefined) return `src/${own}/ has no place in the layering: give it one in LAYERS.`;
  if (otherLevel === undefined)
    return `imports ${to}: src/${other}/ has no place in the layering; give it one in LAYERS.`;
  if (level < otherLevel) return undefined;
  if (ALLOWED_UP.some((edge) => edge.from.test(from) && edge.to === to && typeOnly)) return undefined;
  return `imports ${to}: src/${own}/ stands ${level === otherLevel ? 'beside' : 'below'} src/${other}/; pass it in, or move what both need down.`;
}

function againstPackages(from: string, one: Import, packages: Packages): string | undefined {
  if (one.specifier.startsWith('node:')) return undefined;
  const name = packageOf(one.specifier);
  if (packages.dependencies.includes(name)) return undefined;
  const forDevelopment = packages.devDependencies.includes(name);
  if (from.startsWith('src/simulator/') && forDevelopment) return undefined;
  const types = `@types/${name.replace(/^@/, '').replace('/', '__')}`;
  if (one.typeOnly && packages.devDependencies.includes(types)) return undefined;
  return forDevelopment
    ? `imports ${name}, a devDependency, which the bundle does not have: make it a dependency or do without.`
    : `imports ${one.specifier}, which package.json does not name.`;
}

/** At least one cycle of each knot of files, each once, at its first file by path. */
function cycles(sources: readonly Source[]): readonly Problem[] {
  const next = new Map(
    sources.map((source) => [
      source.path,
      source.imports.filter((one) => isRelative(one.specifier)).map((one) => targetOf(source.path, one)),
    ]),
  );
  const found = new Map<string, readonly string[]>();
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      const cycle = rotated(trail.slice(at));
      found.set(cycle.join(' '), cycle);
      return;
    }
    if (done.has(path)) return;
    for (const to of next.get(path) ?? []) walk(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) walk(path, []);
  return [...found.values()].map((cycle) => ({
    path: cycle[0] ?? '',
    line: 1,
    sentence: `is part of a cycle: ${[...cycle, cycle[0]].join(' → ')}; move what both need into a file of its own.`,
  }));
}

function rotated(cycle: readonly string[]): readonly string[] {
  const first = cycle.indexOf([...cycle].sort()[0] ?? '');
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.');
}

function targetOf(from: string, one: Import): string {
  return posix.join(posix.dirname(from), one.specifier);
}

/** `src/aws/call.ts` → `aws`; undefined outside of src/ and for a file directly in it. */
function folderOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1];
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
