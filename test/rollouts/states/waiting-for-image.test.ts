import { expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import { A, B, type Case, good, holdOf, recordIn, running, sighting, upOn, wordOf } from '../cases.ts';

const first = recordIn('waiting-for-image', A);
const later = recordIn('waiting-for-image', A, { lastGood: good(A) });

it.each<Case>([
  ['without an image it goes on waiting', first, {}, 'stay'],
  ['the first push begins a rollout', first, { wanted: A }, 'S2 pending'],
  ['a push of something else than the last good one begins a rollout', later, { wanted: B, ...upOn(A) }, 'S2 pending'],
  ['the last good one begins a rollout while nothing runs', later, { wanted: A }, 'S2 pending'],
  ['the last good one is completed where it runs again', later, { wanted: A, ...upOn(A) }, 'S18 completed'],
  [
    'the last good one is not completed before ECS is done',
    later,
    { wanted: A, running: running(A), deployment: 'in-progress' },
    'stay',
  ],
  [
    'a push of a held candidate is held',
    recordIn('waiting-for-image', A, { holds: [holdOf(B)] }),
    { wanted: B },
    'S3 held',
  ],
])('%s', (_sentence, record, seen, word) => {
  expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
});
