import {
  createFunction,
  deleteFunction,
  deleteFunctionConcurrency,
  getFunction,
  getFunctionRecursionConfig,
  putFunctionConcurrency,
  putFunctionRecursionConfig,
  updateFunctionCode,
  updateFunctionConfiguration,
} from './lambda/functions.ts';
import { invoke } from './lambda/invoke.ts';
import {
  createEventSourceMapping,
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
} from './lambda/mappings.ts';
import { addPermission, getPolicy, removePermission } from './lambda/permissions.ts';
import type { SimulatedService } from './operation.ts';

/** Functions of Node.js as zips, which really run; queues and table streams as their sources. No versions, layers or images. */
export const lambda: SimulatedService = {
  endpoint: 'lambda',
  signingName: 'lambda',
  protocol: 'restJson1',
  target: '2015-03-31',
  operations: [
    createFunction,
    updateFunctionCode,
    updateFunctionConfiguration,
    getFunction,
    deleteFunction,
    putFunctionConcurrency,
    deleteFunctionConcurrency,
    putFunctionRecursionConfig,
    getFunctionRecursionConfig,
    invoke,
    addPermission,
    removePermission,
    getPolicy,
    createEventSourceMapping,
    updateEventSourceMapping,
    getEventSourceMapping,
    listEventSourceMappings,
    deleteEventSourceMapping,
  ],
};
