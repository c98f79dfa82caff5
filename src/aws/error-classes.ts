import type { ErrorClass } from './failure.ts';

/**
 * AWS' error codes by class (aws-facts §8). The first row that fits decides; `call` is a prefix, and `says` part of AWS'
 * sentence, used only where one code stands for several classes (ECS' ClientException and InvalidParameterException).
 */
interface Row {
  readonly call?: string;
  readonly code: string;
  readonly says?: string;
  readonly class: ErrorClass;
}

const rows: readonly Row[] = [
  { code: 'ThrottlingException', class: 'retry' },
  { code: 'Throttling', class: 'retry' },
  { code: 'TooManyRequestsException', class: 'retry' },
  { code: 'RequestLimitExceeded', class: 'retry' },
  { code: 'PriorRequestNotComplete', class: 'retry' },
  { code: 'ProvisionedThroughputExceededException', class: 'retry' },
  { code: 'ServerException', class: 'retry' },
  { code: 'ServiceUnavailableException', class: 'retry' },
  { code: 'InternalServiceException', class: 'retry' },
  { code: 'InternalFailure', class: 'retry' },
  { code: 'InternalServerError', class: 'retry' },
  { code: 'HealthUnavailableException', class: 'retry' },
  { code: 'ConcurrentUpdateException', class: 'retry' },
  { code: 'OperationAbortedException', class: 'retry' },
  { code: 'UpdateInProgressException', class: 'retry' },
  { code: 'AccessDeniedException', class: 'denied' },
  { code: 'AccessDenied', class: 'denied' },
  { code: 'UnrecognizedClientException', class: 'denied' },
  { code: 'InvalidSignatureException', class: 'denied' },
  { code: 'SignatureDoesNotMatch', class: 'denied' },
  { code: 'ExpiredTokenException', class: 'denied' },
  { code: 'ExpiredToken', class: 'denied' },
  { code: 'FailedResourceAccessException', class: 'denied' },
  { code: 'CredentialsProviderError', class: 'denied' },

  {
    call: 'ecs:DescribeTaskDefinition',
    code: 'ClientException',
    says: 'Unable to describe task definition',
    class: 'gone',
  },
  { call: 'ecs:RegisterTaskDefinition', code: 'ClientException', says: 'Too many concurrent attempts', class: 'retry' },
  { call: 'ecs:RegisterTaskDefinition', code: 'ClientException', says: 'Role is not valid', class: 'wait' },
  { call: 'ecs:', code: 'ClientException', says: 'TaskDefinition is inactive', class: 'wait' },
  { call: 'ecs:', code: 'ClientException', class: 'invalid' },
  { call: 'ecs:', code: 'ClusterNotFoundException', class: 'wait' },
  { call: 'ecs:', code: 'ServiceNotFoundException', class: 'gone' },
  { call: 'ecs:', code: 'ServiceNotActiveException', class: 'wait' },
  { call: 'ecs:', code: 'ConflictException', class: 'wait' },
  { call: 'ecs:', code: 'ResourceInUseException', class: 'conflict' },
  { call: 'ecs:CreateService', code: 'InvalidParameterException', says: 'was not idempotent', class: 'conflict' },
  { call: 'ecs:CreateService', code: 'InvalidParameterException', says: 'still Draining', class: 'wait' },
  { call: 'ecs:', code: 'InvalidParameterException', says: 'does not have an associated load balancer', class: 'wait' },
  { call: 'ecs:', code: 'InvalidParameterException', says: 'Unable to assume', class: 'wait' },
  { call: 'ecs:TagResource', code: 'InvalidParameterException', says: 'was not found', class: 'wait' },
  { call: 'ecs:DeleteService', code: 'InvalidParameterException', class: 'bug' },
  { call: 'ecs:', code: 'InvalidParameterException', class: 'invalid' },
  { call: 'ecs:', code: 'LimitExceededException', class: 'invalid' },

  { call: 'elasticloadbalancing:CreateRule', code: 'TargetGroupNotFoundException', class: 'wait' },
  { call: 'elasticloadbalancing:ModifyRule', code: 'TargetGroupNotFoundException', class: 'wait' },
  { call: 'elasticloadbalancing:', code: 'TargetGroupNotFoundException', class: 'gone' },
  { call: 'elasticloadbalancing:', code: 'RuleNotFoundException', class: 'gone' },
  { call: 'elasticloadbalancing:', code: 'ListenerNotFoundException', class: 'wait' },
  { call: 'elasticloadbalancing:', code: 'LoadBalancerNotFoundException', class: 'wait' },
  { call: 'elasticloadbalancing:', code: 'ResourceInUseException', class: 'wait' },
  { call: 'elasticloadbalancing:', code: 'PriorityInUseException', class: 'conflict' },
  { call: 'elasticloadbalancing:', code: 'DuplicateTargetGroupNameException', class: 'conflict' },
  { call: 'elasticloadbalancing:', code: 'TargetGroupAssociationLimitException', class: 'conflict' },
  { call: 'elasticloadbalancing:', code: 'OperationNotPermittedException', class: 'bug' },
  { call: 'elasticloadbalancing:', code: 'ValidationError', class: 'invalid' },

  { call: 'application-autoscaling:', code: 'ValidationException', says: "doesn't exist", class: 'wait' },
  { call: 'application-autoscaling:', code: 'ValidationException', says: 'already exists', class: 'wait' },
  { call: 'application-autoscaling:Put', code: 'ObjectNotFoundException', class: 'wait' },
  { call: 'application-autoscaling:', code: 'ObjectNotFoundException', class: 'gone' },
  { call: 'application-autoscaling:', code: 'LimitExceededException', class: 'invalid' },

  { call: 'ecr:', code: 'RepositoryNotFoundException', class: 'gone' },
  { call: 'ecr:', code: 'LifecyclePolicyNotFoundException', class: 'gone' },
  { call: 'ecr:', code: 'ImageNotFoundException', class: 'wait' },
  { call: 'ecr:', code: 'RepositoryAlreadyExistsException', class: 'conflict' },
  { call: 'ecr:', code: 'RepositoryNotEmptyException', class: 'wait' },
  { call: 'ecr:', code: 'LimitExceededException', class: 'invalid' },

  { call: 'logs:', code: 'ResourceNotFoundException', class: 'gone' },
  { call: 'logs:', code: 'ResourceAlreadyExistsException', class: 'conflict' },
  { call: 'logs:', code: 'LimitExceededException', class: 'invalid' },
];

/** AWS refused the request before it looked at it: nothing can have happened. */
const throttles: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
]);

export function isThrottle(code: string): boolean {
  return throttles.has(code);
}

/** @param status HTTP status, or undefined when no answer came */
export function errorClass(call: string, code: string, message: string, status: number | undefined): ErrorClass {
  if (status === undefined) return 'retry';
  const row = rows.find(
    (candidate) =>
      candidate.code === code &&
      (candidate.call === undefined || call.startsWith(candidate.call)) &&
      (candidate.says === undefined || message.includes(candidate.says)),
  );
  if (row !== undefined) return row.class;
  if (status >= 500 || status === 429) return 'retry';
  return status === 400 || status === 404 ? 'invalid' : 'bug';
}
