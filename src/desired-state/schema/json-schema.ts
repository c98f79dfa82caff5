import { z } from 'zod';
import { documentSchema } from './document.ts';
import type { FieldMeta } from './rule.ts';

type Words = Partial<Pick<FieldMeta, 'standard' | 'limit'>> & { readonly samples?: readonly unknown[] };

/** A node of a JSON Schema (draft 2020-12), as far as it is used here. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly samples?: readonly unknown[];
}

/** What editors check documents by while they are written: docs/generated/document.schema.json. */
export function documentJsonSchema(): JsonSchema {
  return { title: 'Document of ecs-steward', ...(strip(inputSchema(), true) as JsonSchema) };
}

/** With `standard`, `limit` and `samples` of each field beside its description: what the reference is made of. */
export function inputSchema(): JsonSchema {
  return z.toJSONSchema(documentSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

/** Editors know no `standard` and `limit`: both become part of the description, samples become examples. What files are inlined as is not for writers. */
function strip(node: unknown, isSchema: boolean): unknown {
  if (Array.isArray(node)) return node.map((item) => strip(item, true));
  if (typeof node !== 'object' || node === null) return node;
  const { standard, limit, samples, ...members } = node as Words & Readonly<Record<string, unknown>>;
  const kept = Object.entries(isSchema ? members : node)
    .filter(([name]) => isSchema || name !== 'inlined')
    .map(([name, value]) => [
      name,
      verbatim.has(name) && isSchema ? value : strip(value, !holdsFields(name, isSchema)),
    ]);
  const text =
    isSchema && typeof members.description === 'string'
      ? { description: sentence(members.description, standard, limit) }
      : {};
  const examples = isSchema && samples !== undefined ? { examples: samples } : {};
  return { ...Object.fromEntries(kept), ...text, ...examples };
}

/** Keywords whose value is data, no schema. */
const verbatim: ReadonlySet<string> = new Set(['enum', 'const', 'required', 'pattern', 'default']);

/** Under `properties` come field names, not keywords. */
function holdsFields(name: string, isSchema: boolean): boolean {
  return isSchema && name === 'properties';
}

function sentence(description: string, standard: string | undefined, limit: string | undefined): string {
  return [
    description,
    standard === undefined ? '' : `Default: ${standard}.`,
    limit === undefined ? '' : `AWS: ${limit}.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
