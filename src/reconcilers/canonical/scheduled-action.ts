import { PutScheduledActionRequest$, ScheduledAction$ } from '@aws-sdk/client-application-auto-scaling';
import type { KindRule } from './kind-rule.ts';
import { byDefault, struct } from './rules.ts';

/** aws-facts §5, «PutScheduledAction»: UTC is not answered when it was not sent. */
export const scheduledAction: KindRule = {
  shapes: { declared: [PutScheduledActionRequest$], observed: [ScheduledAction$] },
  rule: struct({ Timezone: byDefault('UTC') }),
};
