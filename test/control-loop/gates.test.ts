import { describe, expect, it } from 'vitest';
import { inTurn } from '../../src/control-loop/gates.ts';
import { appDocument, desired, small } from '../desired-state/app-document.ts';

describe('the order of services', () => {
  it('puts those before their followers, and leaves the rest as the document has them', () => {
    const app = desired(
      appDocument({
        web: { ...small, after: ['api', 'auth'] },
        admin: small,
        api: { ...small, after: ['auth'] },
        auth: small,
      }),
    );
    expect(inTurn(app.services).map(({ name }) => name)).toEqual(['auth', 'api', 'web', 'admin']);
  });
});
