import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { roleMay, trusts } from '../iam/by-services.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { type Configuration, functionArn } from './state.ts';

/** The members of both CreateFunction and UpdateFunctionConfiguration that are known. */
export const configurationMembers = [
  'FunctionName',
  'Role',
  'Runtime',
  'Handler',
  'Description',
  'Timeout',
  'MemorySize',
  'Environment',
  'TracingConfig',
  'VpcConfig',
  'LoggingConfig',
  'EphemeralStorage',
  'DeadLetterConfig',
] as const;

type Given = Pick<CreateFunctionCommandInput, 'Runtime' | 'Handler' | 'Description' | 'Timeout' | 'MemorySize'> &
  Pick<
    CreateFunctionCommandInput,
    'Environment' | 'TracingConfig' | 'VpcConfig' | 'LoggingConfig' | 'EphemeralStorage' | 'DeadLetterConfig'
  > & {
    readonly Role?: string | undefined;
  };

/** What the code of functions is run by here. */
const runtimes = ['nodejs20.x', 'nodejs22.x', 'nodejs24.x', 'nodejs26.x'];

export function standardConfiguration(name: string): Configuration {
  return {
    role: '',
    runtime: '',
    handler: '',
    description: '',
    timeout: 3,
    memorySize: 128,
    environment: {},
    tracing: 'PassThrough',
    vpc: { subnetIds: [], securityGroupIds: [] },
    logGroup: `/aws/lambda/${name}`,
    logFormat: 'Text',
    storage: 512,
    deadLetters: undefined,
  };
}

/** What was, with what is given. Throws what Lambda says to what can't be. */
export function changedConfiguration(
  world: World,
  where: Where,
  name: string,
  was: Configuration,
  given: Given,
): Configuration {
  const variables = given.Environment?.Variables;
  const next: Configuration = {
    role: given.Role ?? was.role,
    runtime: given.Runtime ?? was.runtime,
    handler: given.Handler ?? was.handler,
    description: given.Description ?? was.description,
    timeout: given.Timeout ?? was.timeout,
    memorySize: given.MemorySize ?? was.memorySize,
    environment: variables === undefined ? was.environment : { ...variables },
    tracing: given.TracingConfig?.Mode === undefined ? was.tracing : tracingOf(given.TracingConfig.Mode),
    vpc:
      given.VpcConfig === undefined
        ? was.vpc
        : {
            subnetIds: given.VpcConfig.SubnetIds ?? [],
            securityGroupIds: given.VpcConfig.SecurityGroupIds ?? [],
          },
    logGroup: given.LoggingConfig?.LogGroup ?? was.logGroup,
    logFormat: given.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : was.logFormat,
    storage: given.EphemeralStorage?.Size ?? was.storage,
    // An empty ARN takes it away.
    deadLetters: (given.DeadLetterConfig?.TargetArn ?? was.deadLetters) || undefined,
  };
  check(world, where, name, next);
  return next;
}

function tracingOf(mode: string): Configuration['tracing'] {
  return mode === 'Active' ? 'Active' : 'PassThrough';
}

function check(world: World, where: Where, name: string, next: Configuration): void {
  if (!runtimes.includes(next.runtime))
    throw invalid(
      `Value ${next.runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${runtimes.join(', ')}]`,
    );
  if (next.timeout < 1 || next.timeout > 900)
    throw validation(
      `Value '${next.timeout}' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900`,
    );
  if (next.memorySize < 128 || next.memorySize > 10_240)
    throw validation(
      `Value '${next.memorySize}' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240`,
    );
  const source = { arn: functionArn(where, name), account: where.account };
  if (!trusts(world, next.role, 'lambda.amazonaws.com', source))
    throw invalid('The role defined for the function cannot be assumed by Lambda.');
  if (next.deadLetters !== undefined && !roleMay(world, next.role, 'sqs:SendMessage', next.deadLetters))
    throw invalid('The provided execution role does not have permissions to call SendMessage on SQS');
  const bytes = Buffer.byteLength(JSON.stringify(next.environment));
  if (bytes > 4096)
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(next.environment)}`,
    );
  const reserved = Object.keys(next.environment).find((name) => RESERVED.includes(name));
  if (reserved !== undefined)
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved}`,
    );
}

/** Lambda developer guide, «Defined runtime environment variables»: those that nobody else may set. */
const RESERVED = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
];

export function invalid(sentence: string): AwsError {
  return new AwsError('InvalidParameterValueException', sentence);
}

function validation(sentence: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: ${sentence}`);
}
