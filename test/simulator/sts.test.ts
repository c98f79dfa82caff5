import { describe, expect, it } from 'vitest';
import { checkLimits } from '../../src/simulator/limits.ts';
import { assumeRole } from '../../src/simulator/sts/assume-role.ts';
import { getCallerIdentity } from '../../src/simulator/sts/get-caller-identity.ts';
import { sessionOf } from '../../src/simulator/sts/identity.ts';
import { mika, newWorld, start } from './place.ts';

const role = { RoleArn: 'arn:aws:iam::111111111111:role/team/deploy', RoleSessionName: 'ci' };

describe('GetCallerIdentity', () => {
  it.each([
    ['arn:aws:iam::210987654321:user/mika', /^AIDA[A-Z0-9]{17}$/],
    ['arn:aws:sts::210987654321:assumed-role/deploy/ci', /^AROA[A-Z0-9]{17}:ci$/],
    ['arn:aws:iam::210987654321:root', /^210987654321$/],
  ])('names %s and an identifier of its kind', (principal, id) => {
    const answer = getCallerIdentity.run(newWorld(), { ...mika, principal }, {});
    expect(answer).toMatchObject({ Arn: principal, Account: '210987654321' });
    expect(answer.UserId).toMatch(id);
  });
});

describe('AssumeRole', () => {
  it('gives credentials that stand for the session until they end', () => {
    const world = newWorld();
    const { Credentials, AssumedRoleUser } = assumeRole.run(world, mika, { ...role, DurationSeconds: 900 });
    const arn = 'arn:aws:sts::111111111111:assumed-role/deploy/ci';
    expect(AssumedRoleUser?.Arn).toBe(arn);
    expect(Credentials?.Expiration).toEqual(new Date(start + 900_000));
    expect(sessionOf(world, Credentials?.AccessKeyId ?? '')).toEqual({ arn, expired: false });
    world.clock.advance(900_000);
    expect(sessionOf(world, Credentials?.AccessKeyId ?? '')).toEqual({ arn, expired: true });
    expect(sessionOf(world, 'AKIAOTHER')).toBeUndefined();
  });

  it.each([
    [{ RoleSessionName: 'ci' }, "Value null at 'roleArn'"],
    [{ ...role, RoleSessionName: 'a' }, "Value 'a' at 'roleSessionName'"],
    [{ ...role, RoleSessionName: 'with space' }, "Value 'with space' at 'roleSessionName'"],
    [{ ...role, DurationSeconds: 899 }, 'outside of 900 to 43200'],
  ])('refuses %j', (input, sentence) => {
    expect(() => checkLimits(assumeRole.limits, input)).toThrow(sentence);
  });

  it('refuses what is no role, and members that it does not know', () => {
    const run = (input: object) => () => assumeRole.run(newWorld(), mika, { ...role, ...input });
    expect(run({ RoleArn: 'arn:aws:iam::111111111111:user/a' })).toThrow('is invalid');
    expect(run({ Policy: '{}' })).toThrow('The simulator does not know Policy of sts:AssumeRole.');
  });
});
