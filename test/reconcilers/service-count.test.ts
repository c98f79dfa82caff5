import { describe, expect, it } from 'vitest';
import { present } from '../../src/reconcilers/observation.ts';
import { service } from '../../src/reconcilers/service.ts';
import { appWith, aroundOf, changeService, inAws } from './app-in-aws.ts';

const app = appWith();

function planned(over: Parameters<typeof changeService>[1], given = app, more: Parameters<typeof aroundOf>[2] = {}) {
  const seen = inAws(given);
  changeService(seen, over);
  return service.plan(aroundOf(given, seen, more));
}

describe('the count', () => {
  const scaled = appWith({ count: undefined, scaling: { min: 2, max: 6, cpu: 80 } });
  const counts = (desiredCount: number, given = app, more: Parameters<typeof aroundOf>[2] = {}) =>
    planned({ desiredCount }, given, more).steps.map(({ input }) => input);

  it('is brought back to the declared one without scaling, in a call of its own', () => {
    expect(counts(5)).toEqual([{ cluster: 'todo', service: 'todo-web', desiredCount: 2 }]);
  });

  it.each([2, 3, 6])('R12 of %d between the bounds 2 and 6 is the scaler’s', (count) => {
    expect(counts(count, scaled)).toEqual([]);
  });

  it.each([
    [0, 2],
    [1, 2],
    [7, 6],
  ])('R12 of %d comes back to the nearer bound, %d', (count, bound) => {
    expect(counts(count, scaled)).toEqual([{ cluster: 'todo', service: 'todo-web', desiredCount: bound }]);
  });

  it.each<[number, number, number, readonly number[]]>([
    [0, 0, 0, []],
    [2, 6, 0, [2]],
    [0, 0, 3, [0]],
    [0, 0, 2, [0]],
  ])('R12 goes by the bounds that are in force: %d to %d, at a count of %d', (min, max, count, sent) => {
    const nightly = appWith({
      count: undefined,
      scaling: { min: 2, max: 6, cpu: 80, schedules: [{ name: 'night', cron: '0 20 * * ? *', min: 0, max: 0 }] },
    });
    const seen = inAws(nightly);
    const target = present(seen.scaling.get('todo-web'))?.target;
    if (target !== undefined) Object.assign(target, { MinCapacity: min, MaxCapacity: max });
    changeService(seen, { desiredCount: count });
    expect(service.plan(aroundOf(nightly, seen)).steps.map(({ input }) => input.desiredCount)).toEqual(sent);
  });

  it('R12 never rides along with another change', () => {
    const inputs = planned({ desiredCount: 4, enableExecuteCommand: true }, scaled).steps.map(({ input }) => input);
    expect(inputs).toEqual([{ cluster: 'todo', service: 'todo-web', enableExecuteCommand: false }]);
  });

  it('is drift also in a rollout, so that a freeze lets it through and nothing calls it the candidate’s', () => {
    const reasons = planned({ desiredCount: 5 }, app, { reason: 'rollout' }).steps.map(({ reason }) => reason);
    expect(reasons).toEqual(['drift']);
  });

  it('is left alone where only the image is ours', () => {
    expect(counts(5, appWith({ manage: 'image' }))).toEqual([]);
  });
});
