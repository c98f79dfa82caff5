import { AssumeRole$, type AssumeRoleCommandInput, type AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { tagsIn } from '../iam/access.ts';
import { findRole, type RoleRecord } from '../iam/roles.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Limit, type Operation } from '../operation.ts';
import type { Caller } from '../world.ts';
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

/**
 * A role that IAM holds is assumed under its trust policy and the caller's own ones; one that is only there by anybody. The
 * session ends on the virtual clock; its tags count as the principal's.
 */
export const assumeRole: Operation<AssumeRoleCommandInput, Omit<AssumeRoleCommandOutput, '$metadata'>> = {
  name: 'sts:AssumeRole',
  schema: AssumeRole$,
  effect: 'write',
  limits,
  buckets: [{ name: 'sts', burst: 600, refill: 600 }],
  facts: ['§7', '§9.3'],
  run(world, caller, input) {
    refuseOthers('sts:AssumeRole', input, ['RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId', 'Tags']);
    const [, account, name] = roleArn.exec(input.RoleArn ?? '') ?? [];
    if (account === undefined || name === undefined)
      throw new AwsError('ValidationError', `${input.RoleArn} is invalid`);
    const role = findRole(world, account, name);
    if (role !== undefined) checkDuration(role, caller, input.DurationSeconds);
    const arn = `arn:aws:sts::${account}:assumed-role/${name}/${input.RoleSessionName}`;
    const AccessKeyId = `ASIA${world.random.hex(16).toUpperCase()}`;
    const ends = world.clock.now() + (input.DurationSeconds ?? 3600) * 1000;
    const tags = Object.fromEntries(tagsIn(input.Tags));
    addSession(world, AccessKeyId, { arn, ends, ...(Object.keys(tags).length === 0 ? {} : { tags }) });
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

function checkDuration(role: RoleRecord, { principal }: Caller, seconds = 3_600): void {
  if (seconds > role.maxSessionSeconds)
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  if (seconds > 3_600 && principal.includes(':assumed-role/'))
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
}
