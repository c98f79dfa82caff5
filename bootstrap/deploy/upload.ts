import { createHash } from 'node:crypto';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Identity } from './identity.ts';
import { type Outcome, thrown, trouble, troubleOf } from './trouble.ts';

/** One thing that CloudFormation reads from the bucket: a function's code, or a template that is too long to be sent. */
export interface Artefact {
  /** `reconcile` */
  readonly name: string;
  readonly kind: 'zip' | 'json';
  readonly bytes: Uint8Array;
}

export interface Uploaded {
  readonly bucket: string;
  /** By the artefact's name; the key holds the content's hash, so a key never changes its meaning. */
  readonly keys: Readonly<Record<string, string>>;
  /** Names of what was not there before. */
  readonly sent: readonly string[];
}

type S3 = Pick<S3Client, 'send'>;

export function bucketName(identity: Identity): string {
  return `ecs-steward-${identity.account}-${identity.region}`;
}

/** `code/reconcile-1f0c….zip`, by SHA-256 of the bytes */
export function keyOf({ name, kind, bytes }: Artefact): string {
  return `code/${name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${kind}`;
}

/** Puts what is not there yet; an interrupted upload is simply done again, as S3 shows an object only when it is whole. */
export async function upload(
  s3: S3,
  identity: Identity,
  bucket: string,
  artefacts: readonly Artefact[],
): Promise<Outcome<Uploaded>> {
  const ready = await ensureBucket(s3, identity, bucket);
  if (!ready.ok) return ready;
  const keys: Record<string, string> = {};
  const sent: string[] = [];
  for (const artefact of artefacts) {
    const key = keyOf(artefact);
    keys[artefact.name] = key;
    const put = await putOnce(s3, identity, bucket, key, artefact);
    if (!put.ok) return put;
    if (put.value) sent.push(artefact.name);
  }
  return { ok: true, value: { bucket, keys, sent } };
}

async function ensureBucket(s3: S3, { account, region }: Identity, bucket: string): Promise<Outcome<void>> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account }));
    // An earlier run may have ended between the bucket and its settings.
    return secured(s3, bucket, account);
  } catch (error) {
    const { status } = thrown(error);
    if (status === 403) return taken(bucket, account);
    if (status !== 404) return troubleOf('s3:ListBucket', error);
  }
  try {
    // us-east-1 is the one region that S3 takes no constraint for (API reference, CreateBucket).
    const where =
      region === 'us-east-1'
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ...where }));
  } catch (error) {
    const { name } = thrown(error);
    if (name === 'BucketAlreadyExists') return taken(bucket, account);
    if (name !== 'BucketAlreadyOwnedByYou') return troubleOf('s3:CreateBucket', error);
  }
  return secured(s3, bucket, account);
}

async function secured(s3: S3, Bucket: string, ExpectedBucketOwner: string): Promise<Outcome<void>> {
  try {
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        ExpectedBucketOwner,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    );
  } catch (error) {
    return troubleOf('s3:PutBucketPublicAccessBlock', error);
  }
  try {
    await s3.send(
      new PutBucketVersioningCommand({
        Bucket,
        ExpectedBucketOwner,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
    return { ok: true, value: undefined };
  } catch (error) {
    return troubleOf('s3:PutBucketVersioning', error);
  }
}

function taken(bucket: string, account: string): Outcome<never> {
  return trouble(
    'bucket-taken',
    `the bucket ${bucket} is there and does not belong to ${account}`,
    'name another one: --bucket NAME',
  );
}

/** True: sent now; false: it was there, whole. */
async function putOnce(
  s3: S3,
  { account }: Identity,
  Bucket: string,
  Key: string,
  { bytes, kind }: Artefact,
): Promise<Outcome<boolean>> {
  const where = { Bucket, Key, ExpectedBucketOwner: account };
  try {
    const there = await s3.send(new HeadObjectCommand(where));
    if (there.ContentLength === bytes.byteLength) return { ok: true, value: false };
  } catch (error) {
    const { status } = thrown(error);
    // Without s3:ListBucket S3 says 403 for what is not there.
    if (status !== 404 && status !== 403) return troubleOf('s3:GetObject', error);
  }
  try {
    const ChecksumSHA256 = createHash('sha256').update(bytes).digest('base64');
    await s3.send(new PutObjectCommand({ ...where, Body: bytes, ChecksumSHA256, ContentType: `application/${kind}` }));
    return { ok: true, value: true };
  } catch (error) {
    const failed = troubleOf('s3:PutObject', error);
    if (failed.ok || failed.trouble.code !== 'aws') return failed;
    return trouble(
      'upload-failed',
      `the upload of ${Key} broke off (${thrown(error).message})`,
      'run the same command again: what is uploaded is not sent twice',
    );
  }
}
