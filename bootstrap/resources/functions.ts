import { arnOf, either, ref } from '../intrinsics.ts';
import { names } from '../names.ts';
import type { ConditionName, ParameterName } from '../parameters.ts';
import type { StackOptions } from '../stack-options.ts';
import type { Resource, Value } from '../template-shape.ts';
import { DISPATCH_SECONDS, RECONCILE_SECONDS } from '../timing.ts';

/** The two functions with their log groups, which Lambda would make without an end otherwise. */
export function functions(options: StackOptions): Readonly<Record<string, Resource>> {
  return {
    DispatchLogs: logGroup(names.dispatch),
    DispatchFunction: lambda(options, {
      name: names.dispatch,
      description: 'Events, the schedule and changed documents become messages: which apps to look at.',
      code: 'DispatchCode',
      role: 'DispatchRole',
      logs: 'DispatchLogs',
      memory: 256,
      seconds: DISPATCH_SECONDS,
      concurrency: ['DispatchReserved', 'DispatchConcurrency'],
      // Events come without a queue before them: Lambda tries three times, then leaves them here.
      more: { DeadLetterConfig: { TargetArn: arnOf('DeadLetters') } },
    }),
    ReconcileLogs: logGroup(names.reconcile),
    ReconcileFunction: lambda(options, {
      name: names.reconcile,
      description: 'Sweeps and passes: brings each app to what its document says.',
      code: 'ReconcileCode',
      role: 'ReconcileRole',
      logs: 'ReconcileLogs',
      memory: ref('ReconcileMemory'),
      seconds: RECONCILE_SECONDS,
      concurrency: ['ReconcileReserved', 'ReconcileConcurrency'],
      // "Look again in 20 s" is a message to its own queue. Lambda takes that for a runaway loop and ends a rollout after some
      // sixteen looks, unless it is told that it is meant.
      more: { RecursiveLoop: 'Allow' },
    }),
  };
}

interface Lambda {
  readonly name: string;
  readonly description: string;
  readonly code: ParameterName;
  readonly role: string;
  readonly logs: string;
  /** MiB */
  readonly memory: Value;
  readonly seconds: number;
  readonly concurrency: readonly [reserved: ConditionName, count: ParameterName];
  readonly more: Readonly<Record<string, Value>>;
}

function lambda(options: StackOptions, given: Lambda): Resource {
  const [reserved, count] = given.concurrency;
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: given.name,
      Description: given.description,
      Runtime: 'nodejs26.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Code: { S3Bucket: ref('CodeBucket'), S3Key: ref(given.code) },
      Role: arnOf(given.role),
      MemorySize: given.memory,
      Timeout: given.seconds,
      ReservedConcurrentExecutions: either(reserved, ref(count)),
      Environment: { Variables: environment() },
      LoggingConfig: { LogGroup: ref(given.logs) },
      TracingConfig: { Mode: options.tracing ? 'Active' : 'PassThrough' },
      ...networkOf(options),
      ...given.more,
    },
  };
}

/** As src/handlers/environment.ts reads it. */
function environment(): Readonly<Record<string, Value>> {
  return {
    STEWARD_ACCOUNT: ref('AWS::AccountId'),
    STEWARD_TABLE: ref('Table'),
    STEWARD_QUEUE_URL: ref('Queue'),
    STEWARD_ROLE: arnOf('ReconcileRole'),
    STEWARD_WRITE_ROLE: arnOf('WriteRole'),
    STEWARD_KILL_SWITCH: ref('KillSwitch'),
    STEWARD_LOG_KEY: either('LogKeyGiven', ref('LogKey'), ref('AWS::StackId')),
  };
}

function networkOf({ vpc, foundation }: StackOptions): Readonly<Record<string, Value>> {
  if (!vpc) return {};
  if (foundation === undefined)
    return { VpcConfig: { SubnetIds: ref('FunctionSubnets'), SecurityGroupIds: ref('FunctionSecurityGroups') } };
  return {
    VpcConfig: {
      SubnetIds: [ref('PrivateSubnetA'), ref('PrivateSubnetB')],
      SecurityGroupIds: [ref('FunctionSecurityGroup')],
    },
  };
}

function logGroup(name: string): Resource {
  return {
    Type: 'AWS::Logs::LogGroup',
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: { LogGroupName: `/aws/lambda/${name}`, RetentionInDays: ref('LogRetentionDays') },
  };
}
