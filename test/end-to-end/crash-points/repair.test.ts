import { created, visitCrashPoints } from './visiting.ts';

visitCrashPoints({
  name: 'repair',
  ends: 'completed',
  before: created,
  act: async (app) => {
    await app.byHand();
    await app.look();
  },
  done: ({ services }) => services.every(({ deployments }) => deployments.length === 1),
});
