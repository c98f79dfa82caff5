import { describe, expect, it } from 'vitest';
import { addNetwork } from '../../../../src/simulator/ec2/network.ts';
import { runTask } from '../../../../src/simulator/ecs/run-task.ts';
import { describeTasks } from '../../../../src/simulator/ecs/tasks.ts';
import { deleteRole } from '../../../../src/simulator/iam/roles.ts';
import { createLogGroup } from '../../../../src/simulator/logs/log-groups.ts';
import { filterLogEvents } from '../../../../src/simulator/logs/read-events.ts';
import { addSecret } from '../../../../src/simulator/secrets.ts';
import type { World } from '../../../../src/simulator/world.ts';
import {
  create,
  messages,
  mika,
  push,
  register,
  repository,
  role,
  serviceWorld,
  subnets,
  until,
} from '../service-world.ts';

const run = {
  cluster: 'todo',
  taskDefinition: 'backend',
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration: { subnets } },
} as const;

function taskAt(world: World, arn: string | undefined) {
  return describeTasks.run(world, mika, { cluster: 'todo', tasks: [arn ?? ''], include: ['TAGS'] }).tasks?.[0];
}

describe('what keeps a task from starting', () => {
  const secret = 'arn:aws:secretsmanager:eu-central-1:210987654321:secret:todo-AbCdEf';
  const logs = {
    logConfiguration: {
      logDriver: 'awslogs',
      options: { 'awslogs-group': '/ecs/todo', 'awslogs-region': 'eu-central-1', 'awslogs-stream-prefix': 'todo' },
    },
  };

  function reasonOf(world: World, container: object = {}, more: object = {}): string | undefined {
    register(world, 'v1', container);
    const { tasks } = runTask.run(world, mika, { ...run, ...more });
    until(world, () => ['RUNNING', 'STOPPED'].includes(taskAt(world, tasks?.[0]?.taskArn)?.lastStatus ?? ''), 120);
    return taskAt(world, tasks?.[0]?.taskArn)?.stoppedReason;
  }

  it('a role that is not there, which the service says, too', () => {
    const { world } = serviceWorld();
    deleteRole(world, mika.account, role);
    const reason = `ECS was unable to assume the role '${role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
    expect(reasonOf(world)).toBe(reason);
    create(world, { desiredCount: 1 });
    until(world, () => messages(world).length > 1);
    expect(messages(world)).toContain(`(service backend) failed to launch a task with (error ${reason})`);
  });

  it('a secret that is not there, of both kinds', () => {
    const { world } = serviceWorld();
    const named = (valueFrom: string) => ({ secrets: [{ name: 'KEY', valueFrom }] });
    expect(reasonOf(world, named(`${secret}:key::`))).toContain('unable to retrieve secret from asm');
    expect(reasonOf(world, named('/todo/key'))).toContain('unable to retrieve secrets from ssm');
    addSecret(world, mika, secret);
    addSecret(world, mika, '/todo/key');
    expect(reasonOf(world, named(`${secret}:key::`))).toBeUndefined();
    expect(reasonOf(world, named('/todo/key'))).toBeUndefined();
  });

  it('a log group that is not there; with it, the lines are in the task’s own stream', () => {
    const { world } = serviceWorld();
    push(world, 'v1', { logs: ['hello'] });
    expect(reasonOf(world, logs)).toContain('ResourceNotFoundException: The specified log group does not exist.');
    createLogGroup.run(world, mika, { logGroupName: '/ecs/todo' });
    expect(reasonOf(world, logs)).toBeUndefined();
    const { events } = filterLogEvents.run(world, mika, { logGroupName: '/ecs/todo' });
    expect(events).toMatchObject([
      { message: 'hello', logStreamName: expect.stringMatching(/^todo\/app\/[0-9a-f]{32}$/) },
    ]);
  });

  it('awslogs-create-group makes the group', () => {
    const { world } = serviceWorld();
    push(world, 'v1', { logs: ['hello'] });
    const { logConfiguration } = logs;
    const options = { ...logConfiguration.options, 'awslogs-create-group': 'true' };
    expect(reasonOf(world, { logConfiguration: { ...logConfiguration, options } })).toBeUndefined();
    expect(filterLogEvents.run(world, mika, { logGroupName: '/ecs/todo' }).events).toHaveLength(1);
  });

  it('an image for another platform', () => {
    const { world } = serviceWorld();
    register(world, 'v1', {}, { runtimePlatform: { cpuArchitecture: 'ARM64' } });
    const { tasks } = runTask.run(world, mika, run);
    world.clock.advance(60_000);
    expect(taskAt(world, tasks?.[0]?.taskArn)?.stoppedReason).toBe(
      "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'",
    );
  });

  it('a subnet without a way to ECR, and none with addresses left', () => {
    const { world } = serviceWorld();
    addNetwork(world, mika, {
      vpcId: 'vpc-0b7e3f1d2c4a59680',
      subnets: [
        { id: 'subnet-closed', zone: 'eu-central-1a', cidr: '10.0.8.0/24', internet: 'none' },
        { id: 'subnet-small', zone: 'eu-central-1a', cidr: '10.0.9.0/28', internet: 'nat-gateway' },
      ],
      securityGroups: [],
    });
    const at = (subnet: string) => ({ networkConfiguration: { awsvpcConfiguration: { subnets: [subnet] } } });
    expect(reasonOf(world, {}, at('subnet-closed'))).toContain('unable to retrieve ecr registry auth');
    const service = { vpcId: 'vpc-0b7e3f1d2c4a59680', subnets: [], securityGroups: [] };
    addNetwork(world, mika, { ...service, endpoints: ['ecr.api', 'ecr.dkr'] });
    expect(reasonOf(world, {}, at('subnet-closed'))).toContain(`failed to resolve reference "${repository}:v1"`);
    addNetwork(world, mika, { ...service, endpoints: ['s3'] });
    expect(reasonOf(world, {}, at('subnet-closed'))).toBeUndefined();
    runTask.run(world, mika, { ...run, ...at('subnet-small'), count: 10 });
    runTask.run(world, mika, { ...run, ...at('subnet-small'), count: 1 });
    world.clock.advance(60_000);
    expect(reasonOf(world, {}, at('subnet-small'))).toBe(
      'Timeout waiting for network interface provisioning to complete.',
    );
  });
});
