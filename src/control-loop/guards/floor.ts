import type { Guard } from './guard.ts';

/** Never fewer healthy tasks than the floor by our doing (R9, R10); a removal by tombstone is meant to reach zero. */
export const floor: Guard = {
  name: 'floor',
  judge: (plan) =>
    Object.entries(plan.lowestHealthy)
      .filter(([, { now, lowest, floor }]) => lowest < now && lowest < floor)
      .flatMap(([service, { lowest, floor }]) =>
        plan.steps
          .filter(
            (step) =>
              step.service === service &&
              step.risk !== 'low' &&
              step.reason !== 'tombstone' &&
              step.reason !== 'roll-back',
          )
          .map((step) => ({ step, why: `${service} could fall to ${lowest} healthy, below its floor of ${floor}` })),
      ),
  lift: () => 'raise deployment.minimumHealthyPercent or the count, or lower the floor in the document',
};
