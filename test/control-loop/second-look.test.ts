import { ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../src/aws/call.ts';
import { createClients } from '../../src/aws/clients.ts';
import { Receipt } from '../../src/aws/receipt.ts';
import { gaveUp } from '../../src/control-loop/second-look.ts';

const ecs = mockClient(ECSClient);
const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };

function aws() {
  const clients = createClients({
    region: 'eu-central-1',
    credentials: { accessKeyId: '210987654321', secretAccessKey: 'none' },
  });
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
