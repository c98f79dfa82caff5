import {
  DeleteRetentionPolicy$,
  type DeleteRetentionPolicyRequest,
  PutRetentionPolicy$,
  type PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import { bucketOf, groupName, limit, needed } from './inputs.ts';
import { theGroup } from './state.ts';

/** Ten days or two weeks and a day are refused: AWS knows these only (aws-facts §7). */
const allowedDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Older events are no longer shown from now on. Throws ResourceNotFoundException, InvalidParameterException. */
export const putRetentionPolicy: Operation<PutRetentionPolicyRequest, object> = {
  name: 'logs:PutRetentionPolicy',
  schema: PutRetentionPolicy$,
  effect: 'write',
  limits: [
    ...groupName,
    needed('retentionInDays'),
    limit('retentionInDays', `satisfy enum value set: [${allowedDays.join(', ')}]`, { oneOf: allowedDays }),
  ],
  buckets: bucketOf('PutRetentionPolicy', 10),
  facts: ['§7', '§8', '§9.3'],
  run(world, caller, input) {
    refuseOthers('logs:PutRetentionPolicy', input, ['logGroupName', 'retentionInDays']);
    theGroup(world, caller, input.logGroupName ?? '').retentionInDays = input.retentionInDays;
    return {};
  },
};

/** From then on the group keeps its events for ever. */
export const deleteRetentionPolicy: Operation<DeleteRetentionPolicyRequest, object> = {
  name: 'logs:DeleteRetentionPolicy',
  schema: DeleteRetentionPolicy$,
  effect: 'write',
  limits: groupName,
  buckets: bucketOf('DeleteRetentionPolicy', 10),
  facts: ['§7', '§8'],
  run(world, caller, input) {
    refuseOthers('logs:DeleteRetentionPolicy', input, ['logGroupName']);
    theGroup(world, caller, input.logGroupName ?? '').retentionInDays = undefined;
    return {};
  },
};
