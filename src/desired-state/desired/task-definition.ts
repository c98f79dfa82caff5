import type { RegisterTaskDefinitionCommandInput, Tag } from '@aws-sdk/client-ecs';
import { ecsServiceName, executionRoleArn, taskRoleArn } from '../names.ts';
import type { ServiceDocument } from '../schema/service.ts';
import { declaredContainer, mainContainer, sidecars } from './container.ts';
import type { Given } from './image.ts';
import { logsOf } from './logs.ts';
import { merge } from './overlay.ts';
import { lowerTags, ownTags } from './tags.ts';
import { volumesOf } from './volume.ts';

type Definition = RegisterTaskDefinitionCommandInput;

/** RegisterTaskDefinition's words (aws-facts §2.2, §3): the short form with the overlay on top, or the file with the short form on top. */
export function taskDefinitionOf(given: Given): Definition {
  const { taskDefinition } = given.service;
  const file = inlinedFile(given.service);
  if (file !== undefined) return fromFile(given, file);
  const isOverlay = taskDefinition !== undefined && !('file' in taskDefinition);
  return isOverlay ? (merge(shortForm(given), taskDefinition) as Definition) : shortForm(given);
}

/** A file reference is inlined before a document is stored: `{ file, container, inlined: {…} }`. */
export function inlinedFile({ taskDefinition }: Pick<ServiceDocument, 'taskDefinition'>): Definition | undefined {
  if (taskDefinition === undefined || !('file' in taskDefinition)) return undefined;
  return taskDefinition.inlined as Definition | undefined;
}

function shortForm(given: Given): Definition {
  const { document, name, service } = given;
  const { execution, task } = service.roles ?? {};
  const volumes = volumesOf(service);
  return {
    family: ecsServiceName(document.app, name),
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    executionRoleArn: execution ?? executionRoleArn(document.account, document.app),
    ...(task === 'none' ? {} : { taskRoleArn: task ?? taskRoleArn(document.account, document.app, name) }),
    cpu: String(service.cpu ?? 256),
    memory: String(service.memory ?? 512),
    runtimePlatform: { cpuArchitecture: architectureOf(service), operatingSystemFamily: 'LINUX' },
    containerDefinitions: [mainContainer(given), ...sidecars(given)],
    ...(volumes.length === 0 ? {} : { volumes }),
    tags: lowerTags(ownTags(given)),
  };
}

function architectureOf({ architecture }: ServiceDocument): 'ARM64' | 'X86_64' {
  return architecture === 'arm64' ? 'ARM64' : 'X86_64';
}

/** What the file leaves out is derived, what the document says goes on top; named lists are merged by name. */
function fromFile(given: Given, file: Definition): Definition {
  const { document, name, service } = given;
  const { execution, task } = service.roles ?? {};
  const declared = {
    family: ecsServiceName(document.app, name),
    networkMode: 'awsvpc' as const,
    requiresCompatibilities: ['FARGATE' as const],
    executionRoleArn: execution ?? file.executionRoleArn ?? executionRoleArn(document.account, document.app),
    // null takes the file's role away.
    taskRoleArn:
      task === 'none' ? null : (task ?? file.taskRoleArn ?? taskRoleArn(document.account, document.app, name)),
    ...(service.cpu === undefined ? {} : { cpu: String(service.cpu) }),
    ...(service.memory === undefined ? {} : { memory: String(service.memory) }),
    ...(service.architecture === undefined ? {} : { runtimePlatform: { cpuArchitecture: architectureOf(service) } }),
    containerDefinitions: [fileContainer(given), ...sidecars(given)],
    ...(service.volumes === undefined ? {} : { volumes: volumesOf(service) }),
    tags: tagsOf(given, file.tags ?? []),
  };
  return merge(file, declared) as Definition;
}

/** The file's own logs stay, unless the document sends them through a router or to another group. */
function fileContainer(given: Given) {
  const { firelens, group } = given.service.logs ?? {};
  const declared = declaredContainer(given);
  return firelens === undefined && group === undefined
    ? declared
    : { ...declared, logConfiguration: logsOf(given, given.container) };
}

function tagsOf(given: Given, tags: readonly Tag[]): Tag[] {
  const fromFile = tags.map(({ key = '', value = '' }): [string, string] => [key, value]);
  return lowerTags(new Map([...fromFile, ...ownTags(given)]));
}
