import type { Step } from '../../reconcilers/step.ts';
import type { Guard, GuardContext } from './guard.ts';

/** Removal waits for its cooling time, and what is protected is never deleted (F54). */
export const deletionProtection: Guard = {
  name: 'deletion protection',
  judge: (plan, context) =>
    plan.steps.filter(({ reason }) => reason === 'tombstone').flatMap((step) => judge(step, context)),
  lift: ({ app }) =>
    `take ${app.app} or its service out of limits.deletionProtection in the item control/current; a cooling time ends by itself`,
};

function judge(step: Step, { app, limits, now, documentStoredAt }: GuardContext) {
  const names = [app.app, `${app.app}/${step.service}`];
  if (names.some((name) => limits.deletionProtection.includes(name)))
    return [{ step, why: `${app.app}/${step.service} is protected against deletion` }];
  const ready = documentStoredAt + limits.removalCoolingSeconds * 1_000;
  return now < ready ? [{ step, why: `the tombstone cools down until ${new Date(ready).toISOString()}` }] : [];
}
