import {
  GetCallerIdentity$,
  type GetCallerIdentityCommandInput,
  type GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import type { Operation } from '../operation.ts';
import { userId } from './identity.ts';

/** Needs no permission; says who the caller is. */
export const getCallerIdentity: Operation<
  GetCallerIdentityCommandInput,
  Omit<GetCallerIdentityCommandOutput, '$metadata'>
> = {
  name: 'sts:GetCallerIdentity',
  schema: GetCallerIdentity$,
  effect: 'read',
  limits: [],
  buckets: [{ name: 'sts', burst: 600, refill: 600 }],
  facts: ['§7', '§9.3'],
  run: (_world, caller) => ({ UserId: userId(caller.principal), Account: caller.account, Arn: caller.principal }),
};
