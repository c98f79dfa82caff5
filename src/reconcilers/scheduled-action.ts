import type { PutScheduledActionCommandInput } from '@aws-sdk/client-application-auto-scaling';
import { foreignScaling } from '../findings/foreign-scaling.ts';
import { differences } from './compare.ts';
import { present } from './observation.ts';
import { managed, pathsText, step, stepId } from './planning.ts';
import { type Around, merged, nothingPlanned, type Planned, type ResourceKind } from './resource-kind.ts';
import { NAMESPACE, resourceId, servesUs, serviceSteps } from './scalable-target.ts';

/** Scheduled actions: an upsert by name (aws-facts §5). Read with their target. */
export const scheduledAction: ResourceKind = {
  kind: 'scheduled-action',
  needs: ['scalable-target'],
  calls: ['application-autoscaling:PutScheduledAction', 'application-autoscaling:DeleteScheduledAction'],
  observe: async () => undefined,
  plan,
  remove: () => nothingPlanned,
};

function plan(around: Around): Planned {
  const { service, seen } = around;
  const observed = present(seen.scaling.get(service.ecsService));
  const after = serviceSteps(around);
  if (
    observed === undefined ||
    service.manage !== 'all' ||
    service.scaling === undefined ||
    after === undefined ||
    !servesUs(around)
  )
    return nothingPlanned;
  if (observed.target === undefined && around.candidate === undefined && after.length > 0) return nothingPlanned;
  return merged([...service.scaling.scheduledActions.map((wanted) => planOne(around, wanted)), others(around)]);
}

function planOne({ app, service, seen, reason }: Around, wanted: PutScheduledActionCommandInput): Planned {
  const observed = present(seen.scaling.get(service.ecsService));
  const name = wanted.ScheduledActionName ?? '';
  const action = observed?.scheduledActions.find(({ ScheduledActionName }) => ScheduledActionName === name);
  const input = { ...NAMESPACE, ...wanted, ResourceId: resourceId(app.cluster, service.ecsService) };
  const after =
    observed?.target === undefined ? [stepId(service.name, 'scalable-target', 'register', service.ecsService)] : [];
  const common = {
    kind: 'scheduled-action',
    service: service.name,
    target: name,
    call: 'application-autoscaling:PutScheduledAction',
    input,
    after,
  } as const;
  if (action === undefined)
    return {
      ...nothingPlanned,
      steps: [
        step({
          ...common,
          does: 'create',
          reason: 'create',
          risk: 'low',
          why: 'the document declares it and it is not there',
        }),
      ],
    };
  const found = managed(differences('scheduledAction', input, action), service.unmanaged);
  if (found.length === 0) return nothingPlanned;
  return {
    ...nothingPlanned,
    steps: [
      step({
        ...common,
        does: 'update',
        reason,
        risk: 'medium',
        why: `${pathsText(found)} not as declared`,
        differences: found,
      }),
    ],
  };
}

function others({ app, service, seen, reason }: Around): Planned {
  const declared = new Set(service.scaling?.scheduledActions.map(({ ScheduledActionName }) => ScheduledActionName));
  const extra = (present(seen.scaling.get(service.ecsService))?.scheduledActions ?? []).filter(
    ({ ScheduledActionName }) => !declared.has(ScheduledActionName),
  );
  return merged(
    extra.map(({ ScheduledActionName = '' }): Planned => {
      const place = { app: app.app, service: service.name, resource: ScheduledActionName };
      if (!ScheduledActionName.startsWith(`${app.app}-${service.name}-`))
        return {
          ...nothingPlanned,
          findings: [foreignScaling(place, { name: ScheduledActionName, what: 'scheduled action' })],
        };
      return {
        ...nothingPlanned,
        steps: [
          step({
            kind: 'scheduled-action',
            service: service.name,
            target: ScheduledActionName,
            does: 'delete',
            call: 'application-autoscaling:DeleteScheduledAction',
            input: { ...NAMESPACE, ResourceId: resourceId(app.cluster, service.ecsService), ScheduledActionName },
            reason: reason === 'drift' ? 'drift' : 'replacement',
            risk: 'high',
            why: 'the document no longer declares it',
          }),
        ],
      };
    }),
  );
}
