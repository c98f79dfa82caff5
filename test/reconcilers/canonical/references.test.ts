import { describe, expect, it } from 'vitest';
import { sameCluster, sameKey, sameRole, sameTaskDefinition } from '../../../src/reconcilers/canonical/references.ts';

const arn = (rest: string) => `arn:aws:${rest}`;

describe('a name and its ARN', () => {
  it.each([
    ['cluster', sameCluster, 'todo', arn('ecs:eu-central-1:210987654321:cluster/todo')],
    ['revision', sameTaskDefinition, 'todo:7', arn('ecs:eu-central-1:210987654321:task-definition/todo:7')],
    ['role', sameRole, 'todo', arn('iam::210987654321:role/todo')],
    ['key', sameKey, '0f1e', arn('kms:eu-central-1:210987654321:key/0f1e')],
    ['role of the China partition', sameRole, 'todo', 'arn:aws-cn:iam::210987654321:role/todo'],
  ])('are one %s, either way round', (_what, same, name, full) => {
    expect([same(name, full), same(full, name), same(full, full), same(name, name)]).toEqual([true, true, true, true]);
  });

  it.each([
    ['another name', sameCluster, 'shop', arn('ecs:eu-central-1:210987654321:cluster/todo')],
    ['a part of the name', sameCluster, 'odo', arn('ecs:eu-central-1:210987654321:cluster/todo')],
    ['a thing of another kind', sameCluster, 'todo', arn('ecs:eu-central-1:210987654321:service/todo')],
    [
      'a family without a number',
      sameTaskDefinition,
      'todo',
      arn('ecs:eu-central-1:210987654321:task-definition/todo:7'),
    ],
    ['a role under a path', sameRole, 'todo', arn('iam::210987654321:role/apps/todo')],
    ['two ARNs of two accounts', sameRole, arn('iam::111122223333:role/todo'), arn('iam::210987654321:role/todo')],
    ['an alias', sameKey, 'alias/todo', arn('kms:eu-central-1:210987654321:key/0f1e')],
    ['nothing', sameRole, undefined, arn('iam::210987654321:role/todo')],
  ])('are not one where it is %s', (_what, same, declared, observed) => {
    expect(same(declared, observed)).toBe(false);
  });
});
