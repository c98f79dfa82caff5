import type { ResourceKind } from './arns.ts';
import type { Condition } from './policy.ts';

/**
 * The one table of what may be done: a row for each action, who needs it, on which resources, tied how, and why. The
 * policies, docs/security.md and the coverage test are made from it. Resources and condition keys are those that the
 * Service Authorization Reference lists for the action; `any` stands only where it lists no resource.
 */
export interface Permission {
  /** As IAM spells it. */
  readonly action: string;
  readonly holders: readonly Holder[];
  readonly on: readonly ResourceKind[];
  readonly tie?: Tie;
  /** Partition keys of our table that it reaches (`dynamodb:LeadingKeys`). */
  readonly keys?: readonly string[];
  /** Further conditions. */
  readonly when?: Condition;
  /** One sentence: what it is needed for, and where it is wider than one would wish, why. */
  readonly why: string;
  /** Not our code makes the call, but AWS in the holder's name. */
  readonly madeBy?: 'Lambda' | 'Application Auto Scaling';
}

/** Roles of the functions, the role that writes, and the policies for people. */
export const holders = ['dispatch', 'reconcile', 'write', 'viewer', 'editor', 'operator'] as const;
export type Holder = (typeof holders)[number];

/**
 * How a permission is tied to the session's app.
 * owned: the resource carries the app's tag · owned-or-untagged: it carries no other app's · created: the request tags
 * what it makes with the app · retagged: ours stays ours · claimed: nobody's becomes ours.
 */
export type Tie = 'owned' | 'owned-or-untagged' | 'created' | 'retagged' | 'claimed';

const lookers = ['reconcile', 'viewer'] as const;
const clusterOnly: Condition = { ArnLike: { 'ecs:cluster': 'arn:*:ecs:*:*:cluster/*' } };
const ecsScaling: Condition = {
  StringEquals: {
    'application-autoscaling:service-namespace': 'ecs',
    'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
  },
};
const toTasks: Condition = { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } };
const onlyAppTag: Condition = {
  'ForAllValues:StringEquals': { 'aws:TagKeys': ['ecs-steward:app'] },
  Null: { 'aws:RequestTag/ecs-steward:app': 'false' },
};

const externalIdGiven: Condition = { Null: { 'sts:ExternalId': 'false' } };

const ANY_ACCOUNT =
  'which accounts these are, an administrator says in the item control / spokes, so that a new one needs no new stack; no account is named here, as each role lets in our role alone, and only with the external id that both sides agreed on';
const NO_RESOURCE = 'AWS lets no resource be named here';
const NO_TARGET_TAG =
  'a scalable target that was adopted carries no tag, so only another app’s tag keeps it out; Application Auto Scaling itself asks for UpdateService on the service, which is tied';

// biome-ignore format: one row a line, so that it can be read as the table that it is
export const permissions: readonly Permission[] = [
  // Reads
  { action: 'ecs:DescribeClusters', holders: lookers, on: ['cluster'], why: 'is the cluster there, with which capacity providers' },
  { action: 'ecs:DescribeServices', holders: lookers, on: ['service'], why: 'what runs, and how its deployment goes' },
  { action: 'ecs:DescribeTaskDefinition', holders: lookers, on: ['any'], why: `what the running revision says; ${NO_RESOURCE}` },
  { action: 'ecs:ListTasks', holders: lookers, on: ['any'], when: clusterOnly, why: 'which tasks stopped; AWS names only a container instance, which Fargate has none of, so the condition names clusters' },
  { action: 'ecs:DescribeTasks', holders: lookers, on: ['task'], why: 'why a task stopped' },
  { action: 'ecs:ListServiceDeployments', holders: lookers, on: ['service'], why: 'did ECS itself give a deployment up' },
  { action: 'ecr:DescribeRepositories', holders: lookers, on: ['repository'], why: 'is a declared repository there, and as declared' },
  { action: 'ecr:BatchGetImage', holders: lookers, on: ['repository-anywhere'], why: 'which digest a followed tag has; images may come from another account, whose repository policy decides' },
  { action: 'ecr:GetLifecyclePolicy', holders: lookers, on: ['repository'], why: 'is the lifecycle policy as declared' },
  { action: 'ecr:ListTagsForResource', holders: lookers, on: ['repository'], why: 'whose a repository is' },
  { action: 'elasticloadbalancing:DescribeLoadBalancers', holders: lookers, on: ['any'], why: `the load balancer’s VPC and name; ${NO_RESOURCE}` },
  { action: 'elasticloadbalancing:DescribeListeners', holders: lookers, on: ['any'], why: `the port that a smoke test asks; ${NO_RESOURCE}` },
  { action: 'elasticloadbalancing:DescribeTargetGroups', holders: lookers, on: ['any'], why: `health checks as they are; ${NO_RESOURCE}` },
  { action: 'elasticloadbalancing:DescribeTargetGroupAttributes', holders: lookers, on: ['any'], why: `attributes as they are; ${NO_RESOURCE}` },
  { action: 'elasticloadbalancing:DescribeTargetHealth', holders: lookers, on: ['any'], why: `may traffic move to a group; ${NO_RESOURCE}` },
  { action: 'elasticloadbalancing:DescribeRules', holders: lookers, on: ['any'], why: `which rule sends traffic where; ${NO_RESOURCE}` },
  { action: 'elasticloadbalancing:DescribeTags', holders: lookers, on: ['any'], why: `whose a rule or a group is, right before it is changed; ${NO_RESOURCE}` },
  { action: 'application-autoscaling:DescribeScalableTargets', holders: lookers, on: ['any'], why: `bounds of scaling as they are; ${NO_RESOURCE}` },
  { action: 'application-autoscaling:DescribeScalingPolicies', holders: lookers, on: ['any'], why: `scaling policies as they are; ${NO_RESOURCE}` },
  { action: 'application-autoscaling:DescribeScheduledActions', holders: lookers, on: ['any'], why: `scheduled bounds as they are; ${NO_RESOURCE}` },
  { action: 'logs:DescribeLogGroups', holders: lookers, on: ['any'], why: `is the log group there, and kept how long; ${NO_RESOURCE}` },
  { action: 'logs:ListTagsForResource', holders: lookers, on: ['log-group'], why: 'whose a log group is' },

  // Writes: the role that a pass assumes with its app as session tag
  { action: 'ecs:PutClusterCapacityProviders', holders: ['write'], on: ['cluster'], why: 'declared capacity providers; apps share a cluster, so no app’s tag can stand on it' },
  { action: 'ecs:RegisterTaskDefinition', holders: ['write'], on: ['task-definition'], tie: 'created', why: 'a new revision' },
  { action: 'ecs:CreateService', holders: ['write'], on: ['service'], tie: 'created', why: 'a declared service that is not there' },
  { action: 'ecs:UpdateService', holders: ['write'], on: ['service'], tie: 'owned', why: 'a rollout, or drift; Application Auto Scaling asks for it, too, before it takes a scaling target' },
  { action: 'ecs:DeleteService', holders: ['write'], on: ['service'], tie: 'owned', why: 'a tombstone' },
  { action: 'ecs:TagResource', holders: ['write'], on: ['service', 'task-definition'], tie: 'retagged', why: 'declared tags of what is ours' },
  { action: 'ecs:TagResource', holders: ['write'], on: ['service', 'task-definition'], tie: 'claimed', why: 'tags of what is made, and of what a document adopts' },
  { action: 'iam:PassRole', holders: ['write'], on: ['app-role'], when: toTasks, why: 'a revision’s execution and task role: only those on the app’s own path, only to ECS tasks' },
  { action: 'elasticloadbalancing:CreateTargetGroup', holders: ['write'], on: ['target-group'], tie: 'created', why: 'a declared port’s target group' },
  { action: 'elasticloadbalancing:ModifyTargetGroup', holders: ['write'], on: ['target-group'], tie: 'owned', why: 'a health check that changed' },
  { action: 'elasticloadbalancing:ModifyTargetGroupAttributes', holders: ['write'], on: ['target-group'], tie: 'owned', why: 'attributes that changed, and those of a new group' },
  { action: 'elasticloadbalancing:DeleteTargetGroup', holders: ['write'], on: ['target-group'], tie: 'owned', why: 'a tombstone, or a group that was replaced' },
  { action: 'elasticloadbalancing:CreateRule', holders: ['write'], on: ['listener'], tie: 'created', why: 'a route; apps share a listener, so the rule’s tag names the app' },
  { action: 'elasticloadbalancing:ModifyRule', holders: ['write'], on: ['listener-rule'], tie: 'owned', why: 'a route that changed' },
  { action: 'elasticloadbalancing:SetRulePriorities', holders: ['write'], on: ['listener-rule'], tie: 'owned-or-untagged', why: 'the order of routes; AWS lists no tag condition for this action, so the tag counts only where AWS gives it' },
  { action: 'elasticloadbalancing:DeleteRule', holders: ['write'], on: ['listener-rule'], tie: 'owned', why: 'a tombstone, or a route that is gone' },
  { action: 'elasticloadbalancing:AddTags', holders: ['write'], on: ['target-group', 'listener-rule'], tie: 'retagged', why: 'declared tags of what is ours' },
  { action: 'elasticloadbalancing:AddTags', holders: ['write'], on: ['target-group', 'listener-rule'], tie: 'claimed', why: 'tags of what is made, and of what a document adopts' },
  { action: 'application-autoscaling:RegisterScalableTarget', holders: ['write'], on: ['scalable-target'], tie: 'owned-or-untagged', when: ecsScaling, why: `declared bounds of scaling; ${NO_TARGET_TAG}` },
  { action: 'application-autoscaling:DeregisterScalableTarget', holders: ['write'], on: ['scalable-target'], tie: 'owned-or-untagged', when: ecsScaling, why: `scaling that is no longer declared; ${NO_TARGET_TAG}` },
  { action: 'application-autoscaling:PutScalingPolicy', holders: ['write'], on: ['scalable-target'], tie: 'owned-or-untagged', when: ecsScaling, why: `a declared scaling policy; ${NO_TARGET_TAG}` },
  { action: 'application-autoscaling:DeleteScalingPolicy', holders: ['write'], on: ['scalable-target'], tie: 'owned-or-untagged', when: ecsScaling, why: `a scaling policy that is no longer declared; ${NO_TARGET_TAG}` },
  { action: 'application-autoscaling:PutScheduledAction', holders: ['write'], on: ['scalable-target'], tie: 'owned-or-untagged', when: ecsScaling, why: `a declared schedule; ${NO_TARGET_TAG}` },
  { action: 'application-autoscaling:DeleteScheduledAction', holders: ['write'], on: ['scalable-target'], tie: 'owned-or-untagged', when: ecsScaling, why: `a schedule that is no longer declared; ${NO_TARGET_TAG}` },
  { action: 'application-autoscaling:TagResource', holders: ['write'], on: ['scalable-target'], tie: 'retagged', why: 'a new scalable target that AWS does not show yet is registered once more' },
  { action: 'application-autoscaling:TagResource', holders: ['write'], on: ['scalable-target'], tie: 'claimed', why: 'the tag of a new scalable target' },
  { action: 'ecs:DescribeServices', holders: ['write'], on: ['service'], madeBy: 'Application Auto Scaling', why: 'Application Auto Scaling asks for it before it takes a scaling target' },
  { action: 'cloudwatch:DescribeAlarms', holders: ['write'], on: ['alarm'], madeBy: 'Application Auto Scaling', why: 'Application Auto Scaling asks for it before it takes a scaling target or policy' },
  { action: 'cloudwatch:PutMetricAlarm', holders: ['write'], on: ['scaling-alarm'], madeBy: 'Application Auto Scaling', why: 'target tracking makes its alarms; only alarms of that name' },
  { action: 'cloudwatch:DeleteAlarms', holders: ['write'], on: ['scaling-alarm'], madeBy: 'Application Auto Scaling', why: 'the alarms of a policy go with it; only alarms of that name' },
  { action: 'iam:CreateServiceLinkedRole', holders: ['write'], on: ['scaling-role'], when: { StringEquals: { 'iam:AWSServiceName': 'ecs.application-autoscaling.amazonaws.com' } }, madeBy: 'Application Auto Scaling', why: 'the first scaling target of an account makes AWS’ own role for it' },
  { action: 'ecr:CreateRepository', holders: ['write'], on: ['repository'], tie: 'created', why: 'a declared repository that is not there' },
  { action: 'ecr:PutImageTagMutability', holders: ['write'], on: ['repository'], tie: 'owned', why: 'declared mutability' },
  { action: 'ecr:PutImageScanningConfiguration', holders: ['write'], on: ['repository'], tie: 'owned', why: 'declared scanning' },
  { action: 'ecr:PutLifecyclePolicy', holders: ['write'], on: ['repository'], tie: 'owned', why: 'the declared lifecycle policy' },
  { action: 'ecr:DeleteLifecyclePolicy', holders: ['write'], on: ['repository'], tie: 'owned', why: 'a lifecycle policy that is no longer declared' },
  { action: 'ecr:DeleteRepository', holders: ['write'], on: ['repository'], tie: 'owned', why: 'a tombstone that says data: delete' },
  { action: 'ecr:TagResource', holders: ['write'], on: ['repository'], tie: 'retagged', why: 'declared tags of what is ours' },
  { action: 'ecr:TagResource', holders: ['write'], on: ['repository'], tie: 'claimed', why: 'tags of what is made, and of what a document adopts' },
  { action: 'logs:CreateLogGroup', holders: ['write'], on: ['log-group'], tie: 'created', why: 'a service’s log group that is not there' },
  { action: 'logs:TagResource', holders: ['write'], on: ['log-group'], tie: 'claimed', why: 'tags of a new log group' },
  { action: 'logs:PutRetentionPolicy', holders: ['write'], on: ['log-group'], tie: 'owned-or-untagged', why: 'how long logs are kept; an adopted group carries no tag, so only another app’s tag keeps it out' },
  { action: 'logs:DeleteRetentionPolicy', holders: ['write'], on: ['log-group'], tie: 'owned-or-untagged', why: 'logs that are kept for ever; an adopted group carries no tag, so only another app’s tag keeps it out' },
  { action: 'logs:DeleteLogGroup', holders: ['write'], on: ['log-group'], tie: 'owned', why: 'a tombstone that says data: delete' },

  // Our own table, queue and roles
  { action: 'dynamodb:Query', holders: ['dispatch'], on: ['table'], keys: ['fleet', 'documents'], why: 'which app an event speaks of, and which app no pass has seen yet' },
  { action: 'sqs:SendMessage', holders: ['dispatch', 'reconcile'], on: ['queue'], why: '«look at this app»: now, or again later' },
  { action: 'dynamodb:DescribeStream', holders: ['dispatch'], on: ['stream'], madeBy: 'Lambda', why: 'documents and requests that were stored wake us' },
  { action: 'dynamodb:GetRecords', holders: ['dispatch'], on: ['stream'], madeBy: 'Lambda', why: 'documents and requests that were stored wake us' },
  { action: 'dynamodb:GetShardIterator', holders: ['dispatch'], on: ['stream'], madeBy: 'Lambda', why: 'documents and requests that were stored wake us' },
  { action: 'dynamodb:ListStreams', holders: ['dispatch'], on: ['any'], madeBy: 'Lambda', why: `documents and requests that were stored wake us; ${NO_RESOURCE}` },
  { action: 'logs:CreateLogStream', holders: ['dispatch'], on: ['dispatch-log'], madeBy: 'Lambda', why: 'the function’s own log' },
  { action: 'logs:PutLogEvents', holders: ['dispatch'], on: ['dispatch-log'], madeBy: 'Lambda', why: 'the function’s own log' },
  { action: 'dynamodb:GetItem', holders: ['reconcile'], on: ['table'], keys: ['document#*', 'app#*', 'control'], why: 'document, lease, status, and what holds for all' },
  { action: 'dynamodb:BatchGetItem', holders: ['reconcile'], on: ['table'], keys: ['document#*', 'app#*'], why: 'a sweep reads all its apps’ documents and records in one' },
  { action: 'dynamodb:Query', holders: ['reconcile'], on: ['table'], keys: ['app#*', 'request#*', 'fleet'], why: 'rollouts, open requests, and the fleet of a sweep' },
  { action: 'dynamodb:PutItem', holders: ['reconcile'], on: ['table'], keys: ['app#*', 'fleet'], why: 'status, rollouts, history, and a sweep’s heartbeat; never a document' },
  { action: 'dynamodb:UpdateItem', holders: ['reconcile'], on: ['table'], keys: ['app#*', 'request#*'], why: 'the lease, an outcome, and a request that is done; never a document' },
  { action: 'sts:AssumeRole', holders: ['reconcile'], on: ['write-role'], why: 'a pass with something to write takes the writer’s credentials for its app' },
  { action: 'sts:TagSession', holders: ['reconcile'], on: ['write-role'], when: onlyAppTag, why: 'and names the app: without its tag nothing can be written' },
  { action: 'sts:AssumeRole', holders: ['reconcile'], on: ['spoke-read-role', 'spoke-write-role'], when: externalIdGiven, why: `apps of other accounts and regions are read and written by the two roles that their account gave us; ${ANY_ACCOUNT}` },
  { action: 'sts:TagSession', holders: ['reconcile'], on: ['spoke-write-role'], when: onlyAppTag, why: 'and names the app there, too: without its tag nothing can be written' },
  { action: 'sqs:ReceiveMessage', holders: ['reconcile'], on: ['queue'], madeBy: 'Lambda', why: 'messages reach the function' },
  { action: 'sqs:DeleteMessage', holders: ['reconcile'], on: ['queue'], madeBy: 'Lambda', why: 'a message that was answered is gone' },
  { action: 'sqs:GetQueueAttributes', holders: ['reconcile'], on: ['queue'], madeBy: 'Lambda', why: 'how many messages wait' },
  { action: 'logs:CreateLogStream', holders: ['reconcile'], on: ['reconcile-log'], madeBy: 'Lambda', why: 'the function’s own log' },
  { action: 'logs:PutLogEvents', holders: ['reconcile'], on: ['reconcile-log'], madeBy: 'Lambda', why: 'the function’s own log' },

  // People
  { action: 'dynamodb:GetItem', holders: ['viewer'], on: ['table'], keys: ['document#*', 'app#*', 'request#*', 'control', 'fleet'], why: 'status, plans and documents' },
  { action: 'dynamodb:BatchGetItem', holders: ['viewer'], on: ['table'], keys: ['document#*', 'app#*', 'request#*', 'control', 'fleet'], why: 'the status of many apps at once' },
  { action: 'dynamodb:Query', holders: ['viewer'], on: ['table'], keys: ['document#*', 'app#*', 'request#*', 'fleet'], why: 'versions, history, requests and the fleet' },
  { action: 'dynamodb:GetItem', holders: ['editor'], on: ['table'], keys: ['document#*'], why: 'the document in force' },
  { action: 'dynamodb:Query', holders: ['editor'], on: ['table'], keys: ['document#*'], why: 'its versions' },
  { action: 'dynamodb:PutItem', holders: ['editor'], on: ['table'], keys: ['document#*', 'documents'], why: 'each version, written once, and the app’s name in the list' },
  { action: 'dynamodb:UpdateItem', holders: ['editor'], on: ['table'], keys: ['document#*'], why: 'the next version is in force' },
  { action: 'dynamodb:GetItem', holders: ['operator'], on: ['table'], keys: ['request#*'], why: 'a request as it stands' },
  { action: 'dynamodb:Query', holders: ['operator'], on: ['table'], keys: ['request#*'], why: 'open requests' },
  { action: 'dynamodb:PutItem', holders: ['operator'], on: ['table'], keys: ['request#*'], why: 'ask for a release, an approval, a hold or a way back; the next pass carries it out' },
  { action: 'dynamodb:UpdateItem', holders: ['operator'], on: ['table'], keys: ['request#*'], why: 'take a request back' },
];

export function permissionsOf(holder: Holder): readonly Permission[] {
  return permissions.filter(({ holders: who }) => who.includes(holder));
}
