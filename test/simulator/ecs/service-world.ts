import type { CreateServiceCommandInput, RegisterTaskDefinitionCommandInput, Service, Task } from '@aws-sdk/client-ecs';
import type { Behaviour } from '../../../src/simulator/behaviour.ts';
import { goodBehaviour } from '../../../src/simulator/behaviour.ts';
import { addNetwork } from '../../../src/simulator/ec2/network.ts';
import { createRepository } from '../../../src/simulator/ecr/create-repository.ts';
import { pushImage } from '../../../src/simulator/ecr/images.ts';
import { addCluster } from '../../../src/simulator/ecs/clusters.ts';
import { createService } from '../../../src/simulator/ecs/create-service.ts';
import { describeServices } from '../../../src/simulator/ecs/read-services.ts';
import { registerTaskDefinition } from '../../../src/simulator/ecs/register-task-definition.ts';
import { describeTasks, listTasks } from '../../../src/simulator/ecs/tasks.ts';
import { updateService } from '../../../src/simulator/ecs/update-service.ts';
import '../../../src/simulator/ecs.ts';
import { addLoadBalancer } from '../../../src/simulator/elbv2/add-load-balancer.ts';
import { createRule } from '../../../src/simulator/elbv2/create-rule.ts';
import { createTargetGroup } from '../../../src/simulator/elbv2/create-target-group.ts';
import { modifyTargetGroupAttributes } from '../../../src/simulator/elbv2/target-group-attributes.ts';
import { addRole } from '../../../src/simulator/iam/roles.ts';
import { AwsError } from '../../../src/simulator/operation.ts';
import type { World } from '../../../src/simulator/world.ts';
import { mika, newWorld } from '../place.ts';

export { mika };

const vpcId = 'vpc-0b7e3f1d2c4a59680';
export const role = 'arn:aws:iam::210987654321:role/todo-execution';
export const repository = '210987654321.dkr.ecr.eu-central-1.amazonaws.com/todo/backend';
export const subnets = ['subnet-a', 'subnet-b'];

/** A cluster, two subnets with a way out, a repository with a good image `v1`, and a role. Drains in `drain` seconds. */
export interface ServiceWorld {
  readonly world: World;
  readonly group: string;
  readonly listenerArn: string;
  readonly dnsName: string;
}

export function serviceWorld({ seed = 1, drain = 30 } = {}): ServiceWorld {
  const world = newWorld(seed);
  addNetwork(world, mika, {
    vpcId,
    subnets: ['a', 'b'].map((letter, index) => ({
      id: `subnet-${letter}`,
      zone: `eu-central-1${letter}`,
      cidr: `10.0.${index}.0/24`,
      internet: 'nat-gateway' as const,
    })),
    securityGroups: ['sg-1'],
  });
  addCluster(world, mika, 'todo');
  addRole(world, mika.account, role);
  createRepository.run(world, mika, { repositoryName: 'todo/backend' });
  push(world, 'v1');
  const made = addLoadBalancer(world, mika, { name: 'todo', vpcId, subnets, listenerPort: 80 });
  const group = addGroup(world, made.listenerArn, 'backend', drain);
  world.clock.advance(10_000);
  return { world, group, ...made };
}

function addGroup(world: World, listenerArn: string, Name: string, drain = 30, Priority = 10): string {
  const input = { Name, Protocol: 'HTTP', Port: 8080, VpcId: vpcId, TargetType: 'ip' } as const;
  const health = { HealthCheckIntervalSeconds: 10, UnhealthyThresholdCount: 2 };
  const made = createTargetGroup.run(world, mika, { ...input, ...health }).TargetGroups?.[0]?.TargetGroupArn ?? '';
  modifyTargetGroupAttributes.run(world, mika, {
    TargetGroupArn: made,
    Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: String(drain) }],
  });
  createRule.run(world, mika, {
    ListenerArn: listenerArn,
    Priority,
    Conditions: [{ Field: 'path-pattern', Values: [`/${Name}/*`] }],
    Actions: [{ Type: 'forward', TargetGroupArn: made }],
  });
  return made;
}

export function push(world: World, tag: string, behaviour: Partial<Behaviour> = {}): string {
  return pushImage(world, mika, { repository: 'todo/backend', tag, behaviour: { ...goodBehaviour(), ...behaviour } });
}

export const definition: RegisterTaskDefinitionCommandInput = {
  family: 'backend',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  executionRoleArn: role,
  containerDefinitions: [{ name: 'app', image: `${repository}:v1`, portMappings: [{ containerPort: 8080 }] }],
};

/** A revision with another tag, or with other members of its container. */
export function register(world: World, tag = 'v1', container: object = {}, more: object = {}): string {
  const input = {
    ...definition,
    containerDefinitions: [
      { name: 'app', image: `${repository}:${tag}`, portMappings: [{ containerPort: 8080 }], ...container },
    ],
    ...more,
  };
  return registerTaskDefinition.run(world, mika, input).taskDefinition?.taskDefinitionArn ?? '';
}

export function serviceInput(more: Partial<CreateServiceCommandInput> = {}): CreateServiceCommandInput {
  return {
    cluster: 'todo',
    serviceName: 'backend',
    taskDefinition: 'backend',
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups: ['sg-1'] } },
    ...more,
  };
}

export function behind(group: string): Partial<CreateServiceCommandInput> {
  return { loadBalancers: [{ targetGroupArn: group, containerName: 'app', containerPort: 8080 }] };
}

/** Registers `backend:1` and creates the service from it. */
export function create(world: World, more: Partial<CreateServiceCommandInput> = {}): Service {
  register(world);
  return createService.run(world, mika, serviceInput(more)).service ?? {};
}

export function update(world: World, more: object): Service {
  return updateService.run(world, mika, { cluster: 'todo', service: 'backend', ...more }).service ?? {};
}

export function described(world: World, name = 'backend'): Service {
  return describeServices.run(world, mika, { cluster: 'todo', services: [name] }).services?.[0] ?? {};
}

/** Running or on their way; or those that stopped in the last hour. */
export function tasksOf(world: World, desiredStatus: 'RUNNING' | 'STOPPED' = 'RUNNING'): Task[] {
  const { taskArns = [] } = listTasks.run(world, mika, { cluster: 'todo', serviceName: 'backend', desiredStatus });
  return taskArns.length === 0
    ? []
    : (describeTasks.run(world, mika, { cluster: 'todo', tasks: taskArns }).tasks ?? []);
}

export const primaryOf = (world: World) => described(world).deployments?.find(({ status }) => status === 'PRIMARY');

/** Messages without their times, oldest first. */
export const messages = (world: World) => (described(world).events ?? []).map(({ message = '' }) => message).reverse();

/** Seconds until the condition holds, looked at each second; fails after `most`. */
export function until(world: World, holds: () => boolean, most = 1_200, each: () => void = () => undefined): number {
  for (let seconds = 0; seconds <= most; seconds++) {
    if (holds()) return seconds;
    world.clock.advance(1_000);
    each();
  }
  throw new Error(`it does not come to that within ${most} s: ${messages(world).join('\n')}`);
}

export const completed = (world: World) => () =>
  described(world).deployments?.length === 1 && primaryOf(world)?.rolloutState === 'COMPLETED';

/** Code and sentence of the error that AWS would send. */
export function refusal(run: () => unknown): string {
  try {
    run();
    return 'no error';
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
}
