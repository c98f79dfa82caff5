import { z } from 'zod';
import type { EventSource } from './event-source.ts';

const ownInput = z.looseObject({ sweep: z.literal(true) });
const bridge = z.looseObject({
  'detail-type': z.literal('Scheduled Event'),
  source: z.enum(['aws.scheduler', 'aws.events']),
  account: z.string(),
  region: z.string(),
});

/** The schedule: by its own input, or in EventBridge's form without one. */
export const schedule: EventSource = {
  name: 'schedule',
  read(event, _fleet, own) {
    if (ownInput.safeParse(event).success) return [{ sweep: 'all', reason: 'schedule' }];
    const parsed = bridge.safeParse(event);
    if (!parsed.success || parsed.data.account !== own.account || parsed.data.region !== own.region) return undefined;
    return [{ sweep: 'all', reason: 'schedule' }];
  },
};
