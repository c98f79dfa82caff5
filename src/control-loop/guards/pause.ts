import type { Guard } from './guard.ts';

/** Nothing is written, but for going back to the last good candidate (R28). */
export const pause: Guard = {
  name: 'pause',
  judge: (plan, { paused }) =>
    paused === undefined
      ? []
      : plan.steps
          .filter(({ reason }) => reason !== 'roll-back')
          .map((step) => ({ step, why: `${paused.by} paused it: ${paused.reason}` })),
  lift: () => 'set paused to false in the item control/current of the table',
};
