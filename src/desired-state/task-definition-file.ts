import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { LineCounter, parseDocument } from 'yaml';
import { taskDefinitionFaults } from './aws-shape.ts';
import type { Cause, Note } from './cause.ts';
import { cpuUnits, memoryMib } from './fargate-sizes.ts';
import { holdsPlaceholder, placeholders } from './placeholders.ts';
import { fargateCauses, plainSecrets, reservations } from './task-definition-rules.ts';

/** What the document gives beside the file, so that its lack in the file is no cause. */
export interface GivenBeside {
  /** The container whose image the document names; with a single container, that one. */
  readonly imageOf?: string;
  /** Roles are named or derived, so that placeholders in the file's roles do no harm. */
  readonly rolesGiven: boolean;
}

/** Roles, size and family may come from the document. */
export type FileDefinition = Partial<RegisterTaskDefinitionCommandInput>;

export interface TaskDefinitionRead {
  readonly verdict: 'accept' | 'accept-with-notes' | 'refuse';
  /** Ready for RegisterTaskDefinition, where it is not refused. */
  readonly taskDefinition?: FileDefinition;
  readonly notes: readonly Note[];
  /** Everything that is in the way, at once. */
  readonly causes: readonly Cause[];
}

/** Only AWS writes these (aws-facts §2.2): dropped before a definition is registered again. */
export const outputOnly: readonly string[] = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
];

const roleFields = ['executionRoleArn', 'taskRoleArn'];

/** Reads a whole existing ECS task definition file: as registered, as described, wrapped, or with nulls written out. */
export function readTaskDefinition(
  source: { readonly text: string; readonly file: string },
  given: GivenBeside = { rolesGiven: true },
): TaskDefinitionRead {
  const parsed = parseText(source.text);
  if (!parsed.ok) return { verdict: 'refuse', notes: [], causes: [parsed.cause] };
  const notes: Note[] = [];
  const unwrapped = unwrap(parsed.value, notes);
  if (!isMap(unwrapped)) return { verdict: 'refuse', notes, causes: [noDefinition] };
  const definition = withoutNulls(withoutOutput(unwrapped, notes), notes);
  const holes = placeholders(definition);
  const causes = [
    ...shapeCauses(definition),
    ...holes.causes,
    ...(given.rolesGiven ? [] : placeholderRoles(definition)),
    ...fargateCauses(definition),
  ].filter((cause) => !isGivenImage(cause, definition, given));
  notes.push(...holes.notes, ...filledIn(definition), ...lacking(definition, given));
  notes.push(...reservations(definition), ...plainSecrets(definition));
  if (causes.length > 0) return { verdict: 'refuse', notes, causes };
  return {
    verdict: notes.length === 0 ? 'accept' : 'accept-with-notes',
    taskDefinition: completed(definition),
    notes,
    causes: [],
  };
}

const noDefinition: Cause = {
  code: 'not-a-task-definition',
  path: '',
  sentence: 'this is no task definition: a map with containerDefinitions is expected',
};

/** A field that ECS does not know would be dropped on the way without a word. */
function shapeCauses(definition: Members): Cause[] {
  return taskDefinitionFaults(definition).map(({ code, path, allowed, nearest }) => {
    const known = nearest === undefined ? 'ECS knows no such field' : `did you mean ${nearest}?`;
    return {
      code,
      path: path.join('.'),
      sentence: `${path.join('.')}: ${code === 'unknown-field' ? known : allowed}`,
    };
  });
}

function placeholderRoles(definition: Members): Cause[] {
  return roleFields
    .filter((field) => holdsPlaceholder(definition[field]))
    .map((field) => ({ code: 'placeholder-role', path: field, sentence: `${field} must be filled in first` }));
}

/** The document's own image stands in for a missing or unfinished one. */
function isGivenImage({ code, path }: Cause, definition: Members, { imageOf }: GivenBeside): boolean {
  if (imageOf === undefined || (code !== 'no-image' && code !== 'placeholder-image')) return false;
  const containers = containersOf(definition);
  const name = containers[Number(path.split('.')[1])]?.name;
  return name === imageOf || containers.length === 1;
}

type Members = Record<string, unknown>;

function isMap(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseText(text: string): { ok: true; value: unknown } | { ok: false; cause: Cause } {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // JSON.parse gives no line: the YAML parser, which reads JSON, does.
    const lines = new LineCounter();
    const [error] = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'silent' }).errors;
    if (error === undefined && !text.trimStart().startsWith('{')) {
      return { ok: true, value: parseDocument(text, { logLevel: 'silent' }).toJS({ maxAliasCount: 0 }) as unknown };
    }
    const at = error === undefined ? undefined : lines.linePos(error.pos[0]);
    return {
      ok: false,
      cause: {
        code: 'syntax',
        path: '',
        sentence: `not JSON: ${at === undefined ? "it can't be read" : `line ${at.line}, column ${at.col}: ${error?.message.split('\n')[0] ?? ''}`}`,
      },
    };
  }
}

function unwrap(value: unknown, notes: Note[]): unknown {
  if (!isMap(value) || !isMap(value.taskDefinition) || value.containerDefinitions !== undefined) return value;
  notes.push({ code: 'unwrapped', sentence: 'the definition under «taskDefinition» is read' });
  const tags = Array.isArray(value.tags) && value.tags.length > 0 ? { tags: value.tags } : {};
  return { ...value.taskDefinition, ...tags };
}

function withoutOutput(definition: Members, notes: Note[]): Members {
  const dropped = outputOnly.filter((field) => field in definition);
  if (dropped.length > 0)
    notes.push({
      code: 'output-only-dropped',
      sentence: `fields that only AWS writes are dropped: ${dropped.join(', ')}`,
    });
  return Object.fromEntries(Object.entries(definition).filter(([field]) => !outputOnly.includes(field)));
}

/** null means absent (ruling 2). */
function withoutNulls(definition: Members, notes: Note[]): Members {
  let count = 0;
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (!isMap(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([field, inner]) => {
        if (inner !== null) return [[field, clean(inner)]];
        count++;
        return [];
      }),
    );
  };
  const cleaned = clean(definition) as Members;
  if (count > 0) notes.push({ code: 'nulls-dropped', sentence: `${count} fields written as null are absent` });
  return cleaned;
}

function filledIn(definition: Members): Note[] {
  const notes: Note[] = [];
  if (definition.requiresCompatibilities === undefined)
    notes.push({ code: 'fargate-filled-in', sentence: 'requiresCompatibilities is absent: FARGATE is put in' });
  if (definition.networkMode === undefined)
    notes.push({ code: 'awsvpc-filled-in', sentence: 'networkMode is absent: awsvpc is put in' });
  return notes;
}

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** What must come from the document. */
function lacking(definition: Members, { imageOf }: GivenBeside): Note[] {
  const notes: Note[] = [];
  if (definition.cpu === undefined || definition.memory === undefined)
    notes.push({
      code: 'size-from-document',
      sentence: 'task cpu and memory are absent: they must come from the service in the document',
    });
  if (definition.executionRoleArn === undefined)
    notes.push({
      code: 'role-from-document',
      sentence: 'executionRoleArn is absent: it comes from the service, or is derived',
    });
  for (const { name, image, logConfiguration } of containersOf(definition)) {
    if (typeof image === 'string' && /^[a-z0-9-]+$/.test(image) && name !== imageOf)
      notes.push({
        code: 'bare-image',
        sentence: `the image ${image} is a bare name: the service should name its image`,
      });
    const region =
      isMap(logConfiguration) && isMap(logConfiguration.options) && logConfiguration.options['awslogs-region'];
    if (typeof region === 'string' && !REGION.test(region) && !holdsPlaceholder(region))
      notes.push({ code: 'log-region', sentence: `${String(name)}: awslogs-region ${region} is no region` });
  }
  return notes;
}

export function containersOf(definition: Members): Members[] {
  return Array.isArray(definition.containerDefinitions) ? definition.containerDefinitions.filter(isMap) : [];
}

/**
 * Roles with placeholders go: the service's own or derived ones come in their place. The shape was checked member by
 * member before; only that the required ones are there is not known to the compiler.
 */
function completed(definition: Members): FileDefinition {
  const cpu = definition.cpu === undefined ? undefined : cpuUnits(String(definition.cpu));
  const memory = definition.memory === undefined ? undefined : memoryMib(String(definition.memory));
  const unfinished = new Set(roleFields.filter((field) => holdsPlaceholder(definition[field])));
  return {
    ...Object.fromEntries(Object.entries(definition).filter(([field]) => !unfinished.has(field))),
    requiresCompatibilities: ['FARGATE' as const],
    networkMode: 'awsvpc' as const,
    ...(cpu === undefined ? {} : { cpu: String(cpu) }),
    ...(memory === undefined ? {} : { memory: String(memory) }),
  };
}
