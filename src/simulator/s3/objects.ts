import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as client from '@aws-sdk/client-s3';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { type Bucket, bucketFor, bucketsOf, type ObjectVersion, versionOf } from './state.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§1.1', '§1.2'] } as const;

const putMembers = [
  'Bucket',
  'Key',
  'Body',
  'ContentType',
  'ContentLength',
  'ContentMD5',
  'Metadata',
  'ChecksumAlgorithm',
  'ChecksumCRC32',
  'ChecksumSHA256',
  'IfNoneMatch',
  'ExpectedBucketOwner',
  'ServerSideEncryption',
];

/** The whole object or nothing: a body that does not fit its checksum changes nothing. */
export const putObject: Operation<client.PutObjectCommandInput, Plain<client.PutObjectCommandOutput>> = {
  ...shared,
  name: 's3:PutObject',
  schema: client.PutObject$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('s3:PutObject', { ...input, Metadata: undefined }, putMembers);
    const bucket = bucketFor(world, caller, input);
    const key = input.Key ?? '';
    const body = input.Body instanceof Uint8Array ? input.Body : new Uint8Array();
    checkDigests(input, body);
    if (input.IfNoneMatch === '*' && bucket.objects.has(key))
      throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
        Condition: 'If-None-Match',
      });
    const version: ObjectVersion = {
      versionId: bucket.versioning === 'Enabled' ? world.random.hex(32) : 'null',
      body,
      etag: `"${digest('md5', 'hex', body)}"`,
      contentType: input.ContentType ?? 'application/octet-stream',
      metadata: { ...input.Metadata },
      crc32: crcOf(body),
      modifiedAt: world.clock.now(),
    };
    const older = (bucket.objects.get(key) ?? []).filter((one) => one.versionId !== version.versionId);
    bucket.objects.set(key, [...older, version]);
    return {
      ETag: version.etag,
      ServerSideEncryption: bucket.encryption,
      ChecksumCRC32: version.crc32,
      ChecksumType: 'FULL_OBJECT',
      ...shownVersion(version),
    };
  },
};

function checkDigests(input: client.PutObjectCommandInput, body: Uint8Array): void {
  const wrong =
    (input.ContentMD5 !== undefined && input.ContentMD5 !== digest('md5', 'base64', body)) ||
    (input.ChecksumCRC32 !== undefined && input.ChecksumCRC32 !== crcOf(body)) ||
    (input.ChecksumSHA256 !== undefined && input.ChecksumSHA256 !== digest('sha256', 'base64', body));
  if (wrong) throw new AwsError('BadDigest', 'The checksum that you specified did not match what we received.');
}

function digest(algorithm: 'md5' | 'sha256', encoding: 'hex' | 'base64', body: Uint8Array): string {
  return createHash(algorithm).update(body).digest(encoding);
}

function crcOf(body: Uint8Array): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

/** The body as bytes: over the wire it is a stream anyway. */
type ReadObject = Omit<Plain<client.GetObjectCommandOutput>, 'Body'> & { readonly Body: Uint8Array };

export const getObject: Operation<client.GetObjectCommandInput, ReadObject> = {
  ...shared,
  name: 's3:GetObject',
  schema: client.GetObject$,
  effect: 'read',
  run: (world, caller, input) => {
    refuseOthers('s3:GetObject', input, ['Bucket', 'Key', 'VersionId', 'ExpectedBucketOwner', 'ChecksumMode']);
    const bucket = bucketFor(world, caller, input);
    const version = versionOf(bucket, input.Key ?? '', input.VersionId);
    if (version === undefined)
      throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: input.Key ?? '' });
    return { ...shownObject(bucket, version), Body: version.body };
  },
};

/** Its errors have no body. */
export const headObject: Operation<client.HeadObjectCommandInput, Plain<client.HeadObjectCommandOutput>> = {
  ...shared,
  name: 's3:HeadObject',
  schema: client.HeadObject$,
  effect: 'read',
  run: (world, caller, input) => {
    refuseOthers('s3:HeadObject', input, ['Bucket', 'Key', 'VersionId', 'ExpectedBucketOwner', 'ChecksumMode']);
    const bucket = bucketsOf(world).get(input.Bucket ?? '');
    const version = bucket && versionOf(bucket, input.Key ?? '', input.VersionId);
    if (bucket !== undefined && bucket.owner.account !== caller.account)
      throw new AwsError('Forbidden', 'Forbidden', 403);
    if (bucket === undefined || version === undefined) throw new AwsError('NotFound', 'Not Found', 404);
    return shownObject(bucket, version);
  },
};

function shownObject(bucket: Bucket, version: ObjectVersion) {
  return {
    ContentLength: version.body.byteLength,
    ContentType: version.contentType,
    ETag: version.etag,
    LastModified: new Date(version.modifiedAt),
    Metadata: { ...version.metadata },
    ServerSideEncryption: bucket.encryption,
    ChecksumCRC32: version.crc32,
    ...shownVersion(version),
  };
}

function shownVersion({ versionId }: ObjectVersion): { VersionId?: string } {
  return versionId === 'null' ? {} : { VersionId: versionId };
}

/** What Lambda does with the code that a function is made of: throws S3's own errors. */
export function objectBytes(
  world: World,
  caller: Caller,
  place: { readonly bucket: string; readonly key: string; readonly versionId?: string | undefined },
): Uint8Array {
  const bucket = bucketFor(world, caller, { Bucket: place.bucket });
  const version = versionOf(bucket, place.key, place.versionId);
  if (version === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  return version.body;
}
