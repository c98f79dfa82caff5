import { describe, expect, it } from 'vitest';
import { reachableBounds } from '../../../src/reconcilers/canonical/scalable-target.ts';

describe('reachableBounds', () => {
  const base = { min: 2, max: 6 };

  it.each([
    ['nothing scheduled', [], [base]],
    ['whole pairs', [{ min: 4, max: 10 }], [base, { min: 4, max: 10 }]],
    ['a minimum alone', [{ min: 4 }], [base, { min: 4, max: 6 }]],
    ['halves that meet', [{ min: 4 }, { max: 9 }], [base, { min: 4, max: 6 }, { min: 2, max: 9 }, { min: 4, max: 9 }]],
    ['an action without bounds', [{}], [base]],
  ])('are all that %s can leave', (_what, scheduled, bounds) => {
    expect(reachableBounds(base, scheduled)).toEqual(bounds);
  });
});
