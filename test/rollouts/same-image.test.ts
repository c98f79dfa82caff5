import { describe, expect, it } from 'vitest';
import { sameImages } from '../../src/rollouts/same-image.ts';

const candidate = (digests: Record<string, string>, platformDigests?: Record<string, string>) => ({
  hash: '0011223344556677',
  documentVersion: 1,
  digests,
  ...(platformDigests === undefined ? {} : { platformDigests }),
});

describe('the same image for the service’s platform', () => {
  const first = candidate({ api: 'index-1' }, { api: 'amd64-1' });

  it.each([
    ['another index around it', candidate({ api: 'index-2' }, { api: 'amd64-1' }), true],
    ['alone, without an index', candidate({ api: 'amd64-1' }), true],
    ['another image', candidate({ api: 'index-2' }, { api: 'amd64-2' }), false],
    ['an index that was never looked into', candidate({ api: 'index-2' }), false],
    ['an index without the platform', candidate({ api: 'index-2' }, {}), false],
    ['one container more', candidate({ api: 'index-2', proxy: 'p' }, { api: 'amd64-1' }), false],
    ['another container', candidate({ web: 'index-2' }, { web: 'amd64-1' }), false],
  ])('%s', (_what, other, same) => {
    expect(sameImages(first, other)).toBe(same);
    expect(sameImages(other, first)).toBe(same);
  });

  it('all containers of the task count', () => {
    const two = (proxy: string) => candidate({ api: `i-${proxy}`, proxy }, { api: 'amd64-1' });
    expect(sameImages(two('p'), two('p'))).toBe(true);
    expect(sameImages(two('p'), two('q'))).toBe(false);
  });
});
