import type { Place } from './policy.ts';

/** Every kind of resource that a policy of ours names, as IAM matches it (Service Authorization Reference). */
export const resourceKinds = {
  any: () => '*',
  cluster: (place) => arn(place, 'ecs', 'cluster/*'),
  service: (place) => arn(place, 'ecs', 'service/*'),
  task: (place) => arn(place, 'ecs', 'task/*'),
  'task-definition': (place) => arn(place, 'ecs', 'task-definition/*'),
  'target-group': (place) => arn(place, 'elasticloadbalancing', 'targetgroup/*'),
  listener: (place) => arn(place, 'elasticloadbalancing', 'listener/app/*'),
  'listener-rule': (place) => arn(place, 'elasticloadbalancing', 'listener-rule/app/*'),
  'scalable-target': (place) => arn(place, 'application-autoscaling', 'scalable-target/*'),
  alarm: (place) => arn(place, 'cloudwatch', 'alarm:*'),
  'scaling-alarm': (place) => arn(place, 'cloudwatch', 'alarm:TargetTracking-service/*'),
  repository: (place) => arn(place, 'ecr', 'repository/*'),
  'repository-anywhere': (place) => arn({ ...place, account: '*' }, 'ecr', 'repository/*'),
  'log-group': (place) => arn(place, 'logs', 'log-group:*'),
  table: (place) => arn(place, 'dynamodb', `table/${place.table}`),
  stream: (place) => arn(place, 'dynamodb', `table/${place.table}/stream/*`),
  queue: (place) => arn(place, 'sqs', place.queue),
  'dispatch-log': (place) => arn(place, 'logs', `log-group:/aws/lambda/${place.prefix}-dispatch:*`),
  'reconcile-log': (place) => arn(place, 'logs', `log-group:/aws/lambda/${place.prefix}-reconcile:*`),
  'write-role': (place) => roleArn(place, `${place.prefix}-write`),
  // Whose accounts they are in, people say in the table: see the permission's own sentence.
  'spoke-read-role': (place) => roleArn({ ...place, account: '*' }, spokeRoleNames(place.prefix).read),
  'spoke-write-role': (place) => roleArn({ ...place, account: '*' }, spokeRoleNames(place.prefix).write),
  'app-role': (place) => roleArn(place, `${place.prefix}/\${aws:PrincipalTag/${APP_TAG}}/*`),
  'scaling-role': (place) =>
    roleArn(
      place,
      'aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
    ),
} satisfies Readonly<Record<string, (place: Place) => string>>;

export type ResourceKind = keyof typeof resourceKinds;

/** The session tag, and the tag of everything that we make: what IAM keeps apps apart by. */
export const APP_TAG = 'ecs-steward:app';

function arn({ partition, account, region }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** `name` may begin with a path; IAM knows no region. */
export function roleArn({ partition, account }: Pick<Place, 'partition' | 'account'>, name: string): string {
  return `arn:${partition}:iam::${account}:role/${name}`;
}

/** The roles that an account gives to the hub that looks after its apps: one looks, one writes for one app at a time. */
export function spokeRoleNames(prefix: string): { readonly read: string; readonly write: string } {
  return { read: `${prefix}-spoke-read`, write: `${prefix}-spoke-write` };
}
