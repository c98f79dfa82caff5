import { mapOf } from './checks/outline.ts';
import type { Found } from './problem.ts';
import { readTaskDefinition } from './task-definition-file.ts';

/** `taskDefinition: { file, container }` becomes `{ file, container, inlined }`, so that what is stored stands alone. */
export function inlineFiles(
  raw: unknown,
  readFile: ((path: string) => string | undefined) | undefined,
): { raw: unknown; found: Found[] } {
  const document = mapOf(raw);
  const services = mapOf(document.services);
  const found: Found[] = [];
  const inlined = Object.entries(services).map(([name, value]): [string, unknown] => {
    const service = mapOf(value);
    const reference = mapOf(service.taskDefinition);
    if (typeof reference.file !== 'string' || reference.inlined !== undefined) return [name, value];
    const at = ['services', name, 'taskDefinition', 'file'];
    const problem = pathProblem(reference.file);
    const text = problem === undefined ? readFile?.(reference.file) : undefined;
    if (text === undefined) {
      found.push({ code: 'file', path: at, value: reference.file, allowed: problem ?? 'the file is not there' });
      return [name, value];
    }
    const read = readTaskDefinition(
      { text, file: reference.file },
      {
        imageGiven: service.image !== undefined,
        rolesGiven: true,
        sizeGiven: service.cpu !== undefined && service.memory !== undefined,
      },
    );
    for (const cause of read.verdict === 'refuse' ? read.causes : [])
      found.push({ code: `task-definition-${cause.code}`, path: at, value: reference.file, allowed: cause.sentence });
    return [
      name,
      {
        ...service,
        taskDefinition: {
          ...reference,
          ...(read.taskDefinition === undefined ? {} : { inlined: read.taskDefinition }),
        },
      },
    ];
  });
  return Object.keys(services).length === 0
    ? { raw, found }
    : { raw: { ...document, services: Object.fromEntries(inlined) }, found };
}

function pathProblem(path: string): string | undefined {
  return path.startsWith('/') || path.split(/[\\/]/).includes('..') || /^[a-z]:/i.test(path)
    ? 'a file beside the document: no absolute path, no ..'
    : undefined;
}
