import { describe, expect, it } from 'vitest';
import { guard, guards } from '../../../src/control-loop/guards/guards.ts';
import { appWith } from '../../reconcilers/app-in-aws.ts';
import { contextOf, oneOfEach, planOf, stepOf } from './guarded-plan.ts';

const ids = (steps: readonly { readonly id: string }[]) => steps.map(({ id }) => id);

/** `second` needs `first`, `third` needs `second`; `free` needs nothing. */
const chain = [
  stepOf({ id: 'first', reason: 'rollout' }),
  stepOf({ id: 'second', after: ['first'] }),
  stepOf({ id: 'third', after: ['second'] }),
  stepOf({ id: 'free', service: 'api' }),
];
const frozen = contextOf({ frozen: { until: '2026-03-03T00:00:00Z', reason: 'sales' } });

describe('guards', () => {
  it('leave a plan alone that none of them objects to', () => {
    expect(guard(planOf(chain), contextOf())).toEqual({ allowed: chain, findings: [], withheldSteps: [] });
  });

  it('each have a name of their own and a way to lift them', () => {
    expect(new Set(guards.map(({ name }) => name)).size).toBe(guards.length);
    for (const each of guards) expect(each.lift(contextOf()).length).toBeGreaterThan(10);
  });

  it('withhold with a step all that waits for it, however far', () => {
    const { allowed, withheldSteps } = guard(planOf(chain), frozen);
    expect(ids(allowed)).toEqual(['free']);
    expect(ids(withheldSteps)).toEqual(['first', 'second', 'third']);
  });

  it('R42 name every withheld step in the finding, what waited for it, too', () => {
    const { findings } = guard(planOf(chain), frozen);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.place).toEqual({ app: 'todo', service: 'web' });
    expect(findings[0]?.cause).toBe(
      'the guard «freeze» withholds 3 steps (first; second; third): frozen until 2026-03-03T00:00:00Z: sales',
    );
    expect(findings[0]?.whatToDo).toEqual([
      'wait until 2026-03-03T00:00:00Z, or take the window out of the item control/current',
    ]);
  });

  it('name the first that withholds a step, and none after it', () => {
    const context = contextOf({ app: { ...appWith(), mode: 'observe' }, paused: { by: 'mika', reason: 'x' } });
    expect(guard(planOf(oneOfEach), context).findings.map(({ cause }) => cause.slice(0, 20))).toEqual([
      'the guard «observe» ',
    ]);
  });

  it('R42 say each reason of one guard by itself', () => {
    const removals = ['web', 'api'].map((service) => stepOf({ id: service, service, reason: 'tombstone' }));
    const limits = { ...contextOf().limits, deletionProtection: ['todo/web', 'todo/api'] };
    const { findings, allowed } = guard(planOf(removals), contextOf({ limits }));
    expect(allowed).toEqual([]);
    expect(findings.map(({ place, cause }) => [place.service, cause])).toEqual([
      ['web', 'the guard «deletion protection» withholds one step (web): todo/web is protected against deletion'],
      ['api', 'the guard «deletion protection» withholds one step (api): todo/api is protected against deletion'],
    ]);
  });

  it('count against maxSteps only what the others leave', () => {
    const limits = { ...contextOf().limits, maxSteps: 1 };
    const { allowed } = guard(planOf(chain), { ...frozen, limits });
    expect(ids(allowed)).toEqual(['free']);
  });

  it('place a finding over several services at the app', () => {
    const { findings } = guard(
      planOf([stepOf(), stepOf({ id: 'b', service: 'api' })]),
      contextOf({ paused: { by: 'mika', reason: 'x' } }),
    );
    expect(findings.map(({ place }) => place)).toEqual([{ app: 'todo' }]);
  });
});
