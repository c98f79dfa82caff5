import { isDeepStrictEqual } from 'node:util';
import { type Graph, graphOf } from './graph.ts';
import { Resolver, type Surroundings } from './intrinsics.ts';
import { resourceTypes } from './resource-types.ts';
import type { Change, ResourceRecord, Source } from './state.ts';
import { parseTemplate, type Template, validationError } from './template.ts';

/** A template that was read, with everything checked that can be checked before anything is made. */
export interface Plan {
  readonly template: Template;
  readonly graph: Graph;
}

/** Stands for what is not made yet: it differs from everything else, and is the same each time. */
const unmade = {
  ref: (id: string) => `<Ref ${id}>`,
  attribute: (id: string, name: string) => `<${name} of ${id}>`,
};

/** Throws ValidationError for a template, parameters or properties that can't be. */
export function planOf(source: Source, around: Surroundings): Plan {
  const template = parseTemplate(source.template);
  const resolver = new Resolver(template, source.parameters, around, unmade);
  const graph = graphOf(template, resolver);
  for (const id of graph.keys()) checkResource(template, resolver, id);
  for (const { Value, Condition } of Object.values(template.Outputs))
    if (resolver.condition(Condition)) resolver.value(Value);
  return { template, graph };
}

function checkResource(template: Template, resolver: Resolver, id: string): void {
  const { Type = '', Properties } = template.Resources[id] ?? {};
  const known = resourceTypes.get(Type);
  if (known === undefined) throw validationError(`The simulator does not know resources of type ${Type} (${id}).`);
  // Where another resource is spoken of, the value is not known yet: numbers and names are then checked when it is made.
  const problem = known.problem(propertiesOf(resolver, Properties));
  if (problem !== undefined && !problem.includes('<'))
    throw validationError(`Properties validation failed for resource ${id}: ${problem}`);
}

export function propertiesOf(resolver: Resolver, properties: unknown): Readonly<Record<string, unknown>> {
  return (resolver.value(properties) ?? {}) as Readonly<Record<string, unknown>>;
}

/** Properties as far as they are known without making anything. */
export function foreseen(source: Source, around: Surroundings, id: string): Readonly<Record<string, unknown>> {
  const template = parseTemplate(source.template);
  const resolver = new Resolver(template, source.parameters, around, unmade);
  return propertiesOf(resolver, template.Resources[id]?.Properties);
}

/** What a change set would do, in the order of the template. */
export function changesOf(
  plan: Plan,
  source: Source,
  before: { readonly source: Source; readonly resources: ReadonlyMap<string, ResourceRecord> },
  around: Surroundings,
): Change[] {
  const changes: Change[] = [];
  const replaced = new Set<string>();
  for (const id of ordered(plan.graph)) {
    const type = plan.template.Resources[id]?.Type ?? '';
    const there = before.resources.get(id);
    const common = { logicalId: id, type, physicalId: there?.physicalId };
    if (there === undefined) changes.push({ ...common, action: 'Add', replacement: undefined, properties: [] });
    else {
      const properties = changedNames(foreseen(before.source, around, id), foreseen(source, around, id));
      const moved = [...(plan.graph.get(id) ?? [])].some((one) => replaced.has(one));
      const replaces = type !== there.type || resourceTypes.get(type)?.replacedBy(properties) === true;
      if (properties.length === 0 && !moved) continue;
      const replacement = properties.length === 0 ? 'Conditional' : replaces ? 'True' : 'False';
      if (replacement === 'True') replaced.add(id);
      changes.push({ ...common, action: 'Modify', replacement, properties });
    }
  }
  for (const there of before.resources.values())
    if (!plan.graph.has(there.logicalId))
      changes.push({
        action: 'Remove',
        logicalId: there.logicalId,
        physicalId: there.physicalId,
        type: there.type,
        replacement: undefined,
        properties: [],
      });
  return changes;
}

export function changedNames(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

/** What is needed first comes first. */
export function ordered(graph: Graph): string[] {
  const done: string[] = [];
  const left = new Map(graph);
  while (left.size > 0)
    for (const [id, needed] of left)
      if (![...needed].some((one) => left.has(one))) {
        done.push(id);
        left.delete(id);
      }
  return done;
}
