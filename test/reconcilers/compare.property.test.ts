import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../src/reconcilers/canonical/canonical.ts';
import { kindRules } from '../../src/reconcilers/canonical/kinds.ts';
import { differences } from '../../src/reconcilers/compare.ts';
import type { ComparedKind } from '../../src/reconcilers/difference.ts';
import { answerOf, randomFrom } from './answered-sides.ts';
import type { Side } from './declared-pieces.ts';
import { declaredSides } from './declared-sides.ts';
import { elementsIn, fieldsIn } from './notation.ts';

/** One seed for all: a run that fails fails again. */
const runs = { seed: 4, numRuns: 200 };

const kinds = Object.keys(kindRules) as ComparedKind[];

/** A declared side, what AWS answers to it, and a number to choose something by. */
function pairs(kind: ComparedKind) {
  return fc.tuple(declaredSides[kind], fc.nat(), fc.nat()).map(([declared, seed, choice]) => ({
    declared,
    observed: answerOf(kind, declared, randomFrom(seed)),
    choice,
  }));
}

const pathsOf = (kind: ComparedKind, declared: Side, observed: Side) =>
  differences(kind, declared, observed).map(({ path }) => path);

describe.each(kinds)('a declared %s', (kind) => {
  it('is what AWS answers to it: defaults filled in, lists shuffled, new fields added', () => {
    fc.assert(
      fc.property(pairs(kind), ({ declared, observed }) => {
        expect(differences(kind, declared, observed)).toEqual([]);
      }),
      runs,
    );
  });

  it('differs in exactly the field that somebody changed', () => {
    fc.assert(
      fc.property(pairs(kind), ({ declared, observed, choice }) => {
        const fields = fieldsIn(kind, declared);
        const field = fields[choice % fields.length];
        fc.pre(field !== undefined);
        field?.change(observed);
        expect(pathsOf(kind, declared, observed)).toEqual([field?.path]);
      }),
      runs,
    );
  });

  it('misses exactly the element that somebody took away', () => {
    fc.assert(
      fc.property(pairs(kind), ({ declared, observed, choice }) => {
        const elements = elementsIn(kind, declared);
        const element = elements[choice % Math.max(elements.length, 1)];
        element?.takeAway(observed);
        expect(pathsOf(kind, declared, observed)).toEqual(element === undefined ? [] : [element.path]);
      }),
      runs,
    );
  });

  it('has one canonical form: a second time changes nothing, on either side', () => {
    fc.assert(
      fc.property(pairs(kind), ({ declared, observed }) => {
        for (const side of [declared, observed]) {
          const once = canonical(kind, side);
          expect(canonical(kind, once)).toEqual(once);
        }
      }),
      runs,
    );
  });

  it('differs by its canonical form as by itself', () => {
    fc.assert(
      fc.property(pairs(kind), declaredSides[kind], ({ declared }, other) => {
        const found = differences(kind, declared, other);
        expect(differences(kind, canonical(kind, declared), canonical(kind, other))).toEqual(found);
      }),
      runs,
    );
  });
});

describe('any two pieces of JSON', () => {
  it.each(kinds)('are compared as %s without an exception', (kind) => {
    const members = [
      ...new Set(JSON.stringify(fc.sample(declaredSides[kind], { seed: 1, numRuns: 20 })).match(/\w+(?=":)/g)),
    ];
    const junk = fc.letrec((tie) => ({
      side: fc.dictionary(fc.constantFrom('__proto__', ...members), tie('value'), { maxKeys: 6 }),
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 0, '', 'x', -1.5),
        tie('side'),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    }));
    fc.assert(
      fc.property(junk.side, junk.side, (declared, observed) => {
        differences(kind, Object(declared), Object(observed));
        expect(differences(kind, Object(declared), Object(declared))).toEqual([]);
      }),
      runs,
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
