import { beforeEach, describe, expect, it } from 'vitest';
import { describeTasks, listTasks, stopTask } from '../../../src/simulator/ecs/tasks.ts';
import { deleteRole } from '../../../src/simulator/iam/roles.ts';
import { deleteLogGroup } from '../../../src/simulator/logs/log-groups.ts';
import { addSecret } from '../../../src/simulator/secrets.ts';
import type { World } from '../../../src/simulator/world.ts';
import { caller, refusal } from '../elbv2/load-balanced-world.ts';
import {
  arns,
  completed,
  create,
  ecsWorld,
  group,
  network,
  type order,
  push,
  register,
  role,
  tasks,
  theService,
  until,
  update,
} from './ecs-world.ts';

let world: World;
let revision: string;
beforeEach(() => {
  ({ world } = ecsWorld());
  revision = register(world, 'good');
});
const cluster = 'todo';
const list = (more: object = {}) => listTasks.run(world, caller, { cluster, ...more }).taskArns ?? [];

describe('DescribeTasks (§2.7)', () => {
  it('shows a running task whole', () => {
    const digest = push(world, 'good');
    create(world, revision, { desiredCount: 1 });
    until(world, () => completed(world));
    const [task] = tasks(world);
    const { id } = theService(world).deployments?.[0] ?? {};
    expect(task).toMatchObject({
      taskArn: expect.stringMatching(new RegExp(`^${arns}:task/todo/[0-9a-f]{32}$`)),
      clusterArn: `${arns}:cluster/todo`,
      taskDefinitionArn: revision,
      group: 'service:backend',
      startedBy: id,
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      launchType: 'FARGATE',
      platformVersion: '1.4.0',
      healthStatus: 'UNKNOWN',
      cpu: '256',
      memory: '512',
      availabilityZone: 'eu-central-1a',
      containers: [{ name: 'app', lastStatus: 'RUNNING', imageDigest: digest }],
      tags: [],
    });
    expect(task?.attachments).toMatchObject([{ type: 'ElasticNetworkInterface', status: 'ATTACHED' }]);
    expect(task?.attachments?.[0]?.details?.map(({ name }) => name)).toEqual([
      'subnetId',
      'networkInterfaceId',
      'macAddress',
      'privateDnsName',
      'privateIPv4Address',
    ]);
    expect(Number(task?.startedAt)).toBeGreaterThan(Number(task?.createdAt));
    expect(task).not.toHaveProperty('stoppedAt');
  });

  it('answers unknown tasks as failures', () => {
    const id = 'a'.repeat(32);
    expect(describeTasks.run(world, caller, { cluster, tasks: [id] })).toEqual({
      tasks: [],
      failures: [{ arn: `${arns}:task/todo/${id}`, reason: 'MISSING' }],
    });
  });

  it('shows the tags that a service or a task definition propagates, and those of AWS', () => {
    const tagged = register(world, 'good', {}, { tags: [{ key: 'from', value: 'definition' }] });
    const tags = [{ key: 'from', value: 'service' }];
    create(world, tagged, { desiredCount: 1, tags, propagateTags: 'SERVICE', enableECSManagedTags: true });
    until(world, () => list().length === 1);
    const shown = () =>
      describeTasks.run(world, caller, { cluster, tasks: list(), include: ['TAGS'] }).tasks?.[0]?.tags;
    expect(shown()).toEqual([
      ...tags,
      { key: 'aws:ecs:clusterName', value: 'todo' },
      { key: 'aws:ecs:serviceName', value: 'backend' },
    ]);
    update(world, { propagateTags: 'TASK_DEFINITION', enableECSManagedTags: false, forceNewDeployment: true });
    until(world, () => completed(world));
    expect(shown()).toEqual([{ key: 'from', value: 'definition' }]);
  });
});

describe('ListTasks (§2.4)', () => {
  it('lists those that are to run, from PROVISIONING on, by service, family and starter', () => {
    create(world, revision);
    create(world, register(world, 'good', {}, { family: 'other' }), { serviceName: 'other', desiredCount: 1 });
    until(world, () => list().length === 3);
    expect(list({ serviceName: 'backend' })).toHaveLength(2);
    expect(list({ serviceName: `${arns}:service/todo/other` })).toHaveLength(1);
    expect(list({ family: 'backend' })).toHaveLength(2);
    expect(list({ family: 'back' })).toEqual([]);
    expect(list({ startedBy: theService(world).deployments?.[0]?.id })).toHaveLength(2);
    expect(list({ launchType: 'EC2' })).toEqual([]);
  });

  it('answers pages', () => {
    create(world, revision, { desiredCount: 3 });
    until(world, () => list().length === 3);
    const first = listTasks.run(world, caller, { cluster, maxResults: 2 });
    expect(first.taskArns).toHaveLength(2);
    expect(list({ maxResults: 2, nextToken: first.nextToken })).toHaveLength(1);
  });

  it('lists stopped tasks for an hour', () => {
    create(world, revision, { desiredCount: 1 });
    until(world, () => completed(world));
    update(world, { desiredCount: 0 });
    until(world, () => tasks(world, 'STOPPED')[0]?.lastStatus === 'STOPPED');
    world.clock.advance(3_500_000);
    expect(list({ desiredStatus: 'STOPPED' })).toHaveLength(1);
    world.clock.advance(200_000);
    expect(list({ desiredStatus: 'STOPPED' })).toEqual([]);
  });
});

describe('StopTask (§2.7)', () => {
  it('ends a task with the given reason, and the service puts another in its place', () => {
    create(world, revision, { desiredCount: 1 });
    until(world, () => completed(world));
    const [task = ''] = list();
    const answer = stopTask.run(world, caller, { cluster, task, reason: 'enough' });
    expect(answer.task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'enough' });
    until(world, () => theService(world).runningCount === 1);
    expect(list()).not.toContain(task);
  });

  it('says its own reason without one, and refuses a task that is not there', () => {
    create(world, revision, { desiredCount: 1 });
    until(world, () => list().length === 1);
    const [task = ''] = list();
    expect(stopTask.run(world, caller, { cluster, task }).task?.stoppedReason).toBe('Task stopped by user');
    expect(refusal(() => stopTask.run(world, caller, { cluster, task: 'none' }))).toEqual({
      code: 'InvalidParameterException',
      message: 'The referenced task was not found.',
    });
  });
});

describe('a task that cannot start says why (§2.7)', () => {
  /** The first failure of a service of such a revision. */
  function failure(taskDefinition: string, more: Parameters<typeof order>[1] = {}) {
    create(world, taskDefinition, { desiredCount: 1, ...more });
    until(world, () => tasks(world, 'STOPPED').length > 0);
    const [task] = tasks(world, 'STOPPED');
    expect(task?.stopCode).toBe('TaskFailedToStart');
    expect(task).not.toHaveProperty('startedAt');
    return task?.stoppedReason ?? '';
  }
  const secret = (valueFrom: string) => register(world, 'good', { secrets: [{ name: 'KEY', valueFrom }] });
  const unable = 'ResourceInitializationError: unable to pull secrets or registry auth: ';

  it('no such tag', () => {
    expect(failure(register(world, 'missing'))).toMatch(
      /^CannotPullContainerError: pull image manifest has been retried 1 time\(s\): failed to resolve ref \S+:missing: \S+:missing: not found$/,
    );
  });

  it('an image for another platform', () => {
    const runtimePlatform = { cpuArchitecture: 'ARM64' };
    expect(failure(register(world, 'good', {}, { runtimePlatform }))).toBe(
      "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/arm64'",
    );
  });

  it('no such role', () => {
    deleteRole(world, caller.account, role);
    expect(failure(revision)).toMatch(`ECS was unable to assume the role '${role}' that was provided for this task.`);
  });

  it('no such parameter', () => {
    expect(failure(secret('/todo/key'))).toMatch(
      `${unable}execution resource retrieval failed: unable to retrieve secrets from ssm: `,
    );
  });

  it('no such secret', () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:210987654321:secret:todo-AbCdEf';
    expect(failure(secret(arn))).toMatch(
      `${unable}execution resource retrieval failed: unable to retrieve secret from asm: `,
    );
  });

  it('no such log group', () => {
    deleteLogGroup.run(world, caller, { logGroupName: group });
    const options = { 'awslogs-group': group, 'awslogs-region': 'eu-central-1', 'awslogs-stream-prefix': 'ecs' };
    const logged = register(world, 'good', { logConfiguration: { logDriver: 'awslogs', options } });
    expect(failure(logged)).toMatch(
      /^ResourceInitializationError: failed to validate logger args: .*ResourceNotFoundException: The specified log group does not exist\./,
    );
  });

  it('no way to the registry', () => {
    const { awsvpcConfiguration: vpc } = network;
    const closed = { networkConfiguration: { awsvpcConfiguration: { subnets: vpc?.subnets } } };
    expect(failure(revision, closed)).toMatch(
      /^ResourceInitializationError: unable to pull secrets or registry auth: .*i\/o timeout$/,
    );
  });

  it('and starts once the secret is there, in each form of its name (§3)', () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:210987654321:secret:todo-AbCdEf';
    addSecret(world, caller, arn);
    addSecret(world, caller, '/todo/key');
    create(world, secret(`${arn}:password:AWSCURRENT:`), { desiredCount: 1 });
    until(world, () => completed(world));
    update(world, { taskDefinition: secret('arn:aws:ssm:eu-central-1:210987654321:parameter/todo/key') });
    until(world, () => completed(world));
    expect(tasks(world, 'STOPPED').filter(({ stopCode }) => stopCode === 'TaskFailedToStart')).toEqual([]);
  });
});
