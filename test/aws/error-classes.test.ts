import { describe, expect, it } from 'vitest';
import { errorClass, isThrottle } from '../../src/aws/error-classes.ts';

/** call, the SDK's name of the error, HTTP status, AWS' sentence; the rows of aws-facts §8 for the calls that we make. */
type Answer = readonly [call: string, code: string, status: number, says: string];

const answers: Readonly<Record<string, readonly Answer[]>> = {
  retry: [
    ['ecs:UpdateService', 'ThrottlingException', 400, 'Rate exceeded'],
    ['elasticloadbalancing:DescribeRules', 'Throttling', 400, 'Rate exceeded'],
    ['ecs:DescribeServices', 'ServerException', 500, 'Service Unavailable. Please try again later.'],
    [
      'ecs:RegisterTaskDefinition',
      'ClientException',
      400,
      'Too many concurrent attempts to create a new revision of the specified family.',
    ],
    ['ecs:PutClusterCapacityProviders', 'UpdateInProgressException', 400, 'The specified cluster is in a busy state.'],
    ['application-autoscaling:PutScalingPolicy', 'ConcurrentUpdateException', 500, 'an update is pending'],
    ['elasticloadbalancing:DescribeTargetHealth', 'HealthUnavailableException', 500, 'internal error'],
    ['logs:PutRetentionPolicy', 'OperationAbortedException', 400, 'A conflicting operation is currently in progress'],
    ['ecr:DescribeRepositories', 'SomethingNew', 503, ''],
    ['ecr:DescribeRepositories', 'SomethingNew', 429, ''],
  ],
  wait: [
    ['ecs:UpdateService', 'ClusterNotFoundException', 400, 'Cluster not found.'],
    ['ecs:UpdateService', 'ServiceNotActiveException', 400, 'Service was not ACTIVE.'],
    ['ecs:RegisterTaskDefinition', 'ClientException', 400, 'Role is not valid'],
    ['ecs:UpdateService', 'ClientException', 400, 'TaskDefinition is inactive'],
    ['ecs:CreateService', 'InvalidParameterException', 400, 'Unable to Start a service that is still Draining.'],
    [
      'ecs:CreateService',
      'InvalidParameterException',
      400,
      'The target group with targetGroupArn arn:x does not have an associated load balancer.',
    ],
    ['ecs:CreateService', 'InvalidParameterException', 400, 'Unable to assume the service linked role. Please verify'],
    ['ecs:TagResource', 'InvalidParameterException', 400, 'The specified service was not found.'],
    ['elasticloadbalancing:CreateRule', 'TargetGroupNotFoundException', 400, "Target group 'arn:x' not found"],
    ['elasticloadbalancing:CreateRule', 'ListenerNotFoundException', 400, 'The specified listener does not exist.'],
    [
      'elasticloadbalancing:DeleteTargetGroup',
      'ResourceInUseException',
      400,
      "Target group 'arn:x' is currently in use by a listener or a rule",
    ],
    [
      'elasticloadbalancing:DescribeLoadBalancers',
      'LoadBalancerNotFoundException',
      400,
      'One or more load balancers not found',
    ],
    [
      'application-autoscaling:RegisterScalableTarget',
      'ValidationException',
      400,
      "ECS service doesn't exist: service/todo/backend",
    ],
    [
      'application-autoscaling:PutScheduledAction',
      'ObjectNotFoundException',
      400,
      'No scalable target registered for service namespace: ecs',
    ],
    ['ecr:DeleteRepository', 'RepositoryNotEmptyException', 400, 'cannot be deleted because it still contains images'],
  ],
  gone: [
    ['ecs:DescribeTaskDefinition', 'ClientException', 400, 'Unable to describe task definition.'],
    ['ecs:UpdateService', 'ServiceNotFoundException', 400, 'Service not found.'],
    [
      'elasticloadbalancing:DescribeTargetGroups',
      'TargetGroupNotFoundException',
      400,
      'One or more target groups not found',
    ],
    ['elasticloadbalancing:DeleteRule', 'RuleNotFoundException', 400, 'The specified rule does not exist.'],
    [
      'application-autoscaling:DeregisterScalableTarget',
      'ObjectNotFoundException',
      400,
      'No scalable target found for service namespace: ecs',
    ],
    ['ecr:DescribeRepositories', 'RepositoryNotFoundException', 400, 'does not exist in the registry'],
    ['ecr:GetLifecyclePolicy', 'LifecyclePolicyNotFoundException', 400, 'Lifecycle policy does not exist'],
    ['logs:PutRetentionPolicy', 'ResourceNotFoundException', 400, 'The specified log group does not exist.'],
  ],
  denied: [
    ['ecs:UpdateService', 'AccessDeniedException', 400, 'User: arn:x is not authorized to perform: ecs:UpdateService'],
    ['elasticloadbalancing:CreateRule', 'AccessDenied', 403, 'User: arn:x is not authorized'],
    ['ecs:UpdateService', 'ExpiredTokenException', 400, 'The security token included in the request is expired'],
    ['sts:GetCallerIdentity', 'ExpiredToken', 403, 'expired'],
    ['ecs:UpdateService', 'InvalidSignatureException', 400, 'Signature expired'],
    ['application-autoscaling:DescribeScalingPolicies', 'FailedResourceAccessException', 400, 'alarms'],
  ],
  invalid: [
    ['ecs:RegisterTaskDefinition', 'ClientException', 400, 'No Fargate configuration exists for given values.'],
    ['ecs:UpdateService', 'InvalidParameterException', 400, 'AvailabilityZoneRebalancing does not support'],
    ['ecs:CreateService', 'PlatformUnknownException', 400, ''],
    ['elasticloadbalancing:CreateTargetGroup', 'ValidationError', 400, 'Health check timeout must be smaller'],
    ['elasticloadbalancing:CreateRule', 'TooManyRulesException', 400, 'quota'],
    ['application-autoscaling:RegisterScalableTarget', 'ValidationException', 400, 'Maximum capacity cannot be less'],
    ['ecr:PutLifecyclePolicy', 'InvalidParameterException', 400, 'Lifecycle policy validation failure'],
    ['logs:PutRetentionPolicy', 'InvalidParameterException', 400, 'retentionInDays'],
  ],
  conflict: [
    ['ecs:CreateService', 'InvalidParameterException', 400, 'Creation of service was not idempotent.'],
    ['ecs:PutClusterCapacityProviders', 'ResourceInUseException', 400, 'in use and cannot be removed.'],
    ['elasticloadbalancing:CreateRule', 'PriorityInUseException', 400, "Priority '10' is currently in use"],
    ['elasticloadbalancing:CreateTargetGroup', 'DuplicateTargetGroupNameException', 400, 'different settings'],
    ['elasticloadbalancing:CreateRule', 'TargetGroupAssociationLimitException', 400, 'more than one load balancer'],
    ['ecr:CreateRepository', 'RepositoryAlreadyExistsException', 400, 'already exists in the registry'],
    ['logs:CreateLogGroup', 'ResourceAlreadyExistsException', 400, 'The specified log group already exists'],
  ],
  bug: [
    [
      'ecs:DeleteService',
      'InvalidParameterException',
      400,
      'The service cannot be stopped while it is scaled above 0.',
    ],
    [
      'elasticloadbalancing:DeleteRule',
      'OperationNotPermittedException',
      400,
      "Default rule 'arn:x' cannot be deleted",
    ],
    ['ecs:UpdateService', 'SomethingNew', 302, ''],
  ],
};

describe.each(Object.entries(answers))('the class %s', (kind, rows) => {
  it.each(rows)('is that of %s answered by %s (%i) «%s»', (call, code, status, says) => {
    expect(errorClass(call, code, says, status)).toBe(kind);
  });
});

describe('errorClass', () => {
  it('is retry for whatever got no answer, since only another look can tell', () => {
    expect(errorClass('ecs:CreateService', 'AccessDeniedException', '', undefined)).toBe('retry');
  });

  it.each(['ecs', 'ecr', 'application-autoscaling', 'logs'])(
    'takes LimitExceededException of %s for a quota, not for a throttle (aws-facts §1.3)',
    (service) => {
      expect(errorClass(`${service}:Create`, 'LimitExceededException', '', 400)).toBe('invalid');
      expect(isThrottle('LimitExceededException')).toBe(false);
    },
  );

  it('reads a sentence only of the service that says it', () => {
    expect(errorClass('elasticloadbalancing:CreateRule', 'InvalidParameterException', 'was not idempotent', 400)).toBe(
      'invalid',
    );
  });
});
