import { describe, expect, it } from 'vitest';
import { containerImage, followedImage } from '../../../src/desired-state/desired/image.ts';
import { said, withWeb } from '../app-document.ts';

const home = { account: '210987654321', region: 'eu-central-1' };
const digest = `sha256:${'4f8b2c0d9a7e6153'.repeat(4)}`;
const own = { kind: 'ecr', ...home };

describe('image references', () => {
  const cases: [string, object][] = [
    ['todo/web:latest', { registry: own, repository: 'todo/web', follow: { tag: 'latest' } }],
    ['todo/web', { registry: own, repository: 'todo/web', follow: { tag: 'latest' } }],
    [`todo/web@${digest}`, { registry: own, repository: 'todo/web', follow: { digest } }],
    [`todo/web:1.2@${digest}`, { registry: own, repository: 'todo/web', follow: { digest } }],
    ['todo/web:~1.4', { registry: own, repository: 'todo/web', follow: { semver: '~1.4' } }],
    ['todo/web:^2', { registry: own, repository: 'todo/web', follow: { semver: '^2' } }],
    [
      '111122223333.dkr.ecr.us-east-1.amazonaws.com/a/b:c',
      {
        registry: { kind: 'ecr', account: '111122223333', region: 'us-east-1' },
        repository: 'a/b',
        follow: { tag: 'c' },
      },
    ],
    [
      'public.ecr.aws/x/y:1',
      { registry: { kind: 'other', host: 'public.ecr.aws' }, repository: 'x/y', follow: { asIs: true } },
    ],
    [`ghcr.io/x/y@${digest}`, { registry: { kind: 'other', host: 'ghcr.io' }, repository: 'x/y', follow: { digest } }],
    [
      'localhost:5000/x:1',
      { registry: { kind: 'other', host: 'localhost:5000' }, repository: 'x', follow: { asIs: true } },
    ],
  ];
  for (const [reference, expected] of cases)
    it(reference, () =>
      expect(followedImage(home, 'c', reference)).toEqual({ container: 'c', reference, ...expected }),
    );

  it('a task definition spells the registry out', () => {
    expect(containerImage(home, 'todo/web')).toBe('210987654321.dkr.ecr.eu-central-1.amazonaws.com/todo/web:latest');
    expect(containerImage(home, 'ghcr.io/x/y:1')).toBe('ghcr.io/x/y:1');
  });

  for (const wrong of [
    '',
    'Todo/Web:latest',
    'a b',
    'todo/web:',
    'https://x/y',
    'todo//web',
    `x${'y'.repeat(200)}:${'t'.repeat(200)}`,
  ])
    it(`«${wrong.slice(0, 20)}» is no image`, () =>
      expect(said(withWeb({ image: wrong }))).toEqual(['services.web.image image']));
});
