import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, patternCovers, sameRequests } from '../../../src/desired-state/checks/route-cover.ts';
import { conditionsOf } from '../../../src/desired-state/desired/rule.ts';
import { specificityOf } from '../../../src/desired-state/desired/specificity.ts';
import { appDocument, said, small } from '../app-document.ts';

function routed(...routes: readonly Record<string, unknown>[]): string {
  return appDocument(
    Object.fromEntries(routes.map((route, index) => [`s${index}`, { ...small, port: 80, routes: [route] }])),
  );
}

describe('routes of one app', () => {
  const cases: [string, Record<string, unknown>[], string[]][] = [
    ['a narrower path needs no priority', [{ path: '/*' }, { path: '/api/*' }], []],
    ['the same path twice', [{ path: '/a/*' }, { path: '/a/*' }], ['services.s1.routes[0] path-overlap']],
    [
      'the same path on another host is another route',
      [
        { path: '/a', host: 'a.io' },
        { path: '/a', host: 'b.io' },
      ],
      [],
    ],
    [
      'hosts know no case',
      [
        { path: '/a', host: 'A.io' },
        { path: '/a', host: 'a.IO' },
      ],
      ['services.s1.routes[0] path-overlap'],
    ],
    ['paths do', [{ path: '/A' }, { path: '/a' }], []],
    [
      'a header tells two equal paths apart',
      [
        { path: '/a', priority: 2 },
        { path: '/a', header: { 'X-Canary': 'yes' }, priority: 1 },
      ],
      [],
    ],
    [
      'unless the broader one comes first',
      [
        { path: '/a', priority: 1 },
        { path: '/a', header: { 'X-Canary': 'yes' }, priority: 2 },
      ],
      ['services.s1.routes[0] path-overlap'],
    ],
    [
      'a host among several is covered',
      [
        { host: ['a.io', 'b.io'], path: '/*', priority: 1 },
        { host: 'b.io', path: '/x', priority: 2 },
      ],
      ['services.s1.routes[0] path-overlap'],
    ],
    [
      'another method is not',
      [
        { path: '/*', method: 'GET', priority: 1 },
        { path: '/*', method: 'POST', priority: 2 },
      ],
      [],
    ],
    [
      'two equally narrow routes need priorities where one leaves nothing to the other',
      [{ path: ['/a/*', '/b/*'] }, { path: '/b/*' }],
      ['services.s1.routes[0] path-overlap'],
    ],
    [
      'one of several paths that another route names',
      [{ path: ['/a', '/b'] }, { path: ['/b', '/c'] }],
      ['services.s1.routes[0] path-overlap'],
    ],
    [
      'one of several paths behind a broader route that is as narrow as a whole',
      [{ path: ['/api/*', '/q'] }, { path: '/ap*' }],
      ['services.s0.routes[0] path-overlap'],
    ],
    [
      'one of several paths, in an order that was declared',
      [
        { path: ['/a', '/b'], priority: 2 },
        { path: '/b', priority: 1 },
      ],
      [],
    ],
    [
      'each of two query keys must be there',
      [
        { path: '/*', query: { a: '1' }, priority: 2 },
        { path: '/*', query: { a: '1', b: '2' }, priority: 1 },
      ],
      [],
    ],
    [
      'a priority twice',
      [
        { path: '/a', priority: 5 },
        { path: '/b', priority: 5 },
      ],
      ['services.s1.routes[0].priority duplicate-priority'],
    ],
    ['six values', [{ path: ['/1', '/2', '/3', '/4', '/5', '/6'] }], ['services.s0.routes[0] rule-limit']],
    ['six wildcards', [{ path: '/*/*/*/*/*/*' }], ['services.s0.routes[0] rule-limit']],
    ['no condition at all', [{ priority: 5 }], ['services.s0.routes[0] rule-limit']],
  ];
  for (const [what, routes, problems] of cases) it(what, () => expect(said(routed(...routes))).toEqual(problems));

  it('routes without a load balancer are asked for one', () => {
    const text = appDocument({ web: { ...small, port: 80, routes: [{ path: '/*' }] } }, { loadBalancer: undefined });
    expect(said(text)).toEqual(['loadBalancer missing-field']);
  });
});

const piece = fc.constantFrom('a', 'b', '/', '*', '?');
const pattern = fc.array(piece, { maxLength: 6 }).map((pieces) => `/${pieces.join('')}`);

/** Fills wildcards in: a text that the pattern stands for. */
function textOf(value: string, fill: string): string {
  return value.replaceAll('*', fill).replaceAll('?', 'x');
}

function asExpression(value: string): RegExp {
  return new RegExp(
    `^${value
      .replace(/[.+^${}()|[\]\\/]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
}

describe('patterns', () => {
  it('one that covers another matches every text that the other stands for', () => {
    fc.assert(
      fc.property(pattern, pattern, fc.constantFrom('', 'a', 'ab/', 'zz'), (broad, narrow, fill) => {
        if (patternCovers(broad, narrow)) expect(textOf(narrow, fill)).toMatch(asExpression(broad));
      }),
      { seed: 3, numRuns: 3_000 },
    );
  });

  it('a pattern without wildcards is covered exactly when it matches', () => {
    fc.assert(
      fc.property(pattern, pattern, (broad, text) => {
        const plain = text.replaceAll(/[*?]/g, 'a');
        expect(patternCovers(broad, plain)).toBe(asExpression(broad).test(plain));
      }),
      { seed: 4, numRuns: 3_000 },
    );
  });

  it('a document full of routes takes no time to speak of', () => {
    const routes = Array.from({ length: 1_500 }, (_each, index) => ({ path: `/service-${index}/*`, host: '*.a.io' }));
    const begun = performance.now();
    expect(said(routed({ path: '/*' }, ...routes)).filter((each) => !each.includes('definition'))).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(60_000);
  });

  it('long patterns full of wildcards take no longer than their length by their length', () => {
    expect(patternCovers(`/${'*a'.repeat(63)}`, `/${'a'.repeat(127)}b`)).toBe(false);
  });
});

describe('how narrow a route is', () => {
  const values = fc.array(pattern, { minLength: 1, maxLength: 3 });
  const methods = fc.subarray(['GET', 'POST', 'PUT'], { minLength: 1 });
  const route = fc.record(
    { path: values, host: fc.subarray(['a.io', 'b.io', '*.io'], { minLength: 1 }), method: methods },
    { requiredKeys: [] },
  );

  it('whatever a route covers is at least as narrow', () => {
    fc.assert(
      fc.property(route, route, (broad, narrow) => {
        if (covers(conditionsOf(broad), conditionsOf(narrow)))
          expect(specificityOf(narrow)).toBeGreaterThanOrEqual(specificityOf(broad));
      }),
      { seed: 5, numRuns: 5_000 },
    );
  });

  it('the order of values does not matter', () => {
    const one = conditionsOf({ path: ['/a', '/b'] });
    expect(sameRequests(one, conditionsOf({ path: ['/b', '/a'] }))).toBe(true);
  });

  it('exact goes before a wildcard, a longer path before a shorter one, a host before none, a header before all', () => {
    const routes = [
      { path: ['/*'] },
      { path: ['/api/*'] },
      { path: ['/api/a'] },
      { path: ['/*'], host: ['*.a.io'] },
      { path: ['/*'], host: ['b.a.io'] },
      { path: ['/*'], header: { X: ['1', '2'] } },
      { path: ['/*'], header: { X: ['1'] } },
    ];
    const order = routes.map(specificityOf);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(order.length);
  });
});
