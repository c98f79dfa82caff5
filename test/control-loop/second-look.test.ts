import {
  DescribeTasksCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../src/aws/call.ts';
import { createClients } from '../../src/aws/clients.ts';
import { Receipt } from '../../src/aws/receipt.ts';
import { gaveUp, lastStop } from '../../src/control-loop/second-look.ts';

const clients = createClients({
  region: 'eu-central-1',
  credentials: { accessKeyId: '210987654321', secretAccessKey: 'none' },
});
// This client alone: a mocked class would answer in the other files of the worker.
const ecs = mockClient(clients.ecs as ECSClient);
const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };

function aws() {
  return createAws({ clients, clock, receipt: new Receipt(), random: () => 0, deadline: 60_000 });
}

beforeEach(() => ecs.reset());

describe('F30 a deployment that ECS gave up while nobody looked', () => {
  it('is known by the reason that ECS keeps for it', async () => {
    ecs.on(ListServiceDeploymentsCommand).resolves({
      serviceDeployments: [
        { status: 'SUCCESSFUL' },
        { status: 'ROLLBACK_SUCCESSFUL', statusReason: 'tasks failed to start' },
      ],
    });
    expect(await gaveUp(aws(), 'todo', 'todo-api', 5_000)).toBe('tasks failed to start');
    expect(ecs.commandCalls(ListServiceDeploymentsCommand)[0]?.args[0].input).toMatchObject({
      cluster: 'todo',
      service: 'todo-api',
      createdAt: { after: new Date(4_000) },
    });
  });

  it('is not claimed while all deployments succeed, nor when the list can not be read', async () => {
    ecs.on(ListServiceDeploymentsCommand).resolves({ serviceDeployments: [{ status: 'SUCCESSFUL' }] });
    expect(await gaveUp(aws(), 'todo', 'todo-api', 5_000)).toBeUndefined();
    ecs
      .on(ListServiceDeploymentsCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }));
    expect(await gaveUp(aws(), 'todo', 'todo-api', 5_000)).toBeUndefined();
  });
});

describe('why the last task stopped', () => {
  const revision = 'arn:aws:ecs:eu-central-1:210987654321:task-definition/todo-api:2';
  const ask = () => lastStop(aws(), 'todo', 'todo-api', revision);

  it('is the newest of the revision that broke, with its container, and no other revision', async () => {
    ecs.on(ListTasksCommand).resolves({ taskArns: ['a', 'b', 'c', 'd'] });
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        { taskDefinitionArn: `${revision}1`, stoppedReason: 'of another revision', stoppedAt: new Date(9_000) },
        {
          taskDefinitionArn: revision,
          stopCode: 'TaskFailedToStart',
          stoppedReason: 'old',
          stoppedAt: new Date(1_000),
        },
        {
          taskDefinitionArn: revision,
          stopCode: 'EssentialContainerExited',
          stoppedReason: 'Essential container in task exited',
          stoppedAt: new Date(2_000),
          containers: [{ name: 'api', exitCode: 1 }],
        },
        {
          taskDefinitionArn: revision,
          stopCode: 'ServiceSchedulerInitiated',
          stoppedReason: 'Scaling activity initiated by deployment ecs-svc/1',
          stoppedAt: new Date(3_000),
        },
      ],
    });
    expect(await ask()).toBe('Essential container in task exited; api exit code 1');
    expect(ecs.commandCalls(ListTasksCommand)[0]?.args[0].input).toEqual({
      cluster: 'todo',
      serviceName: 'todo-api',
      desiredStatus: 'STOPPED',
    });
  });

  it('is the container’s reason where the task has none, and said once where both have the same', async () => {
    ecs.on(ListTasksCommand).resolves({ taskArns: ['a'] });
    const pull = 'CannotPullContainerError: not found';
    const stopped = { taskDefinitionArn: revision, containers: [{ name: 'api', reason: pull }] };
    ecs.on(DescribeTasksCommand).resolves({ tasks: [stopped] });
    expect(await ask()).toBe(`api ${pull}`);
    ecs.on(DescribeTasksCommand).resolves({ tasks: [{ ...stopped, stoppedReason: pull }] });
    expect(await ask()).toBe(pull);
  });

  it('is not guessed where no task is left or they can not be read', async () => {
    ecs.on(ListTasksCommand).resolves({ taskArns: [] });
    expect(await ask()).toBeUndefined();
    expect(ecs.commandCalls(DescribeTasksCommand)).toEqual([]);
    ecs
      .on(ListTasksCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }));
    expect(await ask()).toBeUndefined();
  });
});
