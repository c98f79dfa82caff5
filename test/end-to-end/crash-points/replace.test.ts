import { oneService } from '../one-app.ts';
import { created, visitCrashPoints } from './visiting.ts';

/** Another protocol version can't be set in place: another group takes over without a gap. */
visitCrashPoints({
  name: 'replace a target group',
  ends: 'completed',
  before: created,
  act: (app) =>
    app.store({ ...oneService, services: { api: { ...oneService.services.api, protocolVersion: 'HTTP2' } } }),
  done: ({ groups }) => groups.length === 1,
});
