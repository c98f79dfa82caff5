import type { Guard } from './guard.ts';

/** `mode: observe` plans and tells, and writes nothing. */
export const observeMode: Guard = {
  name: 'observe',
  judge: (plan, { app }) =>
    app.mode === 'observe' ? plan.steps.map((step) => ({ step, why: 'the document says mode: observe' })) : [],
  lift: ({ app }) => `write mode: enforce into the document of ${app.app}`,
};
