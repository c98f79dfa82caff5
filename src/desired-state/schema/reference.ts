import { inputSchema, type JsonSchema } from './json-schema.ts';

interface Row {
  /** `healthCheck.path`, `routes[].path`, `sidecars.NAME.image` */
  readonly field: string;
  readonly node: JsonSchema;
  readonly required: boolean;
}

const head = [
  '# Documents: the reference',
  '',
  'Generated from the schema in `src/desired-state/schema/`; `docs/generated/document.schema.json` is the same for editors.',
  'An unknown field is an error, with the nearest right word. Everything that is wrong is said at once.',
  '',
];

const tail = [
  '## What a document is checked for besides',
  '',
  '- It is UTF-8 of at most 256 KiB, without aliases, merge keys and duplicate keys, at most 40 levels deep.',
  '- A text that YAML takes for a number and would spell differently (`1.20`, `0755`) stands in quotes.',
  '- CPU and memory are a pair that Fargate runs; containers together fit into their task.',
  '- Every ARN and every image belongs to the account and region of the document.',
  '- No route takes all requests of another one; no priority is used twice; a rule keeps to the limits of a load balancer.',
  '- A stateful service has one task, and percentages that never let two run at once.',
  '- A deployment can move: its percentages let ECS start or stop at least one task, and leave the floor.',
  '- Tags of document and service are at most 40 together; a finished task definition has at most 64 KiB.',
  '- No two variables, secrets, ports, mounts or tombstones have one name; containers do not wait for each other in a circle.',
  '- Fields that only a load balancer gives a meaning to get a warning in a service without routes.',
  '- Overlays use words that ECS knows, and none that the document has words of its own for.',
  '- A variable that looks like a secret gets a warning; its value is in no message.',
  '',
];

/** The reference of documents, docs/reference.md: every field with what it is, its default, AWS' limit and an example. */
export function referenceMarkdown(): string {
  const root = inputSchema();
  const { services, removed } = root.properties ?? {};
  return [
    ...head,
    ...section('Document', 'One document describes one app, in YAML or JSON.', fieldsOf(root, '', true)),
    ...section('Services', 'Under `services`, by name.', fieldsOf(mapValue(services), '', false)),
    ...section('Removed', 'Under `removed`, a list.', fieldsOf(removed?.items ?? {}, '', false)),
    '## Defaults',
    '',
    'Under `defaults`: the fields of a service, without those that only one service can have. A service with `count`',
    'ignores a default `scaling`, and the other way round; cpu and memory of a task definition file go before defaults.',
    '',
    ...tail,
  ].join('\n');
}

/** Every field of documents that has no description; a test holds that there is none. */
export function undescribed(): string[] {
  const root = inputSchema();
  const { services, removed } = root.properties ?? {};
  return [fieldsOf(root, '', true), fieldsOf(mapValue(services), '', false), fieldsOf(removed?.items ?? {}, '', false)]
    .flat()
    .filter(({ node }) => node.description === undefined)
    .map(({ field }) => field);
}

function section(title: string, about: string, rows: readonly Row[]): string[] {
  return [
    `## ${title}`,
    '',
    about,
    '',
    '| field | what | default | AWS | example |',
    '|---|---|---|---|---|',
    ...rows.map(line),
    '',
  ];
}

function line({ field, node, required }: Row): string {
  const { description = '', standard, limit, samples = [] } = node;
  const words =
    node.enum === undefined ? '' : ` One of ${node.enum.map((value) => `\`${String(value)}\``).join(', ')}.`;
  const usual = required ? '**required**' : String(standard ?? '');
  const shown = samples.map((example) => `\`${JSON.stringify(example)}\``).join(', ');
  const cells = [`\`${field}\``, `${description}${words}`, usual, String(limit ?? ''), shown];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Depth first, in the schema's order. The document's services, defaults and tombstones have sections of their own. */
function fieldsOf(node: JsonSchema, prefix: string, isDocument: boolean): Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, inner]) => {
    // What files are inlined as is not for writers.
    if (name === 'inlined') return [];
    const field = `${prefix}${name}`;
    const row: Row = { field, node: inner, required: node.required?.includes(name) === true };
    const apart = isDocument && ['services', 'defaults', 'removed'].includes(name);
    return apart ? [row] : [row, ...inside(inner, field)];
  });
}

/** Below a field, in each of its forms: its members, a list's items under `[]`, a map's values under `NAME`. */
function inside(node: JsonSchema, field: string): Row[] {
  const rows = [node, ...(node.anyOf ?? [])].flatMap((form) => [
    ...fieldsOf(form, `${field}.`, false),
    ...(form.items === undefined ? [] : inside(form.items, `${field}[]`)),
    ...(typeof form.additionalProperties === 'object' ? inside(form.additionalProperties, `${field}.NAME`) : []),
  ]);
  return [...new Map(rows.map((row) => [row.field, row])).values()];
}

function mapValue(node: JsonSchema | undefined): JsonSchema {
  const value = node?.additionalProperties;
  return typeof value === 'object' ? value : {};
}
