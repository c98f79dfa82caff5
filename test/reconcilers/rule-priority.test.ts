import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choosePriority, type Placed } from '../../src/reconcilers/rule-priority.ts';

const band = { from: 1_000, to: 49_999 };
const choose = (placed: readonly Placed[], specificity: number, within = band, more: readonly number[] = []) =>
  choosePriority(placed, new Set([...placed.map(({ priority }) => priority), ...more]), specificity, within);

describe('a free priority', () => {
  it.each<[string, readonly Placed[], number]>([
    ['in an empty band', [], 1_100],
    ['behind a narrower one', [{ priority: 1_100, specificity: 40 }], 1_200],
    ['behind an equal one', [{ priority: 1_100, specificity: 20 }], 1_200],
    [
      'between a narrower and a broader one',
      [
        { priority: 1_100, specificity: 40 },
        { priority: 1_200, specificity: 4 },
      ],
      1_150,
    ],
    [
      'right behind the narrower ones where others stand in the wrong order',
      [
        { priority: 1_100, specificity: 4 },
        { priority: 1_300, specificity: 40 },
      ],
      1_400,
    ],
  ])('%s', (_where, placed, expected) => {
    expect(choose(placed, 20)).toBe(expected);
  });

  it('is not one that a rule of unknown place has', () => {
    expect(choose([], 20, band, [1_100, 1_101])).toBe(1_102);
  });

  it('goes behind a broader one rather than nowhere when the gap before it is full', () => {
    const placed = [
      { priority: 1_100, specificity: 40 },
      { priority: 1_101, specificity: 4 },
    ];
    expect(choose(placed, 20)).toBe(1_102);
  });

  it('does not exist in a full band', () => {
    expect(choose([], 20, { from: 1, to: 3 }, [1, 2, 3])).toBeUndefined();
  });
});

const few = { from: 10, to: 40 };
const listeners = fc.uniqueArray(
  fc.record({ priority: fc.integer({ min: 1, max: 50 }), specificity: fc.integer({ min: 0, max: 5 }) }),
  { selector: ({ priority }) => priority, maxLength: 40 },
);
const runs = { seed: 4, numRuns: 500 };

describe('whatever stands on the listener, the priority', () => {
  it('is free and inside the band', () => {
    fc.assert(
      fc.property(listeners, fc.integer({ min: 0, max: 5 }), (placed, specificity) => {
        const priority = choose(placed, specificity, few);
        if (priority === undefined) return;
        expect(priority).toBeGreaterThanOrEqual(few.from);
        expect(priority).toBeLessThanOrEqual(few.to);
        expect(placed.map((each) => each.priority)).not.toContain(priority);
      }),
      runs,
    );
  });

  it('is behind everything in the band that is as narrow or narrower', () => {
    fc.assert(
      fc.property(listeners, fc.integer({ min: 0, max: 5 }), (placed, specificity) => {
        const priority = choose(placed, specificity, few) ?? Number.POSITIVE_INFINITY;
        const before = placed.filter((each) => each.specificity >= specificity && each.priority >= few.from);
        for (const each of before.filter((one) => one.priority <= few.to))
          expect(priority).toBeGreaterThan(each.priority);
      }),
      runs,
    );
  });

  it('keeps rules that are placed one after the other in the order of their narrowness', () => {
    const wide = { from: 1_000, to: 49_999 };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 8 }), (specificities) => {
        const placed: Placed[] = [];
        for (const specificity of specificities)
          placed.push({ specificity, priority: choose(placed, specificity, wide) ?? 0 });
        const inOrder = [...placed].sort((a, b) => a.priority - b.priority).map(({ specificity }) => specificity);
        expect(inOrder).toEqual([...specificities].sort((a, b) => b - a));
      }),
      runs,
    );
  });
});
