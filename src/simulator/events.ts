import { describeEventBus, putEvents, putPermission, removePermission } from './events/buses.ts';
import {
  deleteRule,
  describeRule,
  disableRule,
  enableRule,
  listRules,
  listTargetsByRule,
  putRule,
  putTargets,
  removeTargets,
  testEventPattern,
} from './events/rules.ts';
import type { SimulatedService } from './operation.ts';

/** EventBridge: the default bus of each account, rules by pattern, targets here and on other accounts' buses. */
export const events: SimulatedService = {
  endpoint: 'events',
  signingName: 'events',
  protocol: 'awsJson1.1',
  target: 'AWSEvents',
  operations: [
    putRule,
    describeRule,
    listRules,
    enableRule,
    disableRule,
    deleteRule,
    putTargets,
    removeTargets,
    listTargetsByRule,
    testEventPattern,
    putPermission,
    removePermission,
    describeEventBus,
    putEvents,
  ],
};
