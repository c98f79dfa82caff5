import { expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import { A, B, C, type Case, good, holdOf, recordIn, running, sighting, upOn, wordOf } from '../cases.ts';

const back = recordIn('rolled-back', B, { lastGood: good(A), holds: [holdOf(B)] });

it.each<Case>([
  ['what failed is held while it is wanted', back, { wanted: B, ...upOn(A) }, 'S3 held'],
  ['another candidate begins', back, { wanted: C, ...upOn(A) }, 'S2 pending'],
  ['the last good one is left alone where it is wanted again', back, { wanted: A, ...upOn(A) }, 'stay'],
  [
    'the last good one begins where another revision took its place',
    back,
    { wanted: A, running: running(C) },
    'S2 pending',
  ],
  ['without an image the last good one runs on', back, upOn(A), 'stay'],
  ['without an image and a service it waits for a push', back, {}, 'S1 waiting-for-image'],
])('%s', (_sentence, record, seen, word) => {
  expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
});
