import { createChangeSet, deleteChangeSet, describeChangeSet, executeChangeSet } from './cloudformation/change-sets.ts';
import {
  deleteStack,
  describeStackEvents,
  describeStacks,
  getTemplate,
  listStackResources,
  updateTerminationProtection,
  validateTemplate,
} from './cloudformation/stacks.ts';
import type { SimulatedService } from './operation.ts';

/** Stacks by change set, from templates in JSON; resources of the kinds that are listed in resource-types.ts are really made. */
export const cloudformation: SimulatedService = {
  endpoint: 'cloudformation',
  signingName: 'cloudformation',
  protocol: 'awsQuery',
  target: '2010-05-15',
  namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  operations: [
    createChangeSet,
    describeChangeSet,
    executeChangeSet,
    deleteChangeSet,
    describeStacks,
    describeStackEvents,
    listStackResources,
    getTemplate,
    validateTemplate,
    deleteStack,
    updateTerminationProtection,
  ],
};
