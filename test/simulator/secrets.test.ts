import { describe, expect, it } from 'vitest';
import { addSecret, deleteSecret, secretExists } from '../../src/simulator/secrets.ts';
import { mika, newWorld } from './place.ts';

const parameter = 'arn:aws:ssm:eu-central-1:210987654321:parameter/todo/key';
const secret = 'arn:aws:secretsmanager:eu-central-1:210987654321:secret:todo/db-AbCdEf';

describe('secrets that tasks may name (§3)', () => {
  it.each([
    ['a parameter by its name', '/todo/key', '/todo/key'],
    ['a parameter by its ARN', '/todo/key', parameter],
    ['a parameter that was added by its ARN', parameter, '/todo/key'],
    ['a parameter without a path', 'key', 'arn:aws:ssm:eu-central-1:210987654321:parameter/key'],
    ['a secret', secret, secret],
    ['a key of a secret', secret, `${secret}:password::`],
    ['a stage of a secret', secret, `${secret}:password:AWSPREVIOUS:`],
    ['a version of a secret', secret, `${secret}:::f0e1d2`],
  ])('there is %s', (_what, added, asked) => {
    const world = newWorld();
    expect(secretExists(world, mika, asked)).toBe(false);
    addSecret(world, mika, added);
    expect(secretExists(world, mika, asked)).toBe(true);
    deleteSecret(world, mika, added);
    expect(secretExists(world, mika, asked)).toBe(false);
  });

  it('belong to one account and region, and a parameter is no secret', () => {
    const world = newWorld();
    addSecret(world, mika, 'todo/db-AbCdEf');
    expect(secretExists(world, mika, secret)).toBe(false);
    expect(secretExists(world, { ...mika, region: 'eu-west-1' }, 'todo/db-AbCdEf')).toBe(false);
  });
});
