import * as client from '@aws-sdk/client-s3';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { bucketFor, bucketsOf } from './state.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§1.1', '§1.2'] } as const;

/** General purpose buckets (S3 user guide, «General purpose bucket naming rules»), as far as they forbid anything here. */
const bucketName = /^(?!xn--|\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;

export const createBucket: Operation<client.CreateBucketCommandInput, Plain<client.CreateBucketCommandOutput>> = {
  ...shared,
  name: 's3:CreateBucket',
  schema: client.CreateBucket$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('s3:CreateBucket', input, ['Bucket', 'CreateBucketConfiguration', 'ObjectOwnership']);
    const name = input.Bucket ?? '';
    refuseOthers('s3:CreateBucket', input.CreateBucketConfiguration ?? {}, ['LocationConstraint']);
    if (!bucketName.test(name))
      throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
    checkLocation(caller.region, input.CreateBucketConfiguration?.LocationConstraint);
    const buckets = bucketsOf(world);
    const existing = buckets.get(name);
    if (existing?.owner.account === caller.account)
      throw new AwsError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: name },
      );
    if (existing !== undefined)
      throw new AwsError(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        409,
        { BucketName: name },
      );
    buckets.set(name, {
      name,
      owner: { account: caller.account, region: caller.region },
      objects: new Map(),
      encryption: 'AES256',
      publicAccessBlocked: true,
      versioning: undefined,
    });
    return { Location: `/${name}` };
  },
};

/** us-east-1 is asked for by saying nothing; every other region has to be named. */
function checkLocation(region: string, wanted: string | undefined): void {
  if (wanted === (region === 'us-east-1' ? undefined : region)) return;
  throw new AwsError(
    'IllegalLocationConstraintException',
    `The ${wanted ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

/** Its errors have no body: 404 NotFound, 403 Forbidden, 301. */
export const headBucket: Operation<client.HeadBucketCommandInput, Plain<client.HeadBucketCommandOutput>> = {
  ...shared,
  name: 's3:HeadBucket',
  schema: client.HeadBucket$,
  effect: 'read',
  run: (world, caller, input) => {
    const bucket = bucketsOf(world).get(input.Bucket ?? '');
    if (bucket === undefined) throw new AwsError('NotFound', 'Not Found', 404);
    const { account, region } = bucket.owner;
    if (account !== caller.account || (input.ExpectedBucketOwner ?? account) !== account)
      throw new AwsError('Forbidden', 'Forbidden', 403);
    if (region !== caller.region) throw new AwsError('301', 'Moved Permanently', 301);
    return { BucketRegion: region, BucketArn: `arn:aws:s3:::${bucket.name}` };
  },
};

export const putBucketEncryption: Operation<
  client.PutBucketEncryptionCommandInput,
  Plain<client.PutBucketEncryptionCommandOutput>
> = {
  ...shared,
  name: 's3:PutBucketEncryption',
  schema: client.PutBucketEncryption$,
  effect: 'write',
  run: (world, caller, input) => {
    const bucket = bucketFor(world, caller, input);
    const rules = input.ServerSideEncryptionConfiguration?.Rules ?? [];
    const algorithm = rules[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    if (rules.length !== 1 || (algorithm !== 'AES256' && algorithm !== 'aws:kms'))
      throw new AwsError(
        'MalformedXML',
        'The XML you provided was not well-formed or did not validate against our published schema',
      );
    bucket.encryption = algorithm;
    return {};
  },
};

export const putPublicAccessBlock: Operation<
  client.PutPublicAccessBlockCommandInput,
  Plain<client.PutPublicAccessBlockCommandOutput>
> = {
  ...shared,
  name: 's3:PutPublicAccessBlock',
  schema: client.PutPublicAccessBlock$,
  effect: 'write',
  run: (world, caller, input) => {
    const bucket = bucketFor(world, caller, input);
    const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
      input.PublicAccessBlockConfiguration ?? {};
    const switches = [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets];
    bucket.publicAccessBlocked = switches.every((on) => on === true);
    return {};
  },
};

export const putBucketVersioning: Operation<
  client.PutBucketVersioningCommandInput,
  Plain<client.PutBucketVersioningCommandOutput>
> = {
  ...shared,
  name: 's3:PutBucketVersioning',
  schema: client.PutBucketVersioning$,
  effect: 'write',
  run: (world, caller, input) => {
    const bucket = bucketFor(world, caller, input);
    const { Status: status, ...others } = input.VersioningConfiguration ?? {};
    refuseOthers('s3:PutBucketVersioning', others, []);
    if (status !== 'Enabled' && status !== 'Suspended')
      throw new AwsError('IllegalVersioningConfigurationException', 'The Versioning element must be specified');
    bucket.versioning = status;
    return {};
  },
};
