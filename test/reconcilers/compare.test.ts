import { describe, expect, it } from 'vitest';
import { differences } from '../../src/reconcilers/compare.ts';
import { judge } from '../../src/reconcilers/comparison-case.ts';
import { casesOf } from './comparison-fixtures.ts';

describe.each(['no-false-diff', 'no-false-diff-own'] as const)('the pairs of %s', (set) => {
  const cases = casesOf(set);

  it('hold both kinds of pairs, each under a name of its own', () => {
    expect(cases.some(({ same }) => same) && cases.some(({ same }) => !same)).toBe(true);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it.each(cases.map((pair) => [pair.name, pair] as const))('%s', (_name, pair) => {
    const { got, paths } = judge(pair);
    expect({ got, paths }).toEqual({
      got: pair.same ? 'same' : 'different',
      paths: pair.same ? [] : [...(pair.paths ?? [])].sort(),
    });
  });
});

describe('differences', () => {
  it('are sorted by path, with what is declared and what is there', () => {
    const declared = { serviceName: 'backend', desiredCount: 2, enableExecuteCommand: false };
    const observed = { serviceName: 'backend', desiredCount: 3, enableExecuteCommand: true };
    expect(differences('service', declared, observed)).toEqual([
      { path: 'desiredCount', declared: 2, observed: 3 },
      { path: 'enableExecuteCommand', declared: false, observed: true },
    ]);
  });

  it("show AWS' default on the side that leaves the field out", () => {
    expect(differences('repository', {}, { imageTagMutability: 'IMMUTABLE' })).toEqual([
      { path: 'imageTagMutability', declared: 'MUTABLE', observed: 'IMMUTABLE' },
    ]);
    expect(differences('repository', { imageTagMutability: 'IMMUTABLE' }, {})).toEqual([
      { path: 'imageTagMutability', declared: 'IMMUTABLE', observed: 'MUTABLE' },
    ]);
  });

  it('leave undefined the side that lacks an element', () => {
    const tag = { key: 'ecs-steward:app', value: 'todo' };
    expect(differences('service', { tags: [tag] }, { tags: [] })).toEqual([
      { path: 'tags[ecs-steward:app]', declared: tag, observed: undefined },
    ]);
  });

  it.each([
    [1, 2],
    [9, 6],
  ])('bring a count of %d under a scaler to the nearest bound, %d', (observed, bound) => {
    const found = differences(
      'service',
      { desiredCount: 4 },
      { desiredCount: observed },
      { scaling: { min: 2, max: 6 } },
    );
    expect(found).toEqual([{ path: 'desiredCount', declared: bound, observed }]);
  });

  it('report a value of a wrong type as one field, and never throw', () => {
    expect(differences('taskDefinition', { containerDefinitions: 'backend' }, { containerDefinitions: [] })).toEqual([
      { path: 'containerDefinitions', declared: 'backend', observed: undefined },
    ]);
    expect(differences('service', { networkConfiguration: 7 }, { networkConfiguration: {} })).toEqual([
      { path: 'networkConfiguration', declared: 7, observed: undefined },
    ]);
  });

  it('tell keys of a map apart from what every object inherits', () => {
    const options = (entries: readonly (readonly [string, string])[]) => ({
      containerDefinitions: [
        { name: 'a', logConfiguration: { logDriver: 'awslogs', options: Object.fromEntries(entries) } },
      ],
    });
    const hostile = options([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(differences('taskDefinition', hostile, hostile)).toEqual([]);
    expect(differences('taskDefinition', hostile, options([])).map(({ path }) => path)).toEqual([
      'containerDefinitions[a].logConfiguration.options.__proto__',
      'containerDefinitions[a].logConfiguration.options.constructor',
    ]);
  });

  it('change neither side', () => {
    const [pair] = casesOf('no-false-diff');
    const before = JSON.stringify(pair);
    if (pair !== undefined) differences('taskDefinition', pair.declared, pair.observed);
    expect(JSON.stringify(pair)).toBe(before);
  });
});
