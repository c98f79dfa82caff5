import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { LineCounter, parseDocument } from 'yaml';
import { cpuUnits, memoryMib } from './fargate-sizes.ts';
import { placeholders } from './placeholders.ts';
import { type Cause, fargateCauses, type Note, plainSecrets } from './task-definition-rules.ts';

/** What the document gives beside the file, so that its lack in the file is no cause. */
export interface GivenBeside {
  readonly imageGiven: boolean;
  readonly rolesGiven: boolean;
  readonly sizeGiven: boolean;
}

export interface TaskDefinitionRead {
  readonly verdict: 'accept' | 'accept-with-notes' | 'refuse';
  /** Ready for RegisterTaskDefinition, where it is not refused. */
  readonly taskDefinition?: RegisterTaskDefinitionCommandInput;
  readonly notes: readonly Note[];
  /** Everything that is in the way, at once. */
  readonly causes: readonly Cause[];
}

/** Only AWS writes these (aws-facts §2.2). */
const outputOnly = [
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

/** Reads a whole existing ECS task definition file: as registered, as described, wrapped, or with nulls written out. */
export function readTaskDefinition(
  source: { readonly text: string; readonly file: string },
  given: GivenBeside = { imageGiven: false, rolesGiven: true, sizeGiven: false },
): TaskDefinitionRead {
  const parsed = parseText(source.text);
  if (!parsed.ok) return { verdict: 'refuse', notes: [], causes: [parsed.cause] };
  const notes: Note[] = [];
  const unwrapped = unwrap(parsed.value, notes);
  if (!isMap(unwrapped))
    return {
      verdict: 'refuse',
      notes,
      causes: [
        {
          code: 'not-a-task-definition',
          path: '',
          sentence: 'this is no task definition: a map with containerDefinitions is expected',
        },
      ],
    };
  const definition = withoutNulls(withoutOutput(unwrapped, notes), notes);
  const holes = placeholders(definition);
  const causes = [
    ...holes.causes.filter(({ code }) => !(given.imageGiven && code === 'placeholder-image')),
    ...fargateCauses(definition, given),
  ];
  notes.push(...holes.notes, ...filledIn(definition), ...lacking(definition), ...plainSecrets(definition));
  if (causes.length > 0) return { verdict: 'refuse', notes, causes };
  return {
    verdict: notes.length === 0 ? 'accept' : 'accept-with-notes',
    taskDefinition: completed(definition) as unknown as RegisterTaskDefinitionCommandInput,
    notes,
    causes: [],
  };
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

/** What must come from the document. */
function lacking(definition: Members): Note[] {
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
  for (const container of containersOf(definition)) {
    const image = container.image;
    if (typeof image === 'string' && /^[a-z0-9-]+$/.test(image))
      notes.push({
        code: 'bare-image',
        sentence: `the image ${image} is a bare name: the service should name its image`,
      });
  }
  return notes;
}

export function containersOf(definition: Members): Members[] {
  return Array.isArray(definition.containerDefinitions) ? definition.containerDefinitions.filter(isMap) : [];
}

function completed(definition: Members): Members {
  const cpu = definition.cpu === undefined ? undefined : cpuUnits(String(definition.cpu));
  const memory = definition.memory === undefined ? undefined : memoryMib(String(definition.memory));
  return {
    ...definition,
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    ...(cpu === undefined ? {} : { cpu: String(cpu) }),
    ...(memory === undefined ? {} : { memory: String(memory) }),
  };
}
