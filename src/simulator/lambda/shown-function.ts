import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { World } from '../world.ts';
import type { FunctionRecord } from './state.ts';

/** A function as all operations answer it. */
export function shownFunction(world: World, record: FunctionRecord): FunctionConfiguration {
  const { configuration } = record;
  const now = world.clock.now();
  const variables = Object.keys(configuration.environment).length > 0;
  return {
    FunctionName: record.name,
    FunctionArn: record.arn,
    Runtime: configuration.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: configuration.role,
    Handler: configuration.handler,
    CodeSize: record.code.byteLength,
    CodeSha256: record.codeSha256,
    Description: configuration.description,
    Timeout: configuration.timeout,
    MemorySize: configuration.memorySize,
    LastModified: new Date(record.modifiedAt).toISOString().replace('Z', '+0000'),
    Version: '$LATEST',
    PackageType: 'Zip',
    RevisionId: record.revisionId,
    Architectures: [record.architecture],
    TracingConfig: { Mode: configuration.tracing },
    EphemeralStorage: { Size: configuration.storage },
    LoggingConfig: { LogFormat: configuration.logFormat, LogGroup: configuration.logGroup },
    ...(configuration.deadLetters === undefined ? {} : { DeadLetterConfig: { TargetArn: configuration.deadLetters } }),
    ...(variables ? { Environment: { Variables: { ...configuration.environment } } } : {}),
    ...(configuration.vpc.subnetIds.length === 0
      ? {}
      : {
          VpcConfig: {
            SubnetIds: [...configuration.vpc.subnetIds],
            SecurityGroupIds: [...configuration.vpc.securityGroupIds],
          },
        }),
    State: now < record.activeFrom ? 'Pending' : 'Active',
    LastUpdateStatus: now < record.updatedFrom ? 'InProgress' : 'Successful',
    ...(now < record.activeFrom ? { StateReasonCode: 'Creating', StateReason: 'The function is being created.' } : {}),
  };
}
