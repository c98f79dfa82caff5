import type { RegisterScalableTargetCommandInput } from '@aws-sdk/client-application-auto-scaling';
import { access as ecsAccess } from '../ecs/authorization.ts';
import { type Access, type AccessTable, type Asked, requestTags, resourceTags } from '../iam/access.ts';
import { roleExists } from '../iam/roles.ts';
import type { AwsError } from '../operation.ts';
import { invalid, type ResourceKey, scalingRole, serviceOf } from './resource.ts';
import { autoScalingState } from './state.ts';

/**
 * Which permissions Application Auto Scaling asks for. Before it takes a target or a policy it asks, in the caller's name,
 * for those in ECS and CloudWatch that it will use (its user guide, Permissions validation for API calls on target
 * resources). Unsure: with which resources it asks; here those that the call is about.
 */

const reads = ['DescribeScalableTargets', 'DescribeScalingPolicies', 'DescribeScheduledActions'];

function read(name: string): readonly [string, () => readonly Access[]] {
  const action = `application-autoscaling:${name}`;
  return [action, () => [{ action, resource: '*' }]];
}

function onTarget(action: string, { world, caller, input }: Asked<ResourceKey>): Access {
  const target = world.state(autoScalingState, caller).targets.get(input.ResourceId ?? '');
  const resource = `arn:aws:application-autoscaling:${caller.region}:${caller.account}:scalable-target/*`;
  return {
    action,
    resource: target?.arn ?? resource,
    context: {
      ...resourceTags(target?.tags),
      'application-autoscaling:service-namespace': input.ServiceNamespace,
      'application-autoscaling:scalable-dimension': input.ScalableDimension,
    },
  };
}

function missing(action: string): AwsError {
  return invalid(`User is missing the following permissions: ${action}`);
}

/** On the service itself: scaling it is updating it. */
function inEcs({ world, caller, input }: Asked<ResourceKey>): Access[] {
  const { cluster, service } = serviceOf(input);
  const asked = { world, caller };
  const describe = ecsAccess['ecs:DescribeServices'] as (asked: Asked<object>) => readonly Access[];
  const update = ecsAccess['ecs:UpdateService'] as (asked: Asked<object>) => readonly Access[];
  return [
    ...describe({ ...asked, input: { cluster, services: [service] } }),
    ...update({ ...asked, input: { cluster, service } }),
  ].map((each) => ({ ...each, denied: missing }));
}

function inCloudWatch({ caller, input }: Asked<ResourceKey>, name: string, alarm: string): Access {
  const resource = `arn:aws:cloudwatch:${caller.region}:${caller.account}:alarm:${alarm}${input.ResourceId ?? ''}*`;
  return { action: `cloudwatch:${name}`, resource, denied: missing };
}

const alarms = (asked: Asked<ResourceKey>, name: string) => inCloudWatch(asked, name, 'TargetTracking-');

/** The first target of an account makes AWS' own role for it. */
function ownRole({ world, caller }: Asked<ResourceKey>): Access[] {
  const resource = scalingRole(caller.account);
  if (roleExists(world, caller.account, resource)) return [];
  const context = { 'iam:AWSServiceName': 'ecs.application-autoscaling.amazonaws.com' };
  return [{ action: 'iam:CreateServiceLinkedRole', resource, context, denied: missing }];
}

function registration(asked: Asked<RegisterScalableTargetCommandInput>): Access[] {
  const tags = requestTags(asked.input.Tags);
  const register = onTarget('application-autoscaling:RegisterScalableTarget', asked);
  const context = { ...register.context, ...tags };
  return [
    { ...register, context },
    ...(asked.input.Tags === undefined
      ? []
      : [{ ...register, action: 'application-autoscaling:TagResource', context }]),
    ...inEcs(asked),
    inCloudWatch(asked, 'DescribeAlarms', ''),
    ...ownRole(asked),
  ];
}

export const access: AccessTable = {
  ...Object.fromEntries(reads.map(read)),
  'application-autoscaling:RegisterScalableTarget': registration,
  'application-autoscaling:DeregisterScalableTarget': (asked: Asked<ResourceKey>) => [
    onTarget('application-autoscaling:DeregisterScalableTarget', asked),
    alarms(asked, 'DeleteAlarms'),
  ],
  'application-autoscaling:PutScalingPolicy': (asked: Asked<ResourceKey>) => [
    onTarget('application-autoscaling:PutScalingPolicy', asked),
    ...inEcs(asked),
    inCloudWatch(asked, 'DescribeAlarms', ''),
    alarms(asked, 'PutMetricAlarm'),
  ],
  'application-autoscaling:DeleteScalingPolicy': (asked: Asked<ResourceKey>) => [
    onTarget('application-autoscaling:DeleteScalingPolicy', asked),
    alarms(asked, 'DeleteAlarms'),
  ],
  'application-autoscaling:PutScheduledAction': (asked: Asked<ResourceKey>) => [
    onTarget('application-autoscaling:PutScheduledAction', asked),
  ],
  'application-autoscaling:DeleteScheduledAction': (asked: Asked<ResourceKey>) => [
    onTarget('application-autoscaling:DeleteScheduledAction', asked),
  ],
};
