import { AssumeRole$, type AssumeRoleCommandInput, type AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Limit, type Operation } from '../operation.ts';
import { addSession, userId } from './identity.ts';

const roleArn = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/;

const limits: readonly Limit[] = [
  missing('RoleArn', 'roleArn'),
  missing('RoleSessionName', 'roleSessionName'),
  {
    path: 'RoleSessionName',
    min: 2,
    max: 64,
    pattern: /^[\w+=,.@-]*$/,
    code: 'ValidationError',
    message: (value) =>
      `1 validation error detected: Value '${String(value)}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  },
  {
    path: 'DurationSeconds',
    min: 900,
    max: 43_200,
    code: 'ValidationError',
    message: 'The requested DurationSeconds is outside of 900 to 43200.',
  },
];

function missing(path: string, member: string): Limit {
  const message = `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`;
  return { path, required: true, code: 'ValidationError', message };
}

/** Trust policies are not simulated: any caller may assume any role. The session ends on the virtual clock. */
export const assumeRole: Operation<AssumeRoleCommandInput, Omit<AssumeRoleCommandOutput, '$metadata'>> = {
  name: 'sts:AssumeRole',
  schema: AssumeRole$,
  effect: 'write',
  limits,
  buckets: [{ name: 'sts', burst: 600, refill: 600 }],
  facts: ['§7', '§9.3'],
  run(world, _caller, input) {
    refuseOthers('sts:AssumeRole', input, ['RoleArn', 'RoleSessionName', 'DurationSeconds']);
    const [, account, name] = roleArn.exec(input.RoleArn ?? '') ?? [];
    if (account === undefined || name === undefined)
      throw new AwsError('ValidationError', `${input.RoleArn} is invalid`);
    const arn = `arn:aws:sts::${account}:assumed-role/${name}/${input.RoleSessionName}`;
    const AccessKeyId = `ASIA${world.random.hex(16).toUpperCase()}`;
    const ends = world.clock.now() + (input.DurationSeconds ?? 3600) * 1000;
    addSession(world, AccessKeyId, { arn, ends });
    return {
      Credentials: {
        AccessKeyId,
        SecretAccessKey: `simulated${world.random.hex(31)}`,
        SessionToken: `simulated${world.random.hex(64)}`,
        Expiration: new Date(ends),
      },
      AssumedRoleUser: { AssumedRoleId: userId(arn), Arn: arn },
    };
  },
};
