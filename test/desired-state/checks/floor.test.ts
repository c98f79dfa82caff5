import { describe, expect, it } from 'vitest';
import { problemsOf, said, withWeb } from '../app-document.ts';

describe('a floor that the service can keep', () => {
  const scaling = { min: 2, max: 4, cpu: 80 };
  const cases: [string, Record<string, unknown>, string[]][] = [
    ['as many as there are', { count: 2, floor: 2 }, []],
    ['R9 more than the count', { count: 2, floor: 3 }, ['services.web.floor floor-above-count']],
    ['R9 more than the one task that there is', { floor: 2 }, ['services.web.floor floor-above-count']],
    ['R9 more than the fewest of the scaler', { scaling, floor: 3 }, ['services.web.floor floor-above-count']],
    ['R9 one of a stateful service', { stateful: true, floor: 1 }, ['services.web.floor stateful-and-floor']],
    ['none of a stateful service', { stateful: true, floor: 0 }, []],
    [
      'R9 more than a deployment leaves',
      { count: 4, floor: 3, deployment: { minimumHealthyPercent: 50 } },
      ['services.web.floor floor-above-deployment'],
    ],
    ['what a deployment leaves', { count: 3, floor: 2, deployment: { minimumHealthyPercent: 50 } }, []],
    ['a count that is none', { count: 'two', floor: 3 }, ['services.web.count wrong-type']],
  ];
  for (const [what, fields, problems] of cases) it(what, () => expect(said(withWeb(fields))).toEqual(problems));

  it('of the defaults is said there, with the number that fits', () => {
    const [problem] = problemsOf(withWeb({ count: 1 }, { defaults: { floor: 2 } }));
    expect(problem).toMatchObject({ path: 'defaults.floor', value: '2', allowed: 'at most 1: count is 1' });
  });
});
