import type { Service } from '@aws-sdk/client-ecs';
import { TAG } from '../desired-state/desired.ts';
import { managedElsewhere } from '../findings/managed-elsewhere.ts';
import { needsReplacement } from '../findings/needs-replacement.ts';
import { removalWaits } from '../findings/removal-waits.ts';
import { serviceDraining } from '../findings/service-draining.ts';
import { differences } from './compare.ts';
import type { ComparisonContext, Difference } from './difference.ts';
import { batches, type Observation, present } from './observation.ts';
import { missingTags, ownerOf, tagsOf } from './ownership.ts';
import { managed, notOursFinding, pathsText, step, stepId, withheldAsUnknown } from './planning.ts';
import { memberships } from './replacement.ts';
import {
  type Around,
  type Look,
  nothingPlanned,
  type Planned,
  type RemovalAround,
  type ResourceKind,
} from './resource-kind.ts';
import { ownRule } from './rule-match.ts';
import type { Ref, Step } from './step.ts';
import { groupArn, replacementOf } from './target-group.ts';
import { revisionDifferences, runningDefinition, wantedDefinition, wantedRevision } from './task-definition.ts';

/** ECS services (aws-facts §2.3, §2.4). */
export const service: ResourceKind = {
  kind: 'service',
  needs: ['cluster', 'listener-rule', 'task-definition'],
  calls: ['ecs:DescribeServices', 'ecs:CreateService', 'ecs:UpdateService', 'ecs:DeleteService', 'ecs:TagResource'],
  observe,
  plan,
  remove,
};

/** Ten names a call, over all apps of the look. */
async function observe(look: Look, seen: Observation): Promise<void> {
  const names = new Set(
    look.apps.flatMap(({ app }) => [...app.services, ...app.removed].map(({ ecsService }) => ecsService)),
  );
  const calls = batches([...names], 10);
  look.receipt.save('batch', names.size - calls.length);
  for (const some of calls) {
    const result = await look.aws.send('ecs:DescribeServices', {
      cluster: look.cluster,
      services: some,
      include: ['TAGS'],
    });
    for (const name of some) {
      if (!result.ok) {
        seen.services.set(name, { is: 'unknown', failure: result.failure });
        continue;
      }
      const found = result.value.services?.find(({ serviceName }) => serviceName === name);
      const failure = result.value.failures?.find(({ arn }) => arn === name || arn?.endsWith(`/${name}`));
      if (found !== undefined && found.status !== 'INACTIVE') seen.services.set(name, { is: 'present', seen: found });
      // Only MISSING says that it is not there; any other reason, or no word at all, says nothing (R4).
      else if (found !== undefined || failure?.reason === 'MISSING') seen.services.set(name, { is: 'absent' });
      else
        seen.services.set(name, {
          is: 'unknown',
          failure: {
            class: 'retry',
            call: 'ecs:DescribeServices',
            code: failure?.reason ?? 'Unanswered',
            message: failure?.detail ?? 'the service is in no part of the answer',
            maybeApplied: false,
          },
        });
    }
  }
}

function plan(around: Around): Planned {
  const { app, service: wanted, seen } = around;
  const place = { app: app.app, service: wanted.name, resource: wanted.ecsService };
  const observed = seen.services.get(wanted.ecsService);
  if (observed === undefined) return nothingPlanned;
  if (observed.is === 'unknown') {
    // The missing cluster has its own finding.
    return observed.failure.code === 'ClusterNotFoundException'
      ? nothingPlanned
      : withheldAsUnknown(place, observed.failure);
  }
  if (observed.is === 'absent') return creation(around);
  const running = observed.seen;
  if (running.status === 'DRAINING')
    return {
      ...nothingPlanned,
      findings: [serviceDraining(place, { service: wanted.ecsService })],
      waits: ['the old service drains'],
    };
  const elsewhere = notChangeable(running);
  if (elsewhere !== undefined)
    return { ...nothingPlanned, findings: [managedElsewhere(place, { service: wanted.ecsService, why: elsewhere })] };
  const owner = ownerOf(tagsOf(running.tags), app.app);
  const adopted = wanted.adopt?.service === wanted.ecsService;
  const foreign = notOursFinding(
    place,
    owner,
    'ECS service',
    wanted.ecsService,
    `adopt: { service: ${wanted.ecsService} }`,
  );
  if (foreign !== undefined && !(adopted && owner === 'nobody')) return { ...nothingPlanned, findings: [foreign] };
  return repair(around, running);
}

/** Express Mode services are ECS' own, and other controllers shift tasks by themselves (aws-facts §2.8, §2.3). */
function notChangeable(running: Service): string | undefined {
  if ((running as { resourceManagementType?: string }).resourceManagementType === 'ECS')
    return 'ECS manages it (Express Mode)';
  const controller = running.deploymentController?.type ?? 'ECS';
  return controller === 'ECS' ? undefined : `its deployment controller is ${controller}`;
}

type LoadBalancers = readonly {
  readonly targetGroupArn: string | Ref;
  readonly containerName: string | undefined;
  readonly containerPort: number | undefined;
}[];

/** With ARNs in place of names; undefined: a group is not there yet. */
function loadBalancersOf(around: Around): LoadBalancers | undefined {
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

function creation(around: Around): Planned {
  const { app, service: wanted, candidate } = around;
  if (candidate === undefined || wanted.manage === 'image') return nothingPlanned;
  const revision = wantedRevision(around);
  const balancers = loadBalancersOf(around);
  if (revision.is === 'unknown' || balancers === undefined)
    return { ...nothingPlanned, waits: ['what it needs is not there yet'] };
  const after = [
    ...(revision.is === 'registered' ? [revision.ref.ref] : []),
    ...balancers.flatMap(({ targetGroupArn }) => (typeof targetGroupArn === 'string' ? [] : [targetGroupArn.ref])),
  ];
  // A group must hang on a listener before a service can use it (aws-facts §2.3).
  for (const rule of wanted.rules) {
    if (ownRule(around, rule) === undefined) after.push(stepId(wanted.name, 'listener-rule', 'create', rule.key));
  }
  for (const { input } of wanted.logGroups) {
    if (around.seen.logGroups.get(input.logGroupName ?? '')?.is === 'absent')
      after.push(stepId(wanted.name, 'log-group', 'create', input.logGroupName ?? ''));
  }
  const { loadBalancers, ...shape } = wanted.service;
  return {
    ...nothingPlanned,
    steps: [
      step({
        kind: 'service',
        service: wanted.name,
        does: 'create',
        call: 'ecs:CreateService',
        target: wanted.ecsService,
        input: {
          ...shape,
          cluster: app.cluster,
          taskDefinition: revision.is === 'there' ? revision.arn : revision.ref,
          ...(balancers.length > 0 ? { loadBalancers: balancers } : {}),
        },
        reason: 'create',
        risk: 'low',
        why: 'the document declares it and it is not there',
        after,
      }),
    ],
  };
}

/** What UpdateService takes (aws-facts §2.3, «update: ECS controller»), by the first part of a difference's path. */
const updatable = [
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

function repair(around: Around, running: Service): Planned {
  const { app, service: wanted, reason } = around;
  const steps: Step[] = [];
  const tagStep = tagging(around, running);
  if (tagStep !== undefined) steps.push(tagStep);
  const update = updateStep(around, running);
  steps.push(...update.steps);
  const count = countStep(around, running);
  if (count !== undefined) steps.push(count);
  const immutable =
    wanted.manage === 'image'
      ? []
      : shapeDifferences(around, running).filter(({ path }) => !updatable.some((name) => path.startsWith(name)));
  const place = { app: app.app, service: wanted.name, resource: wanted.ecsService };
  const findings =
    immutable.length === 0
      ? []
      : [needsReplacement(place, { what: 'ECS service', name: wanted.ecsService, paths: pathsText(immutable) })];
  const adoption = tagStep?.reason === 'adoption' ? [tagStep.id] : [];
  return {
    findings,
    steps: steps.map((each) =>
      each === tagStep || adoption.length === 0 ? each : { ...each, after: [...each.after, ...adoption] },
    ),
    waits: [...(update.waits ?? []), ...(reason === 'adoption' ? [] : [])],
  };
}

function tagging({ app, service: wanted, reason }: Around, running: Service): Step | undefined {
  const seenTags = tagsOf(running.tags);
  const declared =
    wanted.manage === 'image'
      ? new Map([
          [TAG.app, app.app],
          [TAG.service, wanted.name],
        ])
      : tagsOf(wanted.service.tags);
  const missing = missingTags(declared, seenTags);
  if (missing.size === 0) return undefined;
  const adoption = seenTags.get(TAG.app) === undefined;
  return step({
    kind: 'service',
    service: wanted.name,
    does: 'tag',
    call: 'ecs:TagResource',
    target: wanted.ecsService,
    input: { resourceArn: running.serviceArn, tags: [...missing].map(([key, value]) => ({ key, value })) },
    reason: adoption ? 'adoption' : reason,
    risk: 'low',
    why: adoption ? 'the document takes it over' : 'declared tags are missing',
    differences: [...missing].map(([key, value]) => ({
      path: `tags[${key}]`,
      declared: value,
      observed: seenTags.get(key),
    })),
  });
}

/** All but the revision, the count and the tags. */
function shapeDifferences(around: Around, running: Service): Difference[] {
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
function updateStep(around: Around, running: Service): Planned {
  const { app, service: wanted, candidate, reason } = around;
  if (candidate === undefined) return nothingPlanned;
  const shape =
    wanted.manage === 'image'
      ? []
      : shapeDifferences(around, running).filter(({ path }) => updatable.some((name) => path.startsWith(name)));
  const revision = wantedRevision(around);
  const current = running.taskDefinition;
  const moves = revision.is === 'registered' || (revision.is === 'there' && revision.arn !== current);
  if (!moves && shape.length === 0)
    return revision.is === 'unknown'
      ? { ...nothingPlanned, waits: ["the revision to run can't be told yet"] }
      : nothingPlanned;
  const definition = wantedDefinition(around);
  const seen = runningDefinition(around);
  const content =
    moves && definition !== undefined && seen !== undefined ? revisionDifferences(around, definition, seen) : [];
  const found = [...content, ...shape];
  const fields = new Set(shape.map(({ path }) => path.split(/[.[]/)[0] ?? ''));
  const declared: Record<string, unknown> = { ...wanted.service, loadBalancers: loadBalancersOf(around) };
  const changed = Object.fromEntries([...fields].map((name) => [name, declared[name] ?? undeclared[name]]));
  return {
    ...nothingPlanned,
    steps: [
      step({
        kind: 'service',
        service: wanted.name,
        does: moves ? 'roll' : 'update',
        call: 'ecs:UpdateService',
        target: wanted.ecsService,
        input: {
          cluster: app.cluster,
          service: wanted.ecsService,
          ...(moves
            ? {
                taskDefinition:
                  revision.is === 'there' ? revision.arn : revision.is === 'registered' ? revision.ref : current,
              }
            : {}),
          ...changed,
        },
        reason,
        risk: reason === 'roll-back' ? 'high' : 'medium',
        why:
          found.length === 0
            ? 'it runs another revision'
            : `${pathsText(found)} ${found.length === 1 ? 'is' : 'are'} not as wanted`,
        differences:
          found.length > 0
            ? found
            : [
                {
                  path: 'taskDefinition',
                  declared: revision.is === 'there' ? revision.arn : 'a new revision',
                  observed: current,
                },
              ],
        after: revision.is === 'registered' ? [revision.ref.ref] : [],
      }),
    ],
  };
}

function scalingContext({ service: wanted }: Around): ComparisonContext {
  if (wanted.scaling === undefined) return {};
  const { MinCapacity, MaxCapacity } = wanted.scaling.target;
  const scheduled = wanted.scaling.scheduledActions.map(({ ScalableTargetAction }) => ({
    ...(ScalableTargetAction?.MinCapacity === undefined ? {} : { min: ScalableTargetAction.MinCapacity }),
    ...(ScalableTargetAction?.MaxCapacity === undefined ? {} : { max: ScalableTargetAction.MaxCapacity }),
  }));
  return { scaling: { min: MinCapacity, max: MaxCapacity }, ...(scheduled.length > 0 ? { scheduled } : {}) };
}

/** The count: ours without scaling; with it only to come back inside the bounds that are in force now (R12). */
function countStep(around: Around, running: Service): Step | undefined {
  const { app, service: wanted, seen } = around;
  if (wanted.manage === 'image' || running.schedulingStrategy === 'DAEMON') return undefined;
  const target = present(seen.scaling.get(wanted.ecsService))?.target;
  const context = scalingContext(around);
  // A scheduled action may have set other declared bounds: those that hold now decide.
  const bounds =
    wanted.scaling !== undefined &&
    target?.MinCapacity !== undefined &&
    target.MaxCapacity !== undefined &&
    wanted.scaling.scheduledActions.length > 0
      ? { scaling: { min: target.MinCapacity, max: target.MaxCapacity } }
      : context;
  const found = managed(
    differences(
      'service',
      { desiredCount: wanted.service.desiredCount },
      { desiredCount: running.desiredCount },
      bounds,
    ),
    wanted.unmanaged,
  ).filter(({ path }) => path === 'desiredCount');
  const [difference] = found;
  if (difference === undefined) return undefined;
  const count = Number(difference.declared);
  return step({
    kind: 'service',
    service: wanted.name,
    does: 'count',
    call: 'ecs:UpdateService',
    target: wanted.ecsService,
    input: { cluster: app.cluster, service: wanted.ecsService, desiredCount: count },
    reason: around.reason === 'rollout' || around.reason === 'roll-back' ? 'drift' : around.reason,
    risk: 'medium',
    why:
      wanted.scaling === undefined
        ? `the document declares ${count}`
        : `the scaler's bounds are ${bounds.scaling?.min} to ${bounds.scaling?.max}`,
    differences: found,
  });
}

/** After its rules: to zero, then, with its last task gone, deleted (R6). */
function remove({ app, tombstone, seen, known }: RemovalAround): Planned {
  const place = { app: app.app, service: tombstone.service, resource: tombstone.ecsService };
  const observed = seen.services.get(tombstone.ecsService);
  if (observed?.is === 'unknown') return withheldAsUnknown(place, observed.failure);
  const running = present(observed);
  if (running === undefined) return nothingPlanned;
  const waits = (why: string): Planned => ({
    ...nothingPlanned,
    findings: [removalWaits(place, { service: tombstone.service, why })],
    waits: [why],
  });
  if (running.status === 'DRAINING') return waits('its last tasks drain');
  if (ownerOf(tagsOf(running.tags), app.app) !== 'ours')
    return {
      ...nothingPlanned,
      findings: [
        notOursFinding(
          place,
          'nobody',
          'ECS service',
          tombstone.ecsService,
          `adopt: { service: ${tombstone.ecsService} }`,
        ),
      ].filter((finding) => finding !== undefined),
    };
  const rules = Object.values(known.rules).filter((arn) =>
    [...seen.rules.values()].some(
      (listed) => listed.is !== 'present' || listed.seen.some(({ RuleArn }) => RuleArn === arn),
    ),
  );
  const common = {
    kind: 'service',
    service: tombstone.service,
    target: tombstone.ecsService,
    reason: 'tombstone',
    risk: 'high',
  } as const;
  const input = { cluster: app.cluster, service: tombstone.ecsService };
  if (rules.length > 0) return waits('its rules go first');
  if (tombstone.force)
    return {
      ...nothingPlanned,
      steps: [
        step({
          ...common,
          does: 'delete',
          call: 'ecs:DeleteService',
          input: { ...input, force: true },
          why: 'its tombstone says force',
        }),
      ],
    };
  if ((running.desiredCount ?? 0) > 0)
    return {
      ...nothingPlanned,
      steps: [
        step({
          ...common,
          does: 'scale to zero',
          call: 'ecs:UpdateService',
          input: { ...input, desiredCount: 0 },
          why: 'its service was removed by a tombstone',
          differences: [{ path: 'desiredCount', declared: 0, observed: running.desiredCount }],
        }),
      ],
      waits: ['its tasks stop'],
    };
  if ((running.runningCount ?? 0) + (running.pendingCount ?? 0) > 0) return waits('its tasks stop');
  return {
    ...nothingPlanned,
    steps: [
      step({
        ...common,
        does: 'delete',
        call: 'ecs:DeleteService',
        input,
        why: 'its service was removed by a tombstone',
      }),
    ],
    waits: ['its name is free when it is inactive'],
  };
}
