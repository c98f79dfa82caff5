import type { PutScheduledActionCommandInput, ScheduledAction } from '@aws-sdk/client-application-auto-scaling';
import { nothingPlanned, type ResourceKind } from './resource-kind.ts';
import { planParts, type ScalingPart } from './scaling-part.ts';

/** Scheduled actions: an upsert by name (aws-facts §5). Read with their target. */
export const scheduledAction: ResourceKind = {
  kind: 'scheduled-action',
  needs: ['scalable-target'],
  calls: ['application-autoscaling:PutScheduledAction', 'application-autoscaling:DeleteScheduledAction'],
  observe: async () => undefined,
  plan: (around) => planParts(actions, around),
  // They go with their target.
  remove: () => nothingPlanned,
};

const actions: ScalingPart<PutScheduledActionCommandInput, ScheduledAction> = {
  kind: 'scheduled-action',
  compared: 'scheduledAction',
  what: 'scheduled action',
  key: 'ScheduledActionName',
  put: 'application-autoscaling:PutScheduledAction',
  delete: 'application-autoscaling:DeleteScheduledAction',
  declared: ({ scheduledActions }) => scheduledActions,
  seen: ({ scheduledActions }) => scheduledActions,
  complete: (_around, declared) => declared,
};
