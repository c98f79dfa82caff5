import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { contract } from './contract.ts';
import { inProcess } from './ways.ts';

contract('in this process', inProcess);

describe('a request handler', () => {
  const credentials = { accessKeyId: 'AKIAANY', secretAccessKey: 'simulated' };

  it('made for a principal makes all calls that principal’s', async () => {
    const arn = 'arn:aws:sts::123456789012:assumed-role/deploy/ci';
    const requestHandler = createSimulator().requestHandler(arn);
    const client = new sts.STSClient({ region: 'eu-central-1', credentials, requestHandler });
    expect(await client.send(new sts.GetCallerIdentityCommand({}))).toMatchObject({
      Arn: arn,
      Account: '123456789012',
    });
  });

  it('lets a call that was aborted on the way have its effect, and no answer', async () => {
    const simulator = createSimulator();
    const abort = new AbortController();
    simulator.world.clock.after(10_000, 'the caller gives up', () => abort.abort());
    simulator.faults.order({ on: 'sts:AssumeRole', do: { kind: 'delay', ms: 30_000 } });
    const client = new sts.STSClient({
      region: 'eu-central-1',
      credentials,
      requestHandler: simulator.requestHandler(),
    });
    const role = { RoleArn: 'arn:aws:iam::123456789012:role/deploy', RoleSessionName: 'ci' };
    const call = client.send(new sts.AssumeRoleCommand(role), { abortSignal: abort.signal });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(simulator.ledger.entries()).toMatchObject([{ applied: true, answered: 'nothing' }]);
  });
});
