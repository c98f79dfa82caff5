import { oneService } from '../one-app.ts';
import { visitCrashPoints } from './visiting.ts';

visitCrashPoints({
  name: 'create',
  ends: 'completed',
  act: async (app) => {
    app.push();
    await app.store(oneService);
  },
});
