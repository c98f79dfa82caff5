import * as client from '@aws-sdk/client-lambda';
import { uuid } from '../cloudtrail.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { objectBytes } from '../s3/objects.ts';
import type { Caller, World } from '../world.ts';
import { checkZip, codeSha256 } from './code.ts';
import { changedConfiguration, configurationMembers, invalid, standardConfiguration } from './configuration.ts';
import { shownFunction } from './shown-function.ts';
import { type FunctionRecord, functionArn, functionAt, functionsOf, refuseBusy } from './state.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = {
  limits: [],
  buckets: [{ name: 'lambda: control plane', burst: 15, refill: 15 }],
  facts: ['§7', '§8', '§9.3'],
} as const;

/** Seconds until a function that was made, or changed, is so. */
const ACTIVE_MS = 3000;
const UPDATED_MS = 2000;

export const createFunction: Operation<client.CreateFunctionCommandInput, Plain<client.CreateFunctionCommandOutput>> = {
  ...shared,
  name: 'lambda:CreateFunction',
  schema: client.CreateFunction$,
  effect: 'write',
  run: (world, caller, input) => {
    const members = [...configurationMembers, 'Code', 'Architectures', 'Tags', 'PackageType', 'Publish'];
    refuseOthers('lambda:CreateFunction', input, members);
    const name = input.FunctionName ?? '';
    if (!/^[\w-]{1,64}$/.test(name))
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern`,
      );
    const functions = functionsOf(world, caller);
    if (functions.has(name)) throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, 409);
    const configuration = changedConfiguration(world, caller, name, standardConfiguration(name), input);
    const code = zipOf(world, caller, input.Code ?? {});
    const now = world.clock.now();
    const record: FunctionRecord = {
      name,
      arn: functionArn(caller, name),
      architecture: input.Architectures?.[0] === 'arm64' ? 'arm64' : 'x86_64',
      tags: new Map(Object.entries(input.Tags ?? {})),
      permissions: new Map(),
      configuration,
      code,
      codeSha256: codeSha256(code),
      revisionId: uuid(world.random),
      modifiedAt: now,
      activeFrom: now + ACTIVE_MS,
      updatedFrom: now,
      reservedConcurrency: undefined,
      recursiveLoop: 'Terminate',
    };
    functions.set(name, record);
    return shownFunction(world, record);
  },
};

/** A zip that comes with the request, or lies in a bucket of the caller. */
function zipOf(
  world: World,
  caller: Caller,
  code: Pick<client.FunctionCode, 'ZipFile' | 'S3Bucket' | 'S3Key' | 'S3ObjectVersion'>,
): Uint8Array {
  const zip = code.ZipFile ?? fromBucket(world, caller, code);
  checkZip(zip);
  return zip;
}

function fromBucket(
  world: World,
  caller: Caller,
  code: Pick<client.FunctionCode, 'S3Bucket' | 'S3Key' | 'S3ObjectVersion'>,
) {
  const place = { bucket: code.S3Bucket ?? '', key: code.S3Key ?? '', versionId: code.S3ObjectVersion };
  try {
    return objectBytes(world, caller, place);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalid(`Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`);
  }
}

export const updateFunctionCode: Operation<
  client.UpdateFunctionCodeCommandInput,
  Plain<client.UpdateFunctionCodeCommandOutput>
> = {
  ...shared,
  name: 'lambda:UpdateFunctionCode',
  schema: client.UpdateFunctionCode$,
  effect: 'write',
  run: (world, caller, input) => {
    const members = ['FunctionName', 'ZipFile', 'S3Bucket', 'S3Key', 'S3ObjectVersion', 'Publish'];
    refuseOthers('lambda:UpdateFunctionCode', { ...input, Architectures: undefined }, members);
    const record = functionAt(world, caller, input.FunctionName);
    refuseBusy(world, record);
    const code = zipOf(world, caller, input);
    record.code = code;
    record.codeSha256 = codeSha256(code);
    return changed(world, record);
  },
};

export const updateFunctionConfiguration: Operation<
  client.UpdateFunctionConfigurationCommandInput,
  Plain<client.UpdateFunctionConfigurationCommandOutput>
> = {
  ...shared,
  name: 'lambda:UpdateFunctionConfiguration',
  schema: client.UpdateFunctionConfiguration$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('lambda:UpdateFunctionConfiguration', input, configurationMembers);
    const record = functionAt(world, caller, input.FunctionName);
    refuseBusy(world, record);
    record.configuration = changedConfiguration(world, caller, record.name, record.configuration, input);
    return changed(world, record);
  },
};

function changed(world: World, record: FunctionRecord): client.FunctionConfiguration {
  record.revisionId = uuid(world.random);
  record.modifiedAt = world.clock.now();
  record.updatedFrom = world.clock.now() + UPDATED_MS;
  return shownFunction(world, record);
}

export const getFunction: Operation<client.GetFunctionCommandInput, Plain<client.GetFunctionCommandOutput>> = {
  ...shared,
  buckets: [{ name: 'lambda: GetFunction', burst: 100, refill: 100 }],
  name: 'lambda:GetFunction',
  schema: client.GetFunction$,
  effect: 'read',
  run: (world, caller, input) => {
    refuseOthers('lambda:GetFunction', input, ['FunctionName']);
    const record = functionAt(world, caller, input.FunctionName);
    const { reservedConcurrency } = record;
    return {
      Configuration: shownFunction(world, record),
      Code: {
        RepositoryType: 'S3',
        Location: `https://awslambda-${caller.region}-tasks.s3.${caller.region}.amazonaws.com/snapshots/${caller.account}/${record.name}`,
      },
      ...(record.tags.size === 0 ? {} : { Tags: Object.fromEntries(record.tags) }),
      ...(reservedConcurrency === undefined
        ? {}
        : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
    };
  },
};

export const deleteFunction: Operation<client.DeleteFunctionCommandInput, Plain<client.DeleteFunctionCommandOutput>> = {
  ...shared,
  name: 'lambda:DeleteFunction',
  schema: client.DeleteFunction$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('lambda:DeleteFunction', input, ['FunctionName']);
    functionsOf(world, caller).delete(functionAt(world, caller, input.FunctionName).name);
    return { StatusCode: 204 };
  },
};

/** 100 of an account's 1,000 stay for functions that reserve nothing. */
export const putFunctionConcurrency: Operation<
  client.PutFunctionConcurrencyCommandInput,
  Plain<client.PutFunctionConcurrencyCommandOutput>
> = {
  ...shared,
  name: 'lambda:PutFunctionConcurrency',
  schema: client.PutFunctionConcurrency$,
  effect: 'write',
  run: (world, caller, input) => {
    const record = functionAt(world, caller, input.FunctionName);
    const wanted = input.ReservedConcurrentExecutions ?? 0;
    const others = [...functionsOf(world, caller).values()].filter((one) => one !== record);
    const reserved = others.reduce((sum, one) => sum + (one.reservedConcurrency ?? 0), 0);
    if (reserved + wanted > 900)
      throw invalid(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      );
    record.reservedConcurrency = wanted;
    return { ReservedConcurrentExecutions: wanted };
  },
};

export const deleteFunctionConcurrency: Operation<
  client.DeleteFunctionConcurrencyCommandInput,
  Plain<client.DeleteFunctionConcurrencyCommandOutput>
> = {
  ...shared,
  name: 'lambda:DeleteFunctionConcurrency',
  schema: client.DeleteFunctionConcurrency$,
  effect: 'write',
  run: (world, caller, input) => {
    functionAt(world, caller, input.FunctionName).reservedConcurrency = undefined;
    return {};
  },
};

export const putFunctionRecursionConfig: Operation<
  client.PutFunctionRecursionConfigCommandInput,
  Plain<client.PutFunctionRecursionConfigCommandOutput>
> = {
  ...shared,
  name: 'lambda:PutFunctionRecursionConfig',
  schema: client.PutFunctionRecursionConfig$,
  effect: 'write',
  run: (world, caller, input) => {
    const record = functionAt(world, caller, input.FunctionName);
    record.recursiveLoop = input.RecursiveLoop === 'Allow' ? 'Allow' : 'Terminate';
    return { RecursiveLoop: record.recursiveLoop };
  },
};

export const getFunctionRecursionConfig: Operation<
  client.GetFunctionRecursionConfigCommandInput,
  Plain<client.GetFunctionRecursionConfigCommandOutput>
> = {
  ...shared,
  name: 'lambda:GetFunctionRecursionConfig',
  schema: client.GetFunctionRecursionConfig$,
  effect: 'read',
  run: (world, caller, input) => ({ RecursiveLoop: functionAt(world, caller, input.FunctionName).recursiveLoop }),
};
