import type { CreateServiceCommandInput, Service, Task, UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import type { Behaviour } from '../../../src/simulator/behaviour.ts';
import { createRepository } from '../../../src/simulator/ecr/create-repository.ts';
import { pushImage } from '../../../src/simulator/ecr/images.ts';
import '../../../src/simulator/ecs.ts';
import { createCluster } from '../../../src/simulator/ecs/clusters.ts';
import { createService } from '../../../src/simulator/ecs/create-service.ts';
import { describeServices } from '../../../src/simulator/ecs/read-services.ts';
import { registerTaskDefinition } from '../../../src/simulator/ecs/register-task-definition.ts';
import { describeTasks, listTasks } from '../../../src/simulator/ecs/tasks.ts';
import { updateService } from '../../../src/simulator/ecs/update-service.ts';
import { targetHealth } from '../../../src/simulator/elbv2/targets.ts';
import { addRole } from '../../../src/simulator/iam/roles.ts';
import { createLogGroup } from '../../../src/simulator/logs/log-groups.ts';
import type { World } from '../../../src/simulator/world.ts';
import { caller, loadBalancedWorld, makeGroup, makeRule } from '../elbv2/load-balanced-world.ts';

export const role = 'arn:aws:iam::210987654321:role/todo-execution';
const repository = 'todo/backend';
export const group = '/todo/backend';
const registry = '210987654321.dkr.ecr.eu-central-1.amazonaws.com';

export const at = { cluster: 'todo', service: 'backend' };
export const arns = 'arn:aws:ecs:eu-central-1:210987654321';

export interface EcsWorld {
  readonly world: World;
  readonly targetGroup: string;
}

/** A cluster, a target group behind a rule, a repository with `good`, a role and a log group; no service yet. */
export function ecsWorld(seed = 1): EcsWorld {
  const { world, listenerArn } = loadBalancedWorld(seed);
  const targetGroup = makeGroup(world, 'backend', {
    HealthCheckIntervalSeconds: 5,
    HealthCheckTimeoutSeconds: 2,
    HealthyThresholdCount: 2,
    HealthCheckPath: '/health',
  });
  makeRule(world, listenerArn, targetGroup);
  // ECS sees the rule only after some seconds (aws-facts §10).
  world.clock.advance(30_000);
  createRepository.run(world, caller, { repositoryName: repository });
  push(world, 'good');
  addRole(world, caller.account, role);
  createLogGroup.run(world, caller, { logGroupName: group });
  createCluster.run(world, caller, { clusterName: at.cluster });
  return { world, targetGroup };
}

export function push(world: World, tag: string, behaviour?: Behaviour): string {
  return pushImage(world, caller, { repository, tag, ...(behaviour === undefined ? {} : { behaviour }) });
}

/** Every container listens on 8080 and answers this status to each path. */
export const answers = (status: number): Behaviour => ({ startSeconds: 8, answer: { default: { status } } });
export const exits = (afterSeconds: number, code = 1): Behaviour => ({
  ...answers(200),
  exits: { afterSeconds, code },
});

/** Answers the ARN of the revision. */
export function register(world: World, tag: string, container: object = {}, task: object = {}): string {
  const made = registerTaskDefinition.run(world, caller, {
    family: 'backend',
    requiresCompatibilities: ['FARGATE'],
    networkMode: 'awsvpc',
    cpu: '256',
    memory: '512',
    executionRoleArn: role,
    containerDefinitions: [
      { name: 'app', image: `${registry}/${repository}:${tag}`, portMappings: [{ containerPort: 8080 }], ...container },
    ],
    ...task,
  });
  return made.taskDefinition?.taskDefinitionArn ?? '';
}

export const network: NonNullable<CreateServiceCommandInput['networkConfiguration']> = {
  awsvpcConfiguration: { subnets: ['subnet-a', 'subnet-b'], securityGroups: ['sg-1'], assignPublicIp: 'ENABLED' },
};

export const breaker = { deploymentCircuitBreaker: { enable: true, rollback: true } };

export function order(
  taskDefinition: string,
  more: Partial<CreateServiceCommandInput> = {},
): CreateServiceCommandInput {
  return {
    cluster: at.cluster,
    serviceName: at.service,
    taskDefinition,
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: network,
    ...more,
  };
}

export const behind = (targetGroupArn: string) => ({
  loadBalancers: [{ targetGroupArn, containerName: 'app', containerPort: 8080 }],
});

export function create(world: World, taskDefinition: string, more: Partial<CreateServiceCommandInput> = {}): void {
  createService.run(world, caller, order(taskDefinition, more));
}

export function update(world: World, more: Omit<UpdateServiceCommandInput, 'service'>): Service {
  const { service } = updateService.run(world, caller, { ...at, ...more });
  if (service === undefined) throw new Error('UpdateService answered no service');
  return service;
}

export function theService(world: World): Service {
  const [service] = describeServices.run(world, caller, { cluster: at.cluster, services: [at.service] }).services ?? [];
  if (service === undefined) throw new Error('there is no service');
  return service;
}

export function tasks(world: World, desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING'): Task[] {
  const { taskArns = [] } = listTasks.run(world, caller, { cluster: at.cluster, desiredStatus });
  return taskArns.length === 0
    ? []
    : (describeTasks.run(world, caller, { cluster: at.cluster, tasks: taskArns }).tasks ?? []);
}

/** Advances second by second, so that nothing is missed between; answers the seconds until it holds, or fails. */
export function until(world: World, holds: () => boolean, limit = 1_800): number {
  for (let second = 0; second <= limit; second++) {
    if (holds()) return second;
    world.clock.advance(1_000);
  }
  throw new Error(`it does not hold after ${limit} s`);
}

export const rollout = (world: World) => theService(world).deployments?.[0]?.rolloutState;
export const completed = (world: World) => rollout(world) === 'COMPLETED';

/** The service's events without its name, oldest first, ids and ARNs shortened. */
export function said(world: World): string[] {
  return (theService(world).events ?? [])
    .map(({ message = '' }) =>
      message
        .replace('(service backend) ', '')
        .replace(/\(task [0-9a-f]{32}\)/g, '(task)')
        .replace(/ecs-svc\/\d+/g, 'ecs-svc/N')
        .replace(/arn:aws:elasticloadbalancing:[^)]*/, 'ARN'),
    )
    .reverse();
}

/** A settled service of `good` with a load balancer, and a second revision of the given image. */
export function settled(second: string, more: object = {}, count = 2) {
  const { world, targetGroup } = ecsWorld();
  const first = register(world, 'good');
  create(world, first, { ...behind(targetGroup), desiredCount: count, ...more });
  until(world, () => completed(world));
  const next = register(world, second);
  return { world, targetGroup, first, next };
}

export function healthy(world: World, targetGroup: string): number {
  return tasks(world).filter(({ attachments = [], lastStatus }) => {
    const id = attachments[0]?.details?.find(({ name }) => name === 'privateIPv4Address')?.value;
    return (
      lastStatus === 'RUNNING' &&
      id !== undefined &&
      targetHealth(world, caller, targetGroup, { id, port: 8080 })?.state === 'healthy'
    );
  }).length;
}

/** Tasks that hold a place: not yet STOPPED, though told to stop. */
export function present(world: World): number {
  return [...tasks(world), ...tasks(world, 'STOPPED')].filter(({ lastStatus }) => lastStatus !== 'STOPPED').length;
}
