import { VirtualClock } from '../../../src/simulator/clock.ts';
import { defaultNetwork } from '../../../src/simulator/ec2/network.ts';
import { createCluster } from '../../../src/simulator/ecs/clusters.ts';
import { findService } from '../../../src/simulator/ecs/counts.ts';
import '../../../src/simulator/ecs.ts';
import { createService } from '../../../src/simulator/ecs/create-service.ts';
import { deleteService as deleteEcsService } from '../../../src/simulator/ecs/delete-service.ts';
import { registerTaskDefinition } from '../../../src/simulator/ecs/register-task-definition.ts';
import { Random } from '../../../src/simulator/random.ts';
import { World } from '../../../src/simulator/world.ts';

export const here = { account: '210987654321', region: 'eu-central-1' };
export const caller = { ...here, principal: 'arn:aws:iam::210987654321:user/simulated' };
export const key = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/todo/backend',
  ScalableDimension: 'ecs:service:DesiredCount',
} as const;

export const image = 'public.ecr.aws/todo/app:1';

const start = Date.parse('2026-03-02T08:00:00Z');
const settling = 600_000;

/** A world at 8:00 in which the service `backend` of the cluster `todo` has come to rest with so many tasks. */
export function newWorld(count: number, seed = 1): World {
  const world = new World(new VirtualClock(start - settling), new Random(seed));
  createCluster.run(world, caller, { clusterName: 'todo' });
  registerTaskDefinition.run(world, caller, {
    family: 'todo',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    containerDefinitions: [{ name: 'app', image }],
  });
  addService(world, 'backend', count);
  world.clock.advance(settling);
  return world;
}

export function addService(world: World, serviceName: string, desiredCount: number): void {
  const { subnetIds } = defaultNetwork(world, here);
  createService.run(world, caller, {
    cluster: 'todo',
    serviceName,
    taskDefinition: 'todo',
    desiredCount,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: [...subnetIds], assignPublicIp: 'ENABLED' } },
  });
}

export function deleteService(world: World): void {
  deleteEcsService.run(world, caller, { cluster: 'todo', service: 'backend', force: true });
}

export function countOf(world: World): number | undefined {
  return findService(world, here, 'todo', 'backend')?.desiredCount;
}

/** The name of the error that a call ends with. */
export function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}
