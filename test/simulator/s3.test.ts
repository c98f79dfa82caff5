import * as s3 from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inProcess, overHttp, type Way } from './ways.ts';

const Bucket = 'ecs-steward-210987654321-eu-central-1';
const here = { LocationConstraint: 'eu-central-1' } as const;

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('S3 %s', (_name, open) => {
  let way: Way;
  let client: s3.S3Client;
  const create = (name = Bucket) =>
    client.send(new s3.CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: here }));
  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    client = new s3.S3Client(way.config());
  });
  afterEach(() => way.close());

  it('keeps an object with its type and metadata, and gives it back byte for byte', async () => {
    await create();
    const Body = new Uint8Array([0, 255, 10, 13, 7]);
    const put = { Bucket, Key: 'code/1.0 a.zip', Body, ContentType: 'application/zip', Metadata: { sha: 'abc' } };
    const { ETag } = await client.send(new s3.PutObjectCommand(put));
    const got = await client.send(new s3.GetObjectCommand({ Bucket, Key: put.Key }));
    expect(await got.Body?.transformToByteArray()).toEqual(Body);
    expect(got).toMatchObject({ ETag, ContentType: 'application/zip', Metadata: { sha: 'abc' }, ContentLength: 5 });
    const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: put.Key }));
    expect(head).toMatchObject({ ETag, ContentLength: 5, LastModified: new Date(way.simulator.world.clock.now()) });
  });

  it('tells an object that is not there from a bucket that is not there', async () => {
    const get = () => client.send(new s3.GetObjectCommand({ Bucket, Key: 'none' }));
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await create();
    await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey', message: 'The specified key does not exist.' });
    await expect(client.send(new s3.HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('refuses a name that is taken, by whom it is taken', async () => {
    const other = new s3.S3Client(way.config('111111111111'));
    await other.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: here }));
    await expect(create()).rejects.toMatchObject({ name: 'BucketAlreadyExists', $metadata: { httpStatusCode: 409 } });
    await create('mine-alone');
    await expect(create('mine-alone')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    await expect(client.send(new s3.HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
    await expect(client.send(new s3.HeadBucketCommand({ Bucket: 'nobodys' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await expect(client.send(new s3.PutObjectCommand({ Bucket, Key: 'a', Body: 'b' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(await client.send(new s3.HeadBucketCommand({ Bucket: 'mine-alone' }))).toMatchObject({
      BucketRegion: 'eu-central-1',
    });
  });

  it('refuses a name that no bucket can have, and a region that is not the one that is asked', async () => {
    await expect(create('With_Underscore')).rejects.toMatchObject({ name: 'InvalidBucketName' });
    const there = { LocationConstraint: 'eu-west-1' } as const;
    const elsewhere = new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: there });
    await expect(client.send(elsewhere)).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
    });
  });

  it('keeps encryption, public access block and versions of a bucket', async () => {
    await create();
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const }, BucketKeyEnabled: true };
    await client.send(
      new s3.PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } }),
    );
    const all = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
    await client.send(new s3.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: all }));
    await client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    const put = (Body: string) => client.send(new s3.PutObjectCommand({ Bucket, Key: 'a', Body }));
    const { VersionId } = await put('one');
    await put('two');
    const text = async (version?: string) => {
      const asked = { Bucket, Key: 'a', ...(version === undefined ? {} : { VersionId: version }) };
      return (await client.send(new s3.GetObjectCommand(asked))).Body?.transformToString();
    };
    expect([await text(VersionId), await text()]).toEqual(['one', 'two']);
  });

  it('changes nothing for a body that does not fit its checksum, nor over what may not be there', async () => {
    await create();
    const put = (more: Partial<s3.PutObjectCommandInput>) =>
      client.send(new s3.PutObjectCommand({ Bucket, Key: 'a', Body: 'one', ...more }));
    await expect(put({ ChecksumSHA256: 'AAAA' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(client.send(new s3.HeadObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    await put({ IfNoneMatch: '*' });
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('refuses operations and parameters that it does not know by name', async () => {
    await create();
    await expect(client.send(new s3.ListObjectsV2Command({ Bucket }))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
    const acl = new s3.PutObjectCommand({ Bucket, Key: 'a', Body: 'b', ACL: 'public-read' });
    await expect(client.send(acl)).rejects.toMatchObject({
      message: 'The simulator does not know ACL of s3:PutObject.',
    });
  });
});
