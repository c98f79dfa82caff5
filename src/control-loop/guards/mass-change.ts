import type { Step } from '../../reconcilers/step.ts';
import type { Guard } from './guard.ts';

/** More of the fleet would change at once than people agreed to (R29). Going back to what was good is never held up. */
export const massChange: Guard = {
  name: 'mass change',
  judge: (plan, { massChange }) =>
    massChange.is === 'granted'
      ? []
      : plan.steps.filter(countsAsChange).map((step) => ({
          step,
          why: `${massChange.apps} of ${massChange.fleet} apps have changed in this window, and at most ${massChange.most} may`,
        })),
  lift: ({ massChange, now }) => {
    const until = massChange.is === 'granted' ? now : massChange.until;
    return `look at what changes everywhere; then set limits.massChange.approvedUntil in the item control/current to a time, or wait until ${new Date(until).toISOString()}`;
  },
};

/** What is made anew or tagged harms nobody; all else is a change that a whole fleet must not get at once. */
export function countsAsChange({ risk, reason }: Pick<Step, 'risk' | 'reason'>): boolean {
  return risk !== 'low' && reason !== 'roll-back';
}
