import { created, visitCrashPoints } from './visiting.ts';

visitCrashPoints({
  name: 'rollout',
  ends: 'completed',
  before: created,
  act: async (app) => {
    app.push('v2');
    await app.look();
  },
});
