import { z } from 'zod';
import { mark } from '../messages.ts';
import type { EventSource } from './event-source.ts';

const verify = z.looseObject({
  'detail-type': z.literal('Verify'),
  source: z.literal('ecs-steward'),
  account: z.string(),
  region: z.string(),
  detail: z.object({ mark }),
});

/** The marked event of `ecs-steward bootstrap --verify`: it goes where all others go, and ends as an item that the command reads. */
export const verification: EventSource = {
  name: 'verification',
  read(event, _fleet, own) {
    const parsed = verify.safeParse(event);
    if (!parsed.success || parsed.data.account !== own.account || parsed.data.region !== own.region) return undefined;
    return [{ verify: parsed.data.detail.mark }];
  },
};
