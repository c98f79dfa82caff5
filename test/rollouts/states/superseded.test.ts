import { expect, it } from 'vitest';
import { decide } from '../../../src/rollouts/decide.ts';
import { A, B, C, type Case, good, holdOf, recordIn, running, sighting, TIMEOUT_MS, upOn, wordOf } from '../cases.ts';

const superseded = recordIn('superseded', B, { lastGood: good(A), holds: [holdOf(C)] });
const first = recordIn('superseded', B, { holds: [holdOf(C)] });

it.each<Case>([
  ['the newer candidate begins', superseded, { wanted: B, ...upOn(A) }, 'S2 pending'],
  ['the last good one is left alone where it is wanted again', superseded, { wanted: A, ...upOn(A) }, 'stay'],
  ['a held one is held while the last good one runs', superseded, { wanted: C, ...upOn(A) }, 'S3 held'],
  [
    'a held one leads back where another one than the last good one runs',
    superseded,
    { wanted: C, running: running(B) },
    'S19 rolling-back',
  ],
  [
    'a lost image leads back where another one than the last good one runs',
    superseded,
    { running: running(B) },
    'S19 rolling-back',
  ],
  ['a lost image changes nothing where the last good one runs', superseded, upOn(A), 'stay'],
  ['without image and service it waits for a push', superseded, {}, 'S1 waiting-for-image'],
  ['a held one is held where nothing was ever good', first, { wanted: C, running: running(B) }, 'S3 held'],
  ['a lost image changes nothing where nothing was ever good', first, { running: running(B) }, 'stay'],
])('%s', (_sentence, record, seen, word) => {
  expect(wordOf(decide(record, sighting(seen), 1_000))).toBe(word);
});

it('the way back has a deadline, and holds nothing new', () => {
  expect(decide(superseded, sighting({ running: running(B) }), 1_000)).toMatchObject({
    act: 'roll-back',
    record: { lastGood: good(A), deadline: 1_000 + TIMEOUT_MS, holds: [holdOf(C)], candidate: B },
  });
});
