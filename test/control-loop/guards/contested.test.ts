import { describe, expect, it } from 'vitest';
import { contestedSteps, repairsAfter } from '../../../src/control-loop/guards/contested.ts';
import { planOf, stepOf } from './guarded-plan.ts';

const MINUTE = 60_000;
const now = 120 * MINUTE;
const minutesAgo = (...minutes: readonly number[]) => minutes.map((ago) => now - ago * MINUTE);
const FIELD = 'web service desiredCount';
const repair = stepOf({ differences: [{ path: 'desiredCount', declared: 2, observed: 5 }] });

describe('a field that somebody changes again and again', () => {
  it('R33 is repaired a third time, and then left alone until the oldest repair is an hour old', () => {
    expect(contestedSteps(planOf([repair]), { [FIELD]: minutesAgo(50, 30) }, now).left).toEqual([repair]);
    const { left, findings } = contestedSteps(planOf([repair]), { [FIELD]: minutesAgo(50, 30, 10) }, now);
    expect(left).toEqual([]);
    expect(findings).toMatchObject([
      { code: 'contested', place: { app: 'todo', service: 'web', resource: 'todo-web' } },
    ]);
    expect(findings[0]?.cause).toBe(
      `todo-web desiredCount was repaired 3 times within an hour and is wrong again; it is left alone until ${new Date(now + 10 * MINUTE).toISOString()}`,
    );
    expect(findings[0]?.whatToDo.at(-1)).toContain('unmanaged: [desiredCount]');
  });

  it('R33 counts only the last hour, and only the same field of the same service and kind', () => {
    const others = {
      [FIELD]: minutesAgo(60, 30, 10),
      'api service desiredCount': minutesAgo(3, 2, 1),
      'web service tags': minutesAgo(3, 2, 1),
    };
    expect(contestedSteps(planOf([repair]), others, now).left).toEqual([repair]);
  });

  it('R42 keeps what waits for it as well, and names it', () => {
    const next = stepOf({ id: 'next', reason: 'document', after: [repair.id] });
    const after = stepOf({ id: 'after', reason: 'document', after: ['next'] });
    const free = stepOf({ id: 'free', reason: 'document' });
    const { left, findings } = contestedSteps(
      planOf([repair, next, after, free]),
      { [FIELD]: minutesAgo(3, 2, 1) },
      now,
    );
    expect(left).toEqual([free]);
    expect(findings[0]?.cause).toMatch(/, and with it next; after$/);
  });

  it('R33 holds back only repairs: what the document or a rollout wants goes on', () => {
    const steps = (['document', 'rollout', 'roll-back'] as const).map((reason) => ({ ...repair, reason }));
    const result = contestedSteps(planOf(steps), { [FIELD]: minutesAgo(3, 2, 1) }, now);
    expect(result).toEqual({ left: steps, findings: [] });
  });
});

describe('the memory of repairs', () => {
  it('gains what was repaired now and forgets what is an hour old', () => {
    expect(repairsAfter({ [FIELD]: minutesAgo(60, 59), gone: minutesAgo(61) }, [repair], now)).toEqual({
      [FIELD]: [...minutesAgo(59), now],
    });
  });

  it('is not changed in place', () => {
    const before = { [FIELD]: minutesAgo(5) };
    repairsAfter(before, [repair], now);
    expect(before).toEqual({ [FIELD]: minutesAgo(5) });
  });
});
