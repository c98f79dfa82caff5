import { mergedFields } from './checks/outline.ts';
import { followedImages, type Given } from './desired/image.ts';
import { logGroupsOf } from './desired/logs.ts';
import { mainContainer } from './desired/main-container.ts';
import { repositoriesOf } from './desired/repository.ts';
import { rulesOf } from './desired/rule.ts';
import { scalingOf } from './desired/scaling.ts';
import { serviceShape } from './desired/service.ts';
import { targetGroupsOf } from './desired/target-group.ts';
import { inlinedFile, taskDefinitionOf } from './desired/task-definition.ts';
import type { DesiredApp, DesiredService, DesiredSmokeTest, Tombstone } from './desired.ts';
import { ecsServiceName } from './names.ts';
import type { Document } from './schema/document.ts';
import type { ServiceDocument } from './schema/service.ts';

/** The document after defaults and derived names, in the shapes that AWS speaks. Pure, and total for a valid document. */
export function desiredApp(document: Document): DesiredApp {
  const providers = document.clusterCapacityProviders;
  return {
    app: document.app,
    account: document.account,
    region: document.region,
    cluster: document.cluster,
    mode: document.mode ?? 'enforce',
    services: Object.entries(document.services).map(([name, service]) => desiredService(document, name, service)),
    removed: (document.removed ?? []).map((entry) => tombstone(document, entry)),
    ...(providers === undefined
      ? {}
      : {
          clusterCapacityProviders: {
            capacityProviders: providers.providers,
            defaultCapacityProviderStrategy: Object.entries(providers.strategy ?? {}).map(
              ([capacityProvider, weight]) => ({ capacityProvider, weight }),
            ),
          },
        }),
  };
}

function desiredService(document: Document, name: string, given: ServiceDocument): DesiredService {
  const service = withDefaults(document, given);
  const context: Given = {
    document,
    name,
    service,
    ecsService: service.adopt?.service ?? ecsServiceName(document.app, name),
    container: containerName(name, service),
  };
  const targetGroups = targetGroupsOf(context);
  const taskDefinition = taskDefinitionOf(context);
  const scaling = scalingOf(context);
  const smokeTest = smokeTestOf(service);
  return {
    name,
    ecsService: context.ecsService,
    manage: service.manage ?? document.manage ?? (service.adopt === undefined ? 'all' : 'image'),
    stateful: service.stateful === true,
    unmanaged: [...(document.unmanaged ?? []), ...(service.unmanaged ?? [])],
    images: followedImages(context, taskDefinition),
    repositories: repositoriesOf(context),
    logGroups: logGroupsOf(context, taskDefinition),
    targetGroups,
    rules: rulesOf(context, targetGroups),
    taskDefinition,
    service: serviceShape(context, targetGroups),
    floor: service.floor ?? floorOf(service),
    after: service.after ?? [],
    rolloutTimeout: service.deployment?.timeout ?? 1_800,
    ...(scaling === undefined ? {} : { scaling }),
    ...(smokeTest === undefined ? {} : { smokeTest }),
    ...(service.adopt === undefined ? {} : { adopt: present(service.adopt) }),
  };
}

/** Asks what the health check asks, unless it names another path. */
function smokeTestOf({ smokeTest, healthCheck }: ServiceDocument): DesiredSmokeTest | undefined {
  if (smokeTest === undefined) return undefined;
  const { path = healthCheck?.path ?? '/', status = '200', text, host } = smokeTest;
  return { path, status, ...present({ text, host }) };
}

/** Field by field: a service's own field replaces the default; maps that both give are merged. */
function withDefaults(document: Document, service: ServiceDocument): ServiceDocument {
  const merged: Record<string, unknown> = { ...document.defaults };
  for (const [field, value] of Object.entries(service)) {
    if (value === undefined) continue;
    const standard = merged[field];
    merged[field] = isMap(value) && isMap(standard) && mergedFields.has(field) ? { ...standard, ...value } : value;
  }
  // A file is more particular than the defaults of all services.
  const file = inlinedFile(service);
  for (const field of ['cpu', 'memory'] as const)
    if (service[field] === undefined && file?.[field] !== undefined) delete merged[field];
  // One of two ways to give a count: the service's own way wins over the defaults'.
  if (service.count !== undefined && service.scaling === undefined) delete merged.scaling;
  if (service.scaling !== undefined && service.count === undefined) delete merged.count;
  if (service.stateful === true && service.scaling === undefined) delete merged.scaling;
  return merged as ServiceDocument;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function containerName(name: string, service: ServiceDocument): string {
  const { taskDefinition } = service;
  const file = inlinedFile(service);
  const declared = taskDefinition !== undefined && 'file' in taskDefinition ? taskDefinition.container : undefined;
  return file === undefined
    ? name
    : (mainContainer(file, typeof declared === 'string' ? declared : undefined, name) ?? name);
}

/** ⌈count × minimumHealthyPercent⌉: 3 tasks at 50 % → 2. One stateful task may be away during a rollout. */
function floorOf({ stateful, count, scaling, deployment }: ServiceDocument): number {
  if (stateful === true) return 0;
  return Math.ceil(((scaling?.min ?? count ?? 1) * (deployment?.minimumHealthyPercent ?? 100)) / 100);
}

function tombstone(document: Document, entry: NonNullable<Document['removed']>[number]): Tombstone {
  return {
    service: entry.service,
    ecsService: ecsServiceName(document.app, entry.service),
    deleteData: entry.data === 'delete',
    force: entry.force === true,
    ...(entry.since === undefined ? {} : { since: entry.since }),
    ...(entry.reason === undefined ? {} : { reason: entry.reason }),
  };
}

/** Without members that are undefined. */
function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]: Exclude<Members[Name], undefined>;
  };
}
