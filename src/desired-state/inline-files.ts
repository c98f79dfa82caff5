import { mapOf, type Raw } from './checks/outline.ts';
import { mainContainer } from './desired/main-container.ts';
import type { Found } from './problem.ts';
import { containersOf, readTaskDefinition, type TaskDefinitionRead } from './task-definition-file.ts';

interface Inlined {
  readonly raw: unknown;
  readonly found: readonly Found[];
}

type ReadFile = ((path: string) => string | undefined) | undefined;

/** `taskDefinition: { file, container }` becomes `{ file, container, inlined }`, so that what is stored stands alone. */
export function inlineFiles(raw: unknown, readFile: ReadFile): Inlined {
  const document = mapOf(raw);
  const services = Object.entries(mapOf(document.services));
  const read = services.map(([name, value]) => ({ name, ...inlineService(name, value, readFile) }));
  const found = read.flatMap((each) => each.found);
  if (!read.some((each, index) => each.raw !== services[index]?.[1])) return { raw, found };
  return { raw: { ...document, services: Object.fromEntries(read.map((each) => [each.name, each.raw])) }, found };
}

function inlineService(name: string, value: unknown, readFile: ReadFile): Inlined {
  const service = mapOf(value);
  const reference = mapOf(service.taskDefinition);
  if (typeof reference.file !== 'string') return { raw: value, found: [] };
  const at = ['services', name, 'taskDefinition'];
  const text = textOf(reference, readFile);
  if (typeof text !== 'string')
    return { raw: value, found: [{ code: 'file', path: [...at, 'file'], value: reference.file, allowed: text.why }] };
  const read = readTaskDefinition({ text, file: reference.file }, givenBeside(name, service, reference));
  const found = [...problemsOf(read, reference, [...at, 'file']), ...containerProblems(name, read, reference, at)];
  const { taskDefinition } = read;
  const { inlined: _before, ...kept } = reference;
  const inlined = taskDefinition === undefined ? {} : { inlined: taskDefinition };
  return { raw: { ...service, taskDefinition: { ...kept, ...inlined } }, found };
}

/** What was inlined before is read again: a document may come from anywhere. */
function textOf(reference: Raw, readFile: ReadFile): string | { readonly why: string } {
  if (reference.inlined !== undefined) return JSON.stringify(reference.inlined);
  const path = String(reference.file);
  if (path.startsWith('/') || path.split(/[\\/]/).includes('..') || /^[a-z]:/i.test(path) || path.includes('\0'))
    return { why: 'a file beside the document: no absolute path, no ..' };
  return readFile?.(path) ?? { why: 'the file is not there' };
}

function givenBeside(name: string, service: Raw, { container }: Raw) {
  return {
    ...(service.image === undefined ? {} : { imageOf: typeof container === 'string' ? container : name }),
    rolesGiven: true,
  };
}

const doubtful = ['plain-secret', 'placeholder-value', 'log-region', 'memory-sum'];

function problemsOf(read: TaskDefinitionRead, reference: Raw, path: readonly string[]): Found[] {
  const causes = read.causes.map(({ code, sentence }) => ({ code: `task-definition-${code}`, sentence }));
  // Other notes say what is done anyway; these are likely mistakes.
  const doubts = read.notes.filter(({ code }) => doubtful.includes(code));
  return [
    ...causes.map(({ code, sentence }) => ({ code, path, value: reference.file, allowed: sentence })),
    ...doubts.map(({ code, sentence }) => ({
      code: `task-definition-${code}`,
      path,
      allowed: sentence,
      warning: true,
    })),
  ];
}

/** Which of the file's containers is the service's own must be clear: it gets image, ports and environment. */
function containerProblems(
  name: string,
  { taskDefinition }: TaskDefinitionRead,
  { container }: Raw,
  at: readonly string[],
): Found[] {
  if (taskDefinition === undefined) return [];
  const declared = typeof container === 'string' ? container : undefined;
  if (mainContainer(taskDefinition, declared, name) !== undefined) return [];
  const names = containersOf({ ...taskDefinition }).map((each) => String(each.name));
  const path = [...at, 'container'];
  return declared === undefined
    ? [{ code: 'missing-field', path, allowed: `container is required, the service's own of: ${names.join(', ')}` }]
    : [{ code: 'unknown-container', path, value: declared, allowed: `containers of the file: ${names.join(', ')}` }];
}
