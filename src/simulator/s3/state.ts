import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { type Caller, stateKey, type World } from '../world.ts';

export interface ObjectVersion {
  /** `null` while the bucket keeps no versions, as S3 spells it. */
  readonly versionId: string;
  readonly body: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Base64 of the CRC-32. */
  readonly crc32: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface Bucket {
  readonly name: string;
  readonly owner: Where;
  /** By key; the newest version last. */
  readonly objects: Map<string, ObjectVersion[]>;
  encryption: 'AES256' | 'aws:kms';
  publicAccessBlocked: boolean;
  versioning: 'Enabled' | 'Suspended' | undefined;
}

/** Names of buckets are one space for all accounts and regions. */
const bucketsKey = stateKey('s3:buckets', () => new Map<string, Bucket>());
const everywhere = { account: 'aws', region: 'global' };

export function bucketsOf(world: World): Map<string, Bucket> {
  return world.state(bucketsKey, everywhere);
}

/** The caller's bucket. Bucket policies are not simulated, so another account's is closed. */
export function bucketFor(
  world: World,
  caller: Caller,
  {
    Bucket: name = '',
    ExpectedBucketOwner: expected,
  }: { Bucket?: string | undefined; ExpectedBucketOwner?: string | undefined },
): Bucket {
  const bucket = bucketsOf(world).get(name);
  if (bucket === undefined)
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
  const { account, region } = bucket.owner;
  if (account !== caller.account || (expected !== undefined && expected !== account)) throw denied();
  if (region !== caller.region)
    throw new AwsError(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      301,
      { Bucket: name, Endpoint: `${name}.s3.${region}.amazonaws.com` },
    );
  return bucket;
}

function denied(): AwsError {
  return new AwsError('AccessDenied', 'Access Denied', 403);
}

/** The version that is asked for, else the newest; undefined: none. */
export function versionOf(bucket: Bucket, key: string, versionId: string | undefined): ObjectVersion | undefined {
  const versions = bucket.objects.get(key) ?? [];
  return versionId === undefined ? versions.at(-1) : versions.find((one) => one.versionId === versionId);
}
