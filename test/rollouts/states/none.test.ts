import { expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import { A, type Case, running, sighting, wordOf } from '../cases.ts';

it.each<Case>([
  ['without image and service, it waits for the first push', undefined, {}, 'S1 waiting-for-image'],
  ['an image begins the first rollout', undefined, { wanted: A }, 'S2 pending'],
  [
    'a service that already runs what is wanted is rolled out once, to be verified',
    undefined,
    { wanted: A, running: running(A) },
    'S2 pending',
  ],
  ['a service whose tag has no image is left as it is', undefined, { running: running(A) }, 'stay'],
])('%s', (_sentence, record, seen, word) => {
  expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
});

it('the first record holds nothing but the candidate and where it came from', () => {
  expect(decide(undefined, sighting({ wanted: A, onlyImageChanged: true }), 1_000)).toEqual({
    stay: false,
    no: 'S2',
    to: 'pending',
    why: `${A.hash} is wanted, and nothing runs`,
    act: 'none',
    record: {
      service: 'backend',
      state: 'pending',
      candidate: A,
      attempt: 1,
      since: 1_000,
      holds: [],
      onlyImageChanged: false,
      reason: `${A.hash} is wanted, and nothing runs`,
      last: { from: 'none', no: 'S2', at: 1_000 },
    },
  });
});
