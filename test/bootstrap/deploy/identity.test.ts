import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { identify } from '../../../bootstrap/deploy/identity.ts';

const region = 'eu-central-1';

function answering(answer: object | Error) {
  const client = new STSClient({ region });
  const mock = mockClient(client);
  if (answer instanceof Error) mock.on(GetCallerIdentityCommand).rejects(answer);
  else mock.on(GetCallerIdentityCommand).resolves(answer);
  return { client, calls: () => mock.calls().length };
}

function failing(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

const anna = { Account: '210987654321', Arn: 'arn:aws:sts::210987654321:assumed-role/admin/anna' };

describe('who deploys, and where', () => {
  it('is told by the credentials themselves', async () => {
    const { client } = answering(anna);
    expect(await identify(client, { region, account: '210987654321' })).toEqual({
      ok: true,
      value: { account: '210987654321', region, arn: anna.Arn, partition: 'aws' },
    });
  });

  it('refuses root credentials, and says how it is done right', async () => {
    const { client } = answering({ Account: '210987654321', Arn: 'arn:aws:iam::210987654321:root' });
    expect(await identify(client, { region, account: undefined })).toMatchObject({
      ok: false,
      trouble: { code: 'root', cause: expect.stringContaining('210987654321') },
    });
  });

  it('refuses another account than the one that was named', async () => {
    const { client } = answering(anna);
    expect(await identify(client, { region, account: '111111111111' })).toMatchObject({
      trouble: { code: 'wrong-account', cause: expect.stringMatching(/210987654321.*111111111111/) },
    });
  });

  it('asks nobody while no region is named', async () => {
    const { client, calls } = answering(anna);
    expect(await identify(client, { region: undefined, account: undefined })).toMatchObject({
      trouble: { code: 'wrong-region' },
    });
    expect(calls()).toBe(0);
  });

  it.each([
    ['CredentialsProviderError', 'Could not load credentials from any providers', 'no-credentials'],
    ['ExpiredTokenException', 'The security token included in the request is expired', 'expired-credentials'],
    ['AccessDenied', 'explicit deny', 'denied'],
    ['TimeoutError', 'socket hang up', 'aws'],
  ])('%s is said as what it means', async (name, message, code) => {
    const { client } = answering(failing(name, message));
    const result = await identify(client, { region, account: undefined });
    expect(result).toMatchObject({ ok: false, trouble: { code, cause: expect.stringContaining(message) } });
    if (!result.ok) expect(result.trouble.whatToDo[0].length).toBeGreaterThan(5);
  });
});
