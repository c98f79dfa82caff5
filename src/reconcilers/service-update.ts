import type { Service } from '@aws-sdk/client-ecs';
import { differences } from './compare.ts';
import type { Difference } from './difference.ts';
import { present } from './observation.ts';
import { managed, pathsText, step } from './planning.ts';
import { memberships } from './replacement.ts';
import { type Around, nothingPlanned, type Planned } from './resource-kind.ts';
import { ownRule } from './rule-match.ts';
import type { Ref, Step } from './step.ts';
import { groupArn, replacementOf } from './target-group-arn.ts';
import {
  revisionDifferences,
  runningDefinition,
  type WantedRevision,
  wantedDefinition,
  wantedRevision,
} from './task-definition.ts';

type LoadBalancers = readonly {
  readonly targetGroupArn: string | Ref;
  readonly containerName: string | undefined;
  readonly containerPort: number | undefined;
}[];

/** With ARNs in place of names; undefined: a group is not there yet. */
export function loadBalancersOf(around: Around): LoadBalancers | undefined {
  const replacement = replacementOf(around);
  const running = present(around.seen.services.get(around.service.ecsService));
  const entries: {
    targetGroupArn: string | Ref;
    containerName: string | undefined;
    containerPort: number | undefined;
  }[] = [];
  for (const [index, { targetGroupArn: name, containerName, containerPort }] of (
    around.service.service.loadBalancers ?? []
  ).entries()) {
    const fresh = groupArn(around, name ?? '');
    if (fresh === undefined) return undefined;
    const route = around.service.rules.find(({ targetGroup }) => targetGroup === name);
    const groups =
      index === 0 && replacement !== undefined && running !== undefined
        ? memberships(replacement, running, route === undefined ? undefined : ownRule(around, route))
        : (['fresh'] as const);
    for (const group of groups)
      entries.push({
        targetGroupArn: group === 'old' && replacement !== undefined ? replacement.old : fresh,
        containerName,
        containerPort,
      });
  }
  return entries;
}

/** What UpdateService takes (aws-facts §2.3, «update: ECS controller»), by the first part of a difference's path. */
export const updatable = [
  'capacityProviderStrategy',
  'platformVersion',
  'networkConfiguration',
  'loadBalancers',
  'serviceRegistries',
  'deploymentConfiguration',
  'healthCheckGracePeriodSeconds',
  'placementConstraints',
  'placementStrategy',
  'enableECSManagedTags',
  'propagateTags',
  'enableExecuteCommand',
  'availabilityZoneRebalancing',
  'serviceConnectConfiguration',
  'volumeConfigurations',
  'vpcLatticeConfigurations',
] as const;

/** Sent when the document no longer declares what is there: AWS' default, or the empty list that removes (aws-facts §2.3). */
const undeclared: Readonly<Record<string, unknown>> = {
  platformVersion: 'LATEST',
  serviceRegistries: [],
  loadBalancers: [],
  healthCheckGracePeriodSeconds: 0,
  placementConstraints: [],
  placementStrategy: [],
  enableECSManagedTags: false,
  propagateTags: 'NONE',
  enableExecuteCommand: false,
  availabilityZoneRebalancing: 'ENABLED',
  volumeConfigurations: [],
  vpcLatticeConfigurations: [],
  deploymentConfiguration: {
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    deploymentCircuitBreaker: { enable: false, rollback: false },
  },
  serviceConnectConfiguration: { enabled: false },
};

/** All but the revision, the count and the tags. */
export function shapeDifferences(around: Around, running: Service): Difference[] {
  const { loadBalancers, tags, desiredCount, ...shape } = around.service.service;
  const balancers = loadBalancersOf(around);
  const known = balancers?.every(({ targetGroupArn }) => typeof targetGroupArn === 'string') === true;
  // Groups that are made in this plan join in a later pass, when their rule lists them.
  const declared = { ...shape, ...(balancers !== undefined && known ? { loadBalancers: balancers } : {}) };
  const { tags: seenTags, ...observed } = running;
  const found = managed(differences('service', declared, observed), around.service.unmanaged);
  return found.filter(
    ({ path }) =>
      path !== 'desiredCount' &&
      path !== 'taskDefinition' &&
      (known || !path.startsWith('loadBalancers')) &&
      !path.startsWith('tags'),
  );
}

/** One UpdateService for all of the shape and the revision; it never carries a count (aws-facts §2.3: the count starts no deployment). */
export function updateStep(around: Around, running: Service): Planned {
  const { service: wanted, candidate } = around;
  if (candidate === undefined) return nothingPlanned;
  const shape =
    wanted.manage === 'image'
      ? []
      : shapeDifferences(around, running).filter(({ path }) => updatable.some((name) => path.startsWith(name)));
  const revision = wantedRevision(around);
  const moves = revision.is === 'registered' || (revision.is === 'there' && revision.arn !== running.taskDefinition);
  if (moves || shape.length > 0)
    return { ...nothingPlanned, steps: [update(around, running, shape, moves ? revision : undefined)] };
  return revision.is === 'unknown'
    ? { ...nothingPlanned, waits: ["the revision to run can't be told yet"] }
    : nothingPlanned;
}

/** @param revision where another one is to run */
function update(
  around: Around,
  running: Service,
  shape: readonly Difference[],
  revision: WantedRevision | undefined,
): Step {
  const { app, service: wanted, reason } = around;
  const found = [...(revision === undefined ? [] : contentDifferences(around)), ...shape];
  const fields = new Set(shape.map(({ path }) => path.split(/[.[]/)[0] ?? ''));
  const declared: Record<string, unknown> = { ...wanted.service, loadBalancers: loadBalancersOf(around) };
  const changed = Object.fromEntries([...fields].map((name) => [name, declared[name] ?? undeclared[name]]));
  const target =
    revision === undefined || revision.is === 'unknown'
      ? undefined
      : revision.is === 'there'
        ? revision.arn
        : revision.ref;
  const other = {
    path: 'taskDefinition',
    declared: typeof target === 'string' ? target : 'a new revision',
    observed: running.taskDefinition,
  };
  return step({
    kind: 'service',
    service: wanted.name,
    does: revision === undefined ? 'update' : 'roll',
    call: 'ecs:UpdateService',
    target: wanted.ecsService,
    input: {
      cluster: app.cluster,
      service: wanted.ecsService,
      ...(target === undefined ? {} : { taskDefinition: target }),
      ...changed,
    },
    reason,
    risk: reason === 'roll-back' ? 'high' : 'medium',
    why:
      found.length === 0
        ? 'it runs another revision'
        : `${pathsText(found)} ${found.length === 1 ? 'is' : 'are'} not as wanted`,
    differences: found.length > 0 ? found : [other],
    after: revision?.is === 'registered' ? [revision.ref.ref] : [],
  });
}

function contentDifferences(around: Around): Difference[] {
  const definition = wantedDefinition(around);
  const seen = runningDefinition(around);
  return definition === undefined || seen === undefined ? [] : revisionDifferences(around, definition, seen);
}
