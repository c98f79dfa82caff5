import type { Service } from '@aws-sdk/client-ecs';
import { TAG } from '../desired-state/desired.ts';
import { managedElsewhere } from '../findings/managed-elsewhere.ts';
import { needsReplacement } from '../findings/needs-replacement.ts';
import { serviceDraining } from '../findings/service-draining.ts';
import { ownerOf, tagsOf } from './ownership.ts';
import { notOursFinding, pathsText, step, stepId, tagStep, withheldAsUnknown } from './planning.ts';
import { type Around, nothingPlanned, type Planned, type ResourceKind } from './resource-kind.ts';
import { ownRule } from './rule-match.ts';
import { countStep } from './service-count.ts';
import { observe } from './service-reads.ts';
import { remove } from './service-removal.ts';
import { loadBalancersOf, shapeDifferences, updatable, updateStep } from './service-update.ts';
import type { Step } from './step.ts';
import { wantedRevision } from './task-definition.ts';

/** ECS services (aws-facts §2.3, §2.4). */
export const service: ResourceKind = {
  kind: 'service',
  needs: ['cluster', 'listener-rule', 'task-definition'],
  calls: ['ecs:DescribeServices', 'ecs:CreateService', 'ecs:UpdateService', 'ecs:DeleteService', 'ecs:TagResource'],
  observe,
  plan,
  remove,
};

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

function repair(around: Around, running: Service): Planned {
  const { app, service: wanted } = around;
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
    waits: update.waits ?? [],
  };
}

function tagging({ app, service: wanted, reason }: Around, running: Service): Step | undefined {
  const own = new Map([
    [TAG.app, app.app],
    [TAG.service, wanted.name],
  ]);
  const [tag] = tagStep({
    common: { kind: 'service', service: wanted.name, target: wanted.ecsService },
    call: 'ecs:TagResource',
    input: (missing) => ({ resourceArn: running.serviceArn, tags: missing.map(([key, value]) => ({ key, value })) }),
    declared: wanted.manage === 'image' ? own : tagsOf(wanted.service.tags),
    seen: tagsOf(running.tags),
    reason,
    word: 'tags',
  });
  return tag;
}
