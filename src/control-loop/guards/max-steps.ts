import type { Guard } from './guard.ts';

/** So many writes a pass; the rest is for the next one, and said (R42). */
export const maxSteps: Guard = {
  name: 'maxSteps',
  judge: (plan, { limits }) =>
    plan.steps.slice(limits.maxSteps).map((step) => ({ step, why: `a pass makes at most ${limits.maxSteps} steps` })),
  lift: () => 'nothing: the next pass goes on; or raise limits.maxSteps in the item control/current',
};
