import type { SimulatedService } from './operation.ts';
import {
  createBucket,
  headBucket,
  putBucketEncryption,
  putBucketVersioning,
  putPublicAccessBlock,
} from './s3/buckets.ts';
import { getObject, headObject, putObject } from './s3/objects.ts';

/** Of S3 what keeps a function's code: buckets of one account, whole objects, versions. No policies, no parts, no lists. */
export const s3: SimulatedService = {
  endpoint: 's3',
  signingName: 's3',
  protocol: 'restXml',
  target: '2006-03-01',
  namespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  operations: [
    createBucket,
    headBucket,
    putBucketEncryption,
    putPublicAccessBlock,
    putBucketVersioning,
    putObject,
    getObject,
    headObject,
  ],
};
