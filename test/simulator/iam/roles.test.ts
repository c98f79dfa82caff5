import { expect, it } from 'vitest';
import { addRole, deleteRole, roleExists } from '../../../src/simulator/iam/roles.ts';
import { newWorld } from '../place.ts';

const role = 'arn:aws:iam::210987654321:role/todo';

it('a role belongs to its account, in all regions', () => {
  const world = newWorld();
  addRole(world, '210987654321', role);
  expect([roleExists(world, '210987654321', role), roleExists(world, '123456789012', role)]).toEqual([true, false]);
  deleteRole(world, '210987654321', role);
  expect(roleExists(world, '210987654321', role)).toBe(false);
});
