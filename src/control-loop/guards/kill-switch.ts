import type { Control } from '../../records/control.ts';
import type { Worker } from '../scene.ts';
import type { Guard } from './guard.ts';

/** Nothing at all is written, not even on the way back: for the day on which ecs-steward itself does harm. */
export const killSwitch: Guard = {
  name: 'kill switch',
  judge: (plan, { killed }) => (killed === undefined ? [] : plan.steps.map((step) => ({ step, why: killed.why }))),
  lift: ({ killed }) => killed?.lift ?? 'nothing: it is off',
};

const killedByEnvironment = {
  why: 'STEWARD_KILL_SWITCH of the function is on',
  lift: 'ecs-steward bootstrap --kill-switch off',
};

/** The function's own variable comes first: it needs no table. */
export function killedNow(
  { killSwitch }: Pick<Worker, 'killSwitch'>,
  { killed }: Pick<Control, 'killed'>,
): Control['killed'] {
  return killSwitch === true ? killedByEnvironment : killed;
}
