import type { Resolver } from './intrinsics.ts';
import { references } from './intrinsics.ts';
import { formatError, type Template, validationError } from './template.ts';

/** Which resources a template makes, and which of them each one needs first. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Only resources whose condition holds. Throws ValidationError for what refers to nothing, and for circles. */
export function graphOf(template: Template, resolver: Resolver): Graph {
  const all = Object.entries(template.Resources);
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters)]);
  const isKnown = (name: string) => known.has(name) || name.startsWith('AWS::');
  const unresolved = all.flatMap(([, { Properties, DependsOn }]) =>
    [...references(Properties), ...DependsOn].filter((name) => !isKnown(name)),
  );
  if (unresolved.length > 0)
    throw formatError(
      `Unresolved resource dependencies [${[...new Set(unresolved)].join(', ')}] in the Resources block of the template`,
    );
  const outputs = Object.values(template.Outputs).flatMap(({ Value }) =>
    [...references(Value)].filter((name) => !isKnown(name)),
  );
  if (outputs.length > 0)
    throw formatError(
      `Unresolved resource dependencies [${[...new Set(outputs)].join(', ')}] in the Outputs block of the template`,
    );
  const made = all.filter(([, { Condition }]) => resolver.condition(Condition));
  const names = new Set(made.map(([name]) => name));
  const graph = new Map(
    made.map(([name, { Properties, DependsOn }]) => {
      const needed = [...references(Properties), ...DependsOn].filter((one) => names.has(one) && one !== name);
      return [name, new Set(needed)] as const;
    }),
  );
  refuseCircle(graph);
  return graph;
}

function refuseCircle(graph: Graph): void {
  const left = new Map(graph);
  for (let found = true; found; ) {
    found = false;
    for (const [name, needed] of left)
      if (![...needed].some((one) => left.has(one))) {
        left.delete(name);
        found = true;
      }
  }
  if (left.size > 0)
    throw validationError(`Circular dependency between resources: [${[...left.keys()].sort().join(', ')}]`);
}
