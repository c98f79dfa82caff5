import { describe, expect, it } from 'vitest';
import { deleteService } from '../../../../src/simulator/ecs/delete-service.ts';
import { orderCapacity } from '../../../../src/simulator/ecs/state.ts';
import { caller } from '../../elbv2/load-balanced-world.ts';
import {
  answers,
  at,
  completed,
  create,
  ecsWorld,
  exits,
  present,
  push,
  register,
  said,
  settled,
  tasks,
  theService,
  until,
  update,
} from '../ecs-world.ts';

describe('a running service', () => {
  it('scales out and in without a deployment', () => {
    const { world } = settled('good');
    const id = theService(world).deployments?.[0]?.id;
    update(world, { desiredCount: 4 });
    until(world, () => theService(world).runningCount === 4 && tasks(world).length === 4);
    update(world, { desiredCount: 1 });
    until(world, () => present(world) === 1);
    expect(theService(world)).toMatchObject({ runningCount: 1, deployments: [{ id, rolloutState: 'COMPLETED' }] });
    const gone = tasks(world, 'STOPPED').map(({ stoppedReason }) => stoppedReason);
    expect(gone).toEqual(Array(3).fill(`Scaling activity initiated by (deployment ${id})`));
  });

  it('puts another task in the place of one that ends', () => {
    const { world } = ecsWorld();
    push(world, 'short', exits(120, 137));
    create(world, register(world, 'short'), { desiredCount: 1 });
    until(world, () => completed(world));
    const [first] = tasks(world);
    until(world, () => tasks(world)[0]?.taskArn !== first?.taskArn && theService(world).runningCount === 1);
    expect(tasks(world, 'STOPPED')).toMatchObject([
      { taskArn: first?.taskArn, stopCode: 'EssentialContainerExited', containers: [{ exitCode: 137 }] },
    ]);
  });

  it('drains its targets before it stops a task, for the deregistration delay', () => {
    const { world } = settled('good', {}, 1);
    update(world, { desiredCount: 0 });
    until(world, () => tasks(world, 'STOPPED')[0]?.lastStatus === 'DEACTIVATING');
    const seconds = until(world, () => tasks(world, 'STOPPED')[0]?.lastStatus === 'STOPPING');
    expect(seconds).toBeGreaterThanOrEqual(298);
    expect(seconds).toBeLessThanOrEqual(301);
    until(world, () => tasks(world, 'STOPPED')[0]?.lastStatus === 'STOPPED');
  });

  it('keeps the digest of its deployment when the tag moves, and takes the new one when it is forced to (§2.2)', () => {
    const { world } = ecsWorld();
    const old = push(world, 'latest');
    create(world, register(world, 'latest'), { desiredCount: 1 });
    until(world, () => completed(world));
    const moved = push(world, 'latest', answers(500));
    const digests = () => tasks(world).map(({ containers }) => containers?.[0]?.imageDigest);
    update(world, { desiredCount: 2 });
    until(world, () => theService(world).runningCount === 2);
    expect(digests()).toEqual([old, old]);
    update(world, { forceNewDeployment: true });
    until(world, () => completed(world));
    expect(digests()).toEqual([moved, moved]);
    expect(moved).not.toBe(old);
  });

  it('is INACTIVE after its deletion as soon as its tasks are stopping, and all of them end', () => {
    const { world } = settled('good');
    deleteService.run(world, caller, { ...at, force: true });
    expect(theService(world)).toMatchObject({ status: 'DRAINING', desiredCount: 0 });
    until(world, () => theService(world).status === 'INACTIVE');
    expect(tasks(world, 'STOPPED').map(({ lastStatus }) => lastStatus)).not.toContain('DEACTIVATING');
    until(world, () => present(world) === 0);
    world.clock.advance(2 * 3_600_000);
    expect(tasks(world, 'STOPPED')).toEqual([]);
  });
});

describe('no capacity (§2.7)', () => {
  it('is said once, with the tasks that fit running, and ends by itself', () => {
    const { world } = ecsWorld();
    orderCapacity(world, caller, 1);
    create(world, register(world, 'good'));
    world.clock.advance(600_000);
    expect(theService(world)).toMatchObject({ runningCount: 1, desiredCount: 2 });
    const text =
      'was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.';
    expect(said(world).filter((message) => message.startsWith(text))).toHaveLength(1);
    orderCapacity(world, caller, undefined);
    until(world, () => completed(world));
    expect(theService(world).runningCount).toBe(2);
  });
});
