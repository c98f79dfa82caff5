import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge } from '../../../src/desired-state/desired/overlay.ts';

describe('words on top of others', () => {
  const cases: [string, unknown, unknown, unknown][] = [
    ['maps are merged', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
    ['null takes away', { a: 1, b: 2 }, { a: null }, { b: 2 }],
    ['null inside of something new takes nothing with it', {}, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
    ['plain lists are replaced', { command: ['a'] }, { command: ['b'] }, { command: ['b'] }],
    [
      'environment is merged by name',
      {
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      {
        environment: [
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
        ],
      },
      {
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '3' },
          { name: 'C', value: '4' },
        ],
      },
    ],
    [
      'containers are merged by name, all the way down',
      { containerDefinitions: [{ name: 'a', environment: [{ name: 'A', value: '1' }] }] },
      { containerDefinitions: [{ name: 'a', environment: [{ name: 'B', value: '2' }] }] },
      {
        containerDefinitions: [
          {
            name: 'a',
            environment: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
          },
        ],
      },
    ],
    [
      'ports are the same with the protocol that AWS puts in',
      { portMappings: [{ containerPort: 80, name: 'http' }] },
      { portMappings: [{ containerPort: 80, protocol: 'tcp' }] },
      { portMappings: [{ containerPort: 80, name: 'http', protocol: 'tcp' }] },
    ],
  ];
  for (const [what, base, overlay, merged] of cases) it(what, () => expect(merge(base, overlay)).toEqual(merged));

  it('T15 no key reaches a prototype, and neither side is changed', () => {
    const evil: unknown = JSON.parse(
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    );
    const base = { a: { b: 1 } };
    merge(base, evil);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(base).toEqual({ a: { b: 1 } });
  });

  it('the same overlay twice is the same as once', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        fc.integer(),
        fc.string(),
        fc.dictionary(fc.constantFrom('a', 'b', 'environment'), tie('any'), { maxKeys: 3 }),
      ),
    })).any;
    fc.assert(
      fc.property(value, value, (base, overlay) => {
        const once = merge(base, overlay);
        expect(merge(once, overlay)).toEqual(once);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});
