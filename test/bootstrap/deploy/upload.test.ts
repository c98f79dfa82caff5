import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Identity } from '../../../bootstrap/deploy/identity.ts';
import { type Artefact, bucketName, keyOf, upload } from '../../../bootstrap/deploy/upload.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';

const identity: Identity = {
  account: '210987654321',
  region: 'eu-central-1',
  arn: 'arn:aws:iam::210987654321:user/anna',
  partition: 'aws',
};
const code: Artefact = { name: 'reconcile', kind: 'zip', bytes: new Uint8Array([1, 2, 3]) };
const other: Artefact = { name: 'dispatch', kind: 'zip', bytes: new Uint8Array([4]) };

let simulator: Simulator;
let s3: S3Client;

function clientOf(account: string): S3Client {
  return new S3Client({
    region: identity.region,
    credentials: { accessKeyId: account, secretAccessKey: 'simulated' },
    requestHandler: simulator.requestHandler(),
    maxAttempts: 1,
  });
}

beforeEach(() => {
  simulator = createSimulator({ seed: 1, throttling: false, latencyMs: [0, 0] });
  s3 = clientOf(identity.account);
});

const send = (artefacts: readonly Artefact[], bucket = bucketName(identity)) => upload(s3, identity, bucket, artefacts);
const actions = () => simulator.ledger.entries().map(({ action }) => action);

describe('the upload', () => {
  it('makes a bucket that nobody else can read, and puts each thing under its hash', async () => {
    const result = await send([code, other]);
    expect(result).toMatchObject({
      ok: true,
      value: { bucket: 'ecs-steward-210987654321-eu-central-1', sent: ['reconcile', 'dispatch'] },
    });
    expect(keyOf(code)).toMatch(/^code\/reconcile-[0-9a-f]{32}\.zip$/);
    const got = await s3.send(new GetObjectCommand({ Bucket: bucketName(identity), Key: keyOf(code) }));
    expect(await got.Body?.transformToByteArray()).toEqual(code.bytes);
    expect(actions().filter((action) => action.includes('PublicAccessBlock'))).toHaveLength(1);
  });

  it('sends nothing twice, and another content under another key', async () => {
    await send([code]);
    expect(await send([code])).toMatchObject({ value: { sent: [] } });
    const changed = { ...code, bytes: new Uint8Array([9]) };
    expect(keyOf(changed)).not.toBe(keyOf(code));
    expect(await send([changed])).toMatchObject({ value: { sent: ['reconcile'] } });
  });

  it('a bucket of that name that belongs to somebody else is said, with the way out', async () => {
    await clientOf('111111111111').send(
      new CreateBucketCommand({
        Bucket: bucketName(identity),
        CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
      }),
    );
    expect(await send([code])).toMatchObject({
      ok: false,
      trouble: { code: 'bucket-taken', whatToDo: [expect.stringContaining('--bucket')] },
    });
  });

  it('an upload that broke off goes on where it stopped', async () => {
    simulator.faults.order({
      on: 's3:PutObject',
      nth: 2,
      do: {
        kind: 'error',
        code: 'InternalError',
        message: 'We encountered an internal error.',
        status: 500,
        when: 'before',
      },
    });
    expect(await send([code, other])).toMatchObject({ ok: false, trouble: { code: 'upload-failed' } });
    expect(await send([code, other])).toMatchObject({ ok: true, value: { sent: ['dispatch'] } });
  });

  it('settings that an earlier run did not come to are made up for', async () => {
    simulator.faults.order({
      on: 's3:PutPublicAccessBlock',
      nth: 1,
      do: { kind: 'error', code: 'AccessDenied', message: 'Access Denied', status: 403, when: 'before' },
    });
    expect(await send([code])).toMatchObject({ trouble: { code: 'denied' } });
    expect(await send([code])).toMatchObject({ ok: true });
    expect(actions().filter((action) => action.includes('PublicAccessBlock'))).toHaveLength(2);
  });

  it('a permission that is missing is named', async () => {
    simulator.faults.order({
      on: 's3:CreateBucket',
      do: { kind: 'error', code: 'AccessDenied', message: 'Access Denied', status: 403, when: 'before' },
    });
    expect(await send([code])).toMatchObject({
      trouble: { code: 'denied', cause: expect.stringContaining('s3:CreateBucket is not allowed') },
    });
  });
});
