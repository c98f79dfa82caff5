import * as scaling from '@aws-sdk/client-application-auto-scaling';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';

/**
 * Every call to AWS' services that ecs-steward makes, and whether it writes; the policy of the functions is made from it.
 * Calls to our own table and queue are not here (`records`).
 */
export const commands = {
  'ecs:DescribeClusters': { command: ecs.DescribeClustersCommand, effect: 'read' },
  'ecs:DescribeServices': { command: ecs.DescribeServicesCommand, effect: 'read' },
  'ecs:DescribeTaskDefinition': { command: ecs.DescribeTaskDefinitionCommand, effect: 'read' },
  'ecs:ListTasks': { command: ecs.ListTasksCommand, effect: 'read' },
  'ecs:DescribeTasks': { command: ecs.DescribeTasksCommand, effect: 'read' },
  'ecs:ListServiceDeployments': { command: ecs.ListServiceDeploymentsCommand, effect: 'read' },
  'ecs:PutClusterCapacityProviders': { command: ecs.PutClusterCapacityProvidersCommand, effect: 'write' },
  'ecs:RegisterTaskDefinition': { command: ecs.RegisterTaskDefinitionCommand, effect: 'write' },
  'ecs:CreateService': { command: ecs.CreateServiceCommand, effect: 'write' },
  'ecs:UpdateService': { command: ecs.UpdateServiceCommand, effect: 'write' },
  'ecs:DeleteService': { command: ecs.DeleteServiceCommand, effect: 'write' },
  'ecs:TagResource': { command: ecs.TagResourceCommand, effect: 'write' },
  'ecr:DescribeRepositories': { command: ecr.DescribeRepositoriesCommand, effect: 'read' },
  'ecr:BatchGetImage': { command: ecr.BatchGetImageCommand, effect: 'read' },
  'ecr:GetLifecyclePolicy': { command: ecr.GetLifecyclePolicyCommand, effect: 'read' },
  'ecr:ListTagsForResource': { command: ecr.ListTagsForResourceCommand, effect: 'read' },
  'ecr:CreateRepository': { command: ecr.CreateRepositoryCommand, effect: 'write' },
  'ecr:PutImageTagMutability': { command: ecr.PutImageTagMutabilityCommand, effect: 'write' },
  'ecr:PutImageScanningConfiguration': { command: ecr.PutImageScanningConfigurationCommand, effect: 'write' },
  'ecr:PutLifecyclePolicy': { command: ecr.PutLifecyclePolicyCommand, effect: 'write' },
  'ecr:DeleteLifecyclePolicy': { command: ecr.DeleteLifecyclePolicyCommand, effect: 'write' },
  'ecr:DeleteRepository': { command: ecr.DeleteRepositoryCommand, effect: 'write' },
  'ecr:TagResource': { command: ecr.TagResourceCommand, effect: 'write' },
  'elasticloadbalancing:DescribeLoadBalancers': { command: elb.DescribeLoadBalancersCommand, effect: 'read' },
  'elasticloadbalancing:DescribeListeners': { command: elb.DescribeListenersCommand, effect: 'read' },
  'elasticloadbalancing:DescribeTargetGroups': { command: elb.DescribeTargetGroupsCommand, effect: 'read' },
  'elasticloadbalancing:DescribeTargetGroupAttributes': {
    command: elb.DescribeTargetGroupAttributesCommand,
    effect: 'read',
  },
  'elasticloadbalancing:DescribeTargetHealth': { command: elb.DescribeTargetHealthCommand, effect: 'read' },
  'elasticloadbalancing:DescribeRules': { command: elb.DescribeRulesCommand, effect: 'read' },
  'elasticloadbalancing:DescribeTags': { command: elb.DescribeTagsCommand, effect: 'read' },
  'elasticloadbalancing:CreateTargetGroup': { command: elb.CreateTargetGroupCommand, effect: 'write' },
  'elasticloadbalancing:ModifyTargetGroup': { command: elb.ModifyTargetGroupCommand, effect: 'write' },
  'elasticloadbalancing:ModifyTargetGroupAttributes': {
    command: elb.ModifyTargetGroupAttributesCommand,
    effect: 'write',
  },
  'elasticloadbalancing:DeleteTargetGroup': { command: elb.DeleteTargetGroupCommand, effect: 'write' },
  'elasticloadbalancing:CreateRule': { command: elb.CreateRuleCommand, effect: 'write' },
  'elasticloadbalancing:ModifyRule': { command: elb.ModifyRuleCommand, effect: 'write' },
  'elasticloadbalancing:SetRulePriorities': { command: elb.SetRulePrioritiesCommand, effect: 'write' },
  'elasticloadbalancing:DeleteRule': { command: elb.DeleteRuleCommand, effect: 'write' },
  'elasticloadbalancing:AddTags': { command: elb.AddTagsCommand, effect: 'write' },
  'application-autoscaling:DescribeScalableTargets': {
    command: scaling.DescribeScalableTargetsCommand,
    effect: 'read',
  },
  'application-autoscaling:DescribeScalingPolicies': {
    command: scaling.DescribeScalingPoliciesCommand,
    effect: 'read',
  },
  'application-autoscaling:DescribeScheduledActions': {
    command: scaling.DescribeScheduledActionsCommand,
    effect: 'read',
  },
  'application-autoscaling:RegisterScalableTarget': { command: scaling.RegisterScalableTargetCommand, effect: 'write' },
  'application-autoscaling:DeregisterScalableTarget': {
    command: scaling.DeregisterScalableTargetCommand,
    effect: 'write',
  },
  'application-autoscaling:PutScalingPolicy': { command: scaling.PutScalingPolicyCommand, effect: 'write' },
  'application-autoscaling:DeleteScalingPolicy': { command: scaling.DeleteScalingPolicyCommand, effect: 'write' },
  'application-autoscaling:PutScheduledAction': { command: scaling.PutScheduledActionCommand, effect: 'write' },
  'application-autoscaling:DeleteScheduledAction': { command: scaling.DeleteScheduledActionCommand, effect: 'write' },
  'logs:DescribeLogGroups': { command: logs.DescribeLogGroupsCommand, effect: 'read' },
  'logs:ListTagsForResource': { command: logs.ListTagsForResourceCommand, effect: 'read' },
  'logs:CreateLogGroup': { command: logs.CreateLogGroupCommand, effect: 'write' },
  'logs:PutRetentionPolicy': { command: logs.PutRetentionPolicyCommand, effect: 'write' },
  'logs:DeleteRetentionPolicy': { command: logs.DeleteRetentionPolicyCommand, effect: 'write' },
  'logs:DeleteLogGroup': { command: logs.DeleteLogGroupCommand, effect: 'write' },
} as const;

/** As IAM spells the action. */
export type AwsCall = keyof typeof commands;
export type AwsService = AwsCall extends `${infer Service}:${string}` ? Service : never;

type CommandOf<Call extends AwsCall> = InstanceType<(typeof commands)[Call]['command']>;
export type InputOf<Call extends AwsCall> = CommandOf<Call>['input'];
/** What the service answers, without the SDK's metadata. */
export type OutputOf<Call extends AwsCall> =
  CommandOf<Call> extends {
    resolveMiddleware: (...given: never[]) => (...given: never[]) => Promise<{ output: infer Output }>;
  }
    ? Omit<Extract<Output, object>, '$metadata'>
    : never;
