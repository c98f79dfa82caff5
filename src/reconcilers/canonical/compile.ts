import { NormalizedSchema } from '@smithy/core/schema';
import {
  type Fields,
  type JsonRule,
  type KeyedRule,
  type LeafRule,
  type ListRule,
  leaf,
  type MapRule,
  map,
  type Rule,
  type StructRule,
  sequence,
  struct,
} from './rules.ts';

/** A shape as the SDK's clients export it, like `Service$`. */
export type SdkSchema = Parameters<typeof NormalizedSchema.of>[0];

/** AWS' type of a leaf, by the SDK's schema; `any` is JSON of any shape. */
export type LeafType = 'string' | 'number' | 'boolean' | 'timestamp' | 'any';

export interface LeafNode {
  readonly form: 'leaf';
  readonly rule: LeafRule;
  readonly type: LeafType;
}
export interface Member {
  readonly name: string;
  readonly node: Node;
}
export interface StructNode {
  readonly form: 'struct';
  readonly rule: StructRule;
  readonly members: readonly Member[];
}
export interface KeyedNode {
  readonly form: 'keyed';
  readonly rule: KeyedRule;
  readonly element: StructNode;
}
export interface ListNode {
  readonly form: 'list';
  readonly rule: ListRule;
  readonly element: LeafNode | StructNode;
}
export interface MapNode {
  readonly form: 'map';
  readonly rule: MapRule;
  readonly value: LeafNode;
}
export interface JsonNode {
  readonly form: 'json';
  readonly rule: JsonRule;
}
/** A rule bound to the SDK's schema, made once a kind. */
export type Node = LeafNode | StructNode | KeyedNode | ListNode | MapNode | JsonNode;

/** How a kind is declared and answered: the SDK's own shapes, merged where two calls make or answer it. */
export interface Shapes {
  readonly declared: readonly SdkSchema[];
  readonly observed: readonly SdkSchema[];
}

/**
 * Only what both the call that declares a field and the call that answers it know is compared: what AWS adds to its
 * answers, and what is sent but never answered (client tokens), is no difference.
 */
export function compile(shapes: Shapes, rule: StructRule): StructNode {
  return structNode(membersOf(shapes.declared), membersOf(shapes.observed), rule);
}

type Members = ReadonlyMap<string, NormalizedSchema>;

function membersOf(shapes: readonly SdkSchema[]): Members {
  const members = new Map<string, NormalizedSchema>();
  for (const shape of shapes) {
    for (const [name, schema] of NormalizedSchema.of(shape).structIterator()) {
      if (!members.has(name)) members.set(name, schema);
    }
  }
  return members;
}

function structNode(declared: Members, observed: Members, rule: StructRule): StructNode {
  const members: Member[] = [];
  for (const [name, schema] of declared) {
    const own = ruleFor(rule.fields, name);
    if (own?.form === 'ignored' || rule.ignored?.includes(name)) continue;
    const answered = observed.get(name);
    if (answered === undefined && own?.take === undefined) continue;
    members.push({ name, node: nodeFor(schema, answered ?? schema, own) });
  }
  return { form: 'struct', rule, members: [...members, ...extraMembers(declared, rule)] };
}

/** Members of the canonical form alone, taken from elsewhere in the structure. */
function extraMembers(declared: Members, rule: StructRule): Member[] {
  return Object.entries(rule.fields).flatMap(([name, own]) =>
    own.form === 'leaf' && own.take !== undefined && !declared.has(name)
      ? [{ name, node: { form: 'leaf', rule: own, type: 'any' } as const }]
      : [],
  );
}

function ruleFor(fields: Fields, name: string): Rule | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function nodeFor(
  declared: NormalizedSchema,
  observed: NormalizedSchema,
  rule: Exclude<Rule, { form: 'ignored' }> | undefined,
): Node {
  const chosen = rule ?? ruleBySchema(declared);
  switch (chosen.form) {
    case 'leaf':
      return leafNode(declared, chosen);
    case 'struct':
      return structOf(declared, observed, chosen);
    case 'keyed':
      return {
        form: 'keyed',
        rule: chosen,
        element: structOf(declared.getValueSchema(), observed.getValueSchema(), chosen.element),
      };
    case 'list':
      return {
        form: 'list',
        rule: chosen,
        element: elementNode(declared.getValueSchema(), observed.getValueSchema(), chosen),
      };
    case 'json':
      return { form: 'json', rule: chosen };
    case 'map':
      return { form: 'map', rule: chosen, value: leafNode(declared.getValueSchema(), leaf()) };
  }
}

function ruleBySchema(schema: NormalizedSchema): StructRule | ListRule | MapRule | LeafRule {
  if (schema.isStructSchema()) return struct();
  if (schema.isListSchema()) return sequence();
  if (schema.isMapSchema()) return map();
  return leaf();
}

function structOf(declared: NormalizedSchema, observed: NormalizedSchema, rule: StructRule): StructNode {
  return structNode(new Map(declared.structIterator()), new Map(observed.structIterator()), rule);
}

function elementNode(declared: NormalizedSchema, observed: NormalizedSchema, rule: ListRule): LeafNode | StructNode {
  if (declared.isStructSchema()) {
    return structOf(declared, observed, rule.element?.form === 'struct' ? rule.element : struct());
  }
  return leafNode(declared, rule.element?.form === 'leaf' ? rule.element : leaf());
}

function leafNode(schema: NormalizedSchema, rule: LeafRule): LeafNode {
  return { form: 'leaf', rule, type: leafType(schema) };
}

function leafType(schema: NormalizedSchema): LeafType {
  if (schema.isStringSchema()) return 'string';
  if (schema.isNumericSchema()) return 'number';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isTimestampSchema()) return 'timestamp';
  return 'any';
}
