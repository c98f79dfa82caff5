import type { SimulatedService } from './operation.ts';
import { assumeRole } from './sts/assume-role.ts';
import { getCallerIdentity } from './sts/get-caller-identity.ts';

export const sts: SimulatedService = {
  endpoint: 'sts',
  signingName: 'sts',
  protocol: 'awsQuery',
  target: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  operations: [getCallerIdentity, assumeRole],
};
