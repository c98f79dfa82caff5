import { oneService } from '../one-app.ts';
import { created, visitCrashPoints } from './visiting.ts';

visitCrashPoints({
  name: 'removal',
  ends: 'completed',
  before: created,
  act: (app) => app.store({ ...oneService, services: {}, removed: [{ service: 'api' }] }),
  done: ({ services, groups }) => services.length === 0 && groups.length === 0,
});
