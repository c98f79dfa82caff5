import type { Guard } from './guard.ts';

/** No rollout and no change of a document starts in a freeze; repair and going back go on (R28). */
export const freeze: Guard = {
  name: 'freeze',
  judge: (plan, { frozen }) =>
    frozen === undefined
      ? []
      : plan.steps
          .filter(({ reason }) => reason !== 'drift' && reason !== 'roll-back')
          .map((step) => ({ step, why: `frozen until ${frozen.until}: ${frozen.reason}` })),
  lift: ({ frozen }) => `wait until ${frozen?.until ?? 'its end'}, or take the window out of the item control/current`,
};
