import { type ShapeFault, serviceFaults, taskDefinitionFaults } from '../aws-shape.ts';
import { nearestWord } from '../nearest-word.ts';
import type { Found } from '../problem.ts';
import { listOf, mapOf, type Raw, type RawService, servicesOf, textOf } from './outline.ts';

/** Words that an overlay may not take over, each with the document's own word for it. */
const ownWords = {
  service: {
    serviceName: 'derived, or adopt.service',
    cluster: 'cluster',
    taskDefinition: 'taskDefinition beside this overlay',
    desiredCount: 'count or scaling',
    loadBalancers: 'routes and port',
    launchType: 'capacityProviders',
    clientToken: 'nothing: a service is known by its name',
    schedulingStrategy: 'nothing: Fargate runs replicas',
    deploymentController: 'nothing: ECS itself deploys',
  },
  taskDefinition: { family: 'derived from the names of app and service', requiresCompatibilities: 'nothing: FARGATE' },
} as const;

/** AWS' own words: those that ECS knows, in its types, and none that belong to the document. */
export function overlays(document: Raw): Found[] {
  const defaults = mapOf(document.defaults);
  const places = servicesOf(document).map(({ name, own }): [Raw, readonly string[]] => [own, ['services', name]]);
  return [...places, [defaults, ['defaults']] as [Raw, readonly string[]]].flatMap(([fields, at]) => [
    ...ofTaskDefinition(fields.taskDefinition, [...at, 'taskDefinition']),
    ...ofService(fields.service, [...at, 'service']),
  ]);
}

function ofTaskDefinition(value: unknown, at: readonly string[]): Found[] {
  const overlay = mapOf(value);
  if ('file' in overlay) return beside(overlay, at);
  return [
    ...taskDefinitionFaults(overlay).map((fault) => found(fault, at)),
    ...taken(overlay, ownWords.taskDefinition, at),
    ...reservedTags(overlay, at),
  ];
}

function ofService(value: unknown, at: readonly string[]): Found[] {
  const overlay = mapOf(value);
  return [
    ...serviceFaults(overlay).map((fault) => found(fault, at)),
    ...taken(overlay, ownWords.service, at),
    ...reservedTags(overlay, at),
  ];
}

const besideFile = ['file', 'container', 'inlined'];

/** A file is whole: further words of ECS beside it would be lost. */
function beside(reference: Raw, at: readonly string[]): Found[] {
  const noText: Found[] = ['file', 'container'].flatMap((field) => {
    const value = reference[field];
    const path = [...at, field];
    return value === undefined || typeof value === 'string'
      ? []
      : [{ code: 'wrong-type', path, value, allowed: 'must be text' }];
  });
  const further = Object.keys(reference)
    .filter((field) => !besideFile.includes(field))
    .map((field): Found => {
      const nearest = nearestWord(field, besideFile);
      const path = [...at, field];
      const allowed = 'beside file only container; put further words into the file';
      return { code: 'unknown-field', path, allowed, atKey: true, ...(nearest === undefined ? {} : { nearest }) };
    });
  return [...noText, ...further];
}

function found({ code, path, allowed, nearest }: ShapeFault, at: readonly string[]): Found {
  const atKey = code === 'unknown-field' ? { atKey: true } : {};
  return { code, path: [...at, ...path], allowed, ...atKey, ...(nearest === undefined ? {} : { nearest }) };
}

function taken(overlay: Raw, words: Readonly<Record<string, string>>, at: readonly string[]): Found[] {
  return Object.entries(words).flatMap(([word, instead]) =>
    overlay[word] === undefined || overlay[word] === null
      ? []
      : [{ code: 'own-word', path: [...at, word], atKey: true, allowed: `not in an overlay; use ${instead}` }],
  );
}

function reservedTags(overlay: Raw, at: readonly string[]): Found[] {
  return listOf(overlay.tags).flatMap((tag, index) => {
    const key = textOf(mapOf(tag).key);
    return key !== undefined && /^(aws|ecs-steward):/i.test(key)
      ? [{ code: 'reserved-tag', path: [...at, 'tags', index], allowed: 'aws: and ecs-steward: are reserved' }]
      : [];
  });
}

/** Whether a service's definition is a whole file, read or not. */
export function hasFile({ fields }: RawService): boolean {
  return mapOf(fields.taskDefinition).file !== undefined;
}
