import { created, visitCrashPoints } from './visiting.ts';

visitCrashPoints({
  name: 'roll-back',
  ends: 'held',
  before: created,
  act: async (app) => {
    app.push('bad', 500);
    await app.look();
  },
});
