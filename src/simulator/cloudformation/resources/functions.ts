import type { CreateFunctionCommandInput, Runtime } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { until } from '../../background.ts';
import {
  createFunction,
  deleteFunction,
  deleteFunctionConcurrency,
  putFunctionConcurrency,
  putFunctionRecursionConfig,
  updateFunctionCode,
  updateFunctionConfiguration,
} from '../../lambda/functions.ts';
import { functionAt } from '../../lambda/state.ts';
import {
  call,
  generatedName,
  number,
  type Physical,
  resourceType,
  type Site,
  tags,
  unlessGone,
} from '../resource-type.ts';

const schema = z.strictObject({
  FunctionName: z.string().optional(),
  Description: z.string().optional(),
  Runtime: z.string(),
  Architectures: z.array(z.enum(['arm64', 'x86_64'])).optional(),
  Handler: z.string(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string(), S3ObjectVersion: z.string().optional() }),
  Role: z.string(),
  MemorySize: number.optional(),
  Timeout: number.optional(),
  ReservedConcurrentExecutions: number.optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  LoggingConfig: z
    .strictObject({ LogGroup: z.string().optional(), LogFormat: z.enum(['Text', 'JSON']).optional() })
    .optional(),
  TracingConfig: z.strictObject({ Mode: z.enum(['Active', 'PassThrough']) }).optional(),
  VpcConfig: z.strictObject({ SubnetIds: z.array(z.string()), SecurityGroupIds: z.array(z.string()) }).optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: z.string() }).optional(),
  EphemeralStorage: z.strictObject({ Size: number }).optional(),
  RecursiveLoop: z.enum(['Allow', 'Terminate']).optional(),
  Tags: tags,
});
type Properties = z.output<typeof schema>;

function configurationOf(wanted: Properties): Omit<CreateFunctionCommandInput, 'FunctionName' | 'Code'> {
  const { Description, Handler, Role, MemorySize, Timeout, Environment, LoggingConfig, TracingConfig, VpcConfig } =
    wanted;
  return {
    Description: Description ?? '',
    Handler,
    Role,
    Runtime: wanted.Runtime as Runtime,
    MemorySize: MemorySize ?? 128,
    Timeout: Timeout ?? 3,
    Environment: Environment ?? { Variables: {} },
    LoggingConfig,
    TracingConfig: TracingConfig ?? { Mode: 'PassThrough' },
    VpcConfig: VpcConfig ?? { SubnetIds: [], SecurityGroupIds: [] },
    DeadLetterConfig: wanted.DeadLetterConfig ?? { TargetArn: '' },
    EphemeralStorage: wanted.EphemeralStorage,
  };
}

async function reserve(site: Site, FunctionName: string, wanted: Properties): Promise<void> {
  const ReservedConcurrentExecutions = wanted.ReservedConcurrentExecutions;
  if (ReservedConcurrentExecutions === undefined) await call(site, deleteFunctionConcurrency, { FunctionName });
  else await call(site, putFunctionConcurrency, { FunctionName, ReservedConcurrentExecutions });
  await call(site, putFunctionRecursionConfig, { FunctionName, RecursiveLoop: wanted.RecursiveLoop ?? 'Terminate' });
}

/** A function can't be changed while it is being changed. */
async function ready({ world, caller }: Site, name: string): Promise<void> {
  const { activeFrom, updatedFrom } = functionAt(world, caller, name);
  await until(world, Math.max(activeFrom, updatedFrom), `function ${name}`);
}

function shown({ world, caller }: Site, name: string): Physical {
  return { id: name, attributes: { Arn: functionAt(world, caller, name).arn } };
}

export const lambdaFunction = resourceType({
  type: 'AWS::Lambda::Function',
  schema,
  replacedBy: ['FunctionName'],
  seconds: 8,
  async create(site, wanted) {
    const FunctionName = wanted.FunctionName ?? generatedName(site);
    const { Code, Architectures, Tags } = wanted;
    await call(site, createFunction, {
      ...configurationOf(wanted),
      FunctionName,
      Code,
      Architectures,
      ...(Tags === undefined ? {} : { Tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])) }),
    });
    await reserve(site, FunctionName, wanted);
    return shown(site, FunctionName);
  },
  async update(site, { id: FunctionName }, wanted, before) {
    if (JSON.stringify(configurationOf(wanted)) !== JSON.stringify(configurationOf(before))) {
      await ready(site, FunctionName);
      await call(site, updateFunctionConfiguration, { ...configurationOf(wanted), FunctionName });
    }
    if (JSON.stringify(wanted.Code) !== JSON.stringify(before.Code)) {
      await ready(site, FunctionName);
      await call(site, updateFunctionCode, { FunctionName, ...wanted.Code });
    }
    await reserve(site, FunctionName, wanted);
    return shown(site, FunctionName);
  },
  delete: (site, { id }) => unlessGone(call(site, deleteFunction, { FunctionName: id }), 'ResourceNotFoundException'),
});
