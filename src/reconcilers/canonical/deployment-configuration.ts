import type { Struct } from './plain-data.ts';
import { byDefault, leaf, set, struct } from './rules.ts';

const isDaemon = (service: Struct) => service.schedulingStrategy === 'DAEMON';

/** A hook means the same wherever it stands in the list, and whatever order its stages have (aws-facts §2.6). */
const lifecycleHooks = set({
  element: struct({
    targetType: byDefault('AWS_LAMBDA'),
    lifecycleStages: set(),
    timeoutConfiguration: struct({ timeoutInMinutes: byDefault(1440), action: byDefault('ROLLBACK') }),
  }),
});

/** aws-facts §2.3 «deploymentConfiguration», §2.5 and §2.6; AWS fills in each member that was left out. */
export const deploymentConfiguration = struct({
  maximumPercent: leaf({ default: (_own, service) => (isDaemon(service) ? 100 : 200) }),
  minimumHealthyPercent: leaf({ default: (_own, service) => (isDaemon(service) ? 0 : 100) }),
  strategy: byDefault('ROLLING'),
  bakeTimeInMinutes: byDefault(0),
  deploymentCircuitBreaker: struct({
    enable: byDefault(false),
    rollback: byDefault(false),
    resetOnHealthyTask: byDefault(true),
    thresholdConfiguration: struct({ type: byDefault('BOUNDED_PERCENT'), value: byDefault(50) }),
  }),
  alarms: struct({ alarmNames: set(), enable: byDefault(false), rollback: byDefault(false) }),
  lifecycleHooks,
  linearConfiguration: struct({ stepPercent: byDefault(10), stepBakeTimeInMinutes: byDefault(6) }),
  canaryConfiguration: struct({ canaryPercent: byDefault(5), canaryBakeTimeInMinutes: byDefault(10) }),
  earlySuccessCriteria: struct({ enable: byDefault(false) }),
});
