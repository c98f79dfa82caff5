import type { ScalableTarget, ScalingPolicy, ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import type { AwsFailure, Result } from '../aws/failure.ts';
import { differences } from './compare.ts';
import { batches, type Observation, present } from './observation.ts';
import { ownerOf, tagsOf } from './ownership.ts';
import { managed, pathsText, step, stepId, withheldAsUnknown } from './planning.ts';
import {
  type Around,
  type Look,
  nothingPlanned,
  type Planned,
  type RemovalAround,
  type ResourceKind,
} from './resource-kind.ts';

/** The bounds between which Application Auto Scaling moves a service's count (aws-facts §5). */
export const scalableTarget: ResourceKind = {
  kind: 'scalable-target',
  needs: ['service'],
  calls: [
    'application-autoscaling:DescribeScalableTargets',
    'application-autoscaling:DescribeScalingPolicies',
    'application-autoscaling:DescribeScheduledActions',
    'application-autoscaling:RegisterScalableTarget',
    'application-autoscaling:DeregisterScalableTarget',
  ],
  observe,
  plan,
  remove,
};

export const NAMESPACE = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

export function resourceId(cluster: string, ecsService: string): string {
  return `service/${cluster}/${ecsService}`;
}

/** Targets of fifty services a call; policies and actions of all targets that are there, by their names (pages of 10 and 50). */
async function observe(look: Look, seen: Observation): Promise<void> {
  const wanted = look.apps.flatMap(({ app }) => app.services.filter(({ manage }) => manage === 'all'));
  const names = new Set([
    ...wanted.map(({ ecsService }) => ecsService),
    ...look.apps.flatMap(({ app }) => app.removed.map(({ ecsService }) => ecsService)),
  ]);
  const ids = new Map([...names].map((name) => [resourceId(look.cluster, name), name]));
  const targets = await readTargets(look, [...ids.keys()]);
  if (!targets.ok) return allUnknown(seen, names, targets.failure);
  const scaled = targets.value.map(({ ResourceId }) => ResourceId ?? '');
  const declaresPolicies = wanted.some(({ scaling }) => (scaling?.policies.length ?? 0) > 0);
  const declaresActions = wanted.some(({ scaling }) => (scaling?.scheduledActions.length ?? 0) > 0);
  const policies =
    scaled.length > 0 && (declaresPolicies || (look.thorough && look.slow.size > 0))
      ? await readPolicies(look, wanted, scaled)
      : answered<ScalingPolicy>([]);
  const actions =
    scaled.length > 0 && (declaresActions || (look.thorough && look.slow.size > 0))
      ? await readActions(look, wanted, scaled)
      : answered<ScheduledAction>([]);
  if (!policies.ok) return allUnknown(seen, names, policies.failure);
  if (!actions.ok) return allUnknown(seen, names, actions.failure);
  for (const [id, name] of ids) {
    const target = targets.value.find(({ ResourceId }) => ResourceId === id);
    seen.scaling.set(name, {
      is: 'present',
      seen: {
        target,
        policies: policies.value.filter(({ ResourceId }) => ResourceId === id),
        scheduledActions: actions.value.filter(({ ResourceId }) => ResourceId === id),
      },
    });
  }
}

function allUnknown(seen: Observation, names: ReadonlySet<string>, failure: AwsFailure): void {
  for (const name of names) seen.scaling.set(name, { is: 'unknown', failure });
}

function answered<Item>(value: Item[]): Result<Item[], AwsFailure> {
  return { ok: true, value };
}

async function readTargets(look: Look, ids: readonly string[]): Promise<Result<ScalableTarget[], AwsFailure>> {
  const found: ScalableTarget[] = [];
  for (const ResourceIds of batches(ids, 50)) {
    const result = await paged(
      (NextToken) =>
        look.aws.send('application-autoscaling:DescribeScalableTargets', { ...NAMESPACE, ResourceIds, ...NextToken }),
      (page) => page.ScalableTargets,
    );
    if (!result.ok) return result;
    found.push(...result.value);
  }
  return answered(found);
}

type ScaledServices = readonly Around['service'][];

/** A page holds ten policies at most: by name over all services where that needs fewer calls, else a service at a time. */
function readPolicies(
  look: Look,
  wanted: ScaledServices,
  scaled: readonly string[],
): Promise<Result<ScalingPolicy[], AwsFailure>> {
  const names = [
    ...new Set(wanted.flatMap(({ scaling }) => scaling?.policies.map(({ PolicyName }) => PolicyName ?? '') ?? [])),
  ];
  const wheres: { ResourceId?: string; PolicyNames?: string[] }[] =
    (look.thorough && look.slow.size > 0) || names.length > 50
      ? scaled.map((ResourceId) => ({ ResourceId }))
      : [{ PolicyNames: names }];
  return readBy(wheres, (where) =>
    paged(
      (token) => look.aws.send('application-autoscaling:DescribeScalingPolicies', { ...NAMESPACE, ...where, ...token }),
      (page) => page.ScalingPolicies,
    ),
  );
}

function readActions(
  look: Look,
  wanted: ScaledServices,
  scaled: readonly string[],
): Promise<Result<ScheduledAction[], AwsFailure>> {
  const names = [
    ...new Set(
      wanted.flatMap(
        ({ scaling }) => scaling?.scheduledActions.map(({ ScheduledActionName }) => ScheduledActionName ?? '') ?? [],
      ),
    ),
  ];
  const wheres: { ResourceId?: string; ScheduledActionNames?: string[] }[] =
    (look.thorough && look.slow.size > 0) || names.length > 50
      ? scaled.map((ResourceId) => ({ ResourceId }))
      : [{ ScheduledActionNames: names }];
  return readBy(wheres, (where) =>
    paged(
      (token) =>
        look.aws.send('application-autoscaling:DescribeScheduledActions', { ...NAMESPACE, ...where, ...token }),
      (page) => page.ScheduledActions,
    ),
  );
}

async function readBy<Where, Item>(
  wheres: readonly Where[],
  read: (where: Where) => Promise<Result<Item[], AwsFailure>>,
): Promise<Result<Item[], AwsFailure>> {
  const found: Item[] = [];
  for (const where of wheres) {
    const result = await read(where);
    if (!result.ok) return result;
    found.push(...result.value);
  }
  return answered(found);
}

async function paged<Page extends { NextToken?: string | undefined }, Item>(
  ask: (token: { NextToken?: string }) => Promise<Result<Page, AwsFailure>>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Result<Item[], AwsFailure>> {
  const found: Item[] = [];
  let token: string | undefined;
  do {
    const result = await ask(token === undefined ? {} : { NextToken: token });
    if (!result.ok) return result;
    found.push(...(items(result.value) ?? []));
    token = result.value.NextToken;
  } while (token !== undefined);
  return answered(found);
}

/** The service as the plan will leave it: there, or made by a step that this one waits for. */
export function serviceSteps({ service, seen }: Around): readonly string[] | undefined {
  const running = seen.services.get(service.ecsService);
  if (running?.is === 'present') return running.seen.status === 'ACTIVE' ? [] : undefined;
  return running?.is === 'absent' ? [stepId(service.name, 'service', 'create', service.ecsService)] : undefined;
}

/** Scaling is the service's: it is ours where the service is. */
export function servesUs({ app, service, seen }: Around): boolean {
  const running = present(seen.services.get(service.ecsService));
  return (
    running === undefined ||
    ownerOf(tagsOf(running.tags), app.app) === 'ours' ||
    service.adopt?.service === service.ecsService
  );
}

function plan(around: Around): Planned {
  const { app, service, seen, reason } = around;
  const observed = seen.scaling.get(service.ecsService);
  const after = serviceSteps(around);
  if (observed === undefined || after === undefined || service.manage !== 'all' || !servesUs(around))
    return nothingPlanned;
  if (observed.is === 'unknown')
    return withheldAsUnknown({ app: app.app, service: service.name, resource: service.ecsService }, observed.failure);
  if (observed.is === 'absent') return nothingPlanned;
  const { target } = observed.seen;
  const wanted = service.scaling;
  const common = { kind: 'scalable-target', service: service.name, target: service.ecsService, after } as const;
  if (wanted === undefined) return target === undefined ? nothingPlanned : ended(around, observed.seen.policies);
  const input = { ...NAMESPACE, ...wanted.target, ResourceId: resourceId(app.cluster, service.ecsService) };
  if (target === undefined) {
    // A service that is only planned may never come: a rollout that waits makes none.
    if (after.length > 0 && around.candidate === undefined) return nothingPlanned;
    return {
      ...nothingPlanned,
      steps: [
        step({
          ...common,
          does: 'register',
          call: 'application-autoscaling:RegisterScalableTarget',
          input,
          reason: 'create',
          risk: 'low',
          why: 'the document declares scaling and there is none',
        }),
      ],
    };
  }
  const { Tags, ...declared } = input as typeof input & { Tags?: unknown };
  const scheduled = wanted.scheduledActions.map(({ ScalableTargetAction: bounds }) => ({
    ...(bounds?.MinCapacity === undefined ? {} : { min: bounds.MinCapacity }),
    ...(bounds?.MaxCapacity === undefined ? {} : { max: bounds.MaxCapacity }),
  }));
  const found = managed(
    differences('scalableTarget', declared, target, scheduled.length > 0 ? { scheduled } : {}),
    service.unmanaged,
  );
  if (found.length === 0) return nothingPlanned;
  return {
    ...nothingPlanned,
    steps: [
      step({
        ...common,
        does: 'update',
        call: 'application-autoscaling:RegisterScalableTarget',
        input: declared,
        reason,
        risk: 'medium',
        why: `${pathsText(found)} not as declared`,
        differences: found,
      }),
    ],
  };
}

/** A document that gives a count ends the scaling that we made: known by its policies' names. Somebody else's stays. */
function ended({ app, service }: Around, policies: readonly ScalingPolicy[]): Planned {
  const ours =
    policies.length > 0 && policies.every(({ PolicyName }) => PolicyName?.startsWith(`${app.app}-${service.name}-`));
  if (!ours || service.service.desiredCount === undefined) return nothingPlanned;
  return deregistered(
    app,
    service.name,
    service.ecsService,
    'replacement',
    'the document gives a count in place of scaling',
  );
}

/** Before the service goes to zero: the scaler would bring it back up. */
function remove({ app, tombstone, seen }: RemovalAround): Planned {
  const observed = seen.services.get(tombstone.ecsService);
  // Without the service's tags nobody knows whose target it is (R1, R4).
  if (observed === undefined || observed.is === 'unknown') return nothingPlanned;
  const running = present(observed);
  const target = present(seen.scaling.get(tombstone.ecsService))?.target;
  if (target === undefined || (running !== undefined && ownerOf(tagsOf(running.tags), app.app) !== 'ours'))
    return nothingPlanned;
  const why = 'its service was removed by a tombstone';
  return deregistered(app, tombstone.service, tombstone.ecsService, 'tombstone', why);
}

function deregistered(
  app: Around['app'],
  service: string,
  ecsService: string,
  reason: 'replacement' | 'tombstone',
  why: string,
): Planned {
  return {
    ...nothingPlanned,
    steps: [
      step({
        kind: 'scalable-target',
        service,
        target: ecsService,
        does: 'deregister',
        call: 'application-autoscaling:DeregisterScalableTarget',
        input: { ...NAMESPACE, ResourceId: resourceId(app.cluster, ecsService) },
        reason,
        risk: 'high',
        why,
      }),
    ],
  };
}
