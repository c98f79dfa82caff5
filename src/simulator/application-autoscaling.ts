import { describeScalingActivities } from './application-autoscaling/activities.ts';
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from './application-autoscaling/policies.ts';
import {
  deleteScheduledAction,
  describeScheduledActions,
  putScheduledAction,
} from './application-autoscaling/scheduled-actions.ts';
import { listTagsForResource, tagResource, untagResource } from './application-autoscaling/tags.ts';
import {
  deregisterScalableTarget,
  describeScalableTargets,
  registerScalableTarget,
} from './application-autoscaling/targets.ts';
import type { SimulatedService } from './operation.ts';

/**
 * Application Auto Scaling of ECS services (aws-facts §5). Target tracking and scheduled actions really scale; step and
 * predictive policies are kept and shown only, since their alarms and forecasts live in CloudWatch, which is not simulated.
 */
export const applicationAutoScaling: SimulatedService = {
  endpoint: 'application-autoscaling',
  signingName: 'application-autoscaling',
  protocol: 'awsJson1.1',
  target: 'AnyScaleFrontendService',
  operations: [
    registerScalableTarget,
    describeScalableTargets,
    deregisterScalableTarget,
    putScalingPolicy,
    describeScalingPolicies,
    deleteScalingPolicy,
    putScheduledAction,
    describeScheduledActions,
    deleteScheduledAction,
    describeScalingActivities,
    tagResource,
    untagResource,
    listTagsForResource,
  ],
};
