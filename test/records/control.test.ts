import { describe, expect, it } from 'vitest';
import { readControl } from '../../src/records/control.ts';

const now = Date.UTC(2026, 2, 2, 8);
const window = { from: '2026-03-02T00:00:00Z', until: '2026-03-03T00:00:00Z', reason: 'release day' };

describe('control', () => {
  it('that was never written has its defaults, and nothing is wrong with it', () => {
    const control = readControl(undefined, now);
    expect(control).toMatchObject({ paused: undefined, frozen: undefined, problems: [] });
    expect(control.limits).toMatchObject({ maxSteps: 50, registries: ['public.ecr.aws'], removalCoolingSeconds: 60 });
    expect(control.band('arn:l')).toEqual({ from: 1_000, to: 49_000 });
  });

  it('R28 says who paused, and why', () => {
    expect(readControl({ paused: true, pausedBy: 'ann', pauseReason: 'audit' }, now).paused).toEqual({
      by: 'ann',
      reason: 'audit',
    });
    expect(readControl({ paused: true }, now).paused).toEqual({ by: 'somebody', reason: 'no reason given' });
  });

  it('R28 freezes from the first millisecond of a window to before its last', () => {
    const at = (time: string) => readControl({ freezes: [window] }, Date.parse(time)).frozen?.reason;
    expect(at('2026-03-01T23:59:59.999Z')).toBeUndefined();
    expect(at('2026-03-02T00:00:00.000Z')).toBe('release day');
    expect(at('2026-03-02T23:59:59.999Z')).toBe('release day');
    expect(at('2026-03-03T00:00:00.000Z')).toBeUndefined();
  });

  it('has a band for each listener, and another one for the others', () => {
    const control = readControl({ bands: { 'arn:l': { from: 5, to: 9 } } }, now);
    expect(control.band('arn:l')).toEqual({ from: 5, to: 9 });
    expect(control.band('arn:m')).toEqual({ from: 1_000, to: 49_000 });
  });
});

describe('what can’t be read takes the safe side', () => {
  it.each([
    [{ ...window, from: 'yesterday' }, 'from of the freeze «release day» is no time: "yesterday"'],
    [{ ...window, until: '' }, 'until of the freeze «release day» is no time: ""'],
    [{ ...window, until: '2026-02-30T25:00:00Z' }, 'until of the freeze «release day» is no time'],
    [{ ...window, from: '2025-03-04T00:00:00Z', until: '2025-03-03T00:00:00Z' }, 'before it begins'],
  ])('R28 a freeze with the times %j freezes, and is said', (freeze, why) => {
    const control = readControl({ freezes: [freeze], limits: { maxSteps: 7 } }, now);
    expect(control.frozen?.reason).toBe('release day');
    expect(control.problems).toEqual([{ why: expect.stringContaining(why), taken: 'it freezes until that is mended' }]);
    expect(control.limits.maxSteps).toBe(7);
  });

  it('R28 a good window beside a bad one still holds its pause', () => {
    const control = readControl({ paused: true, pausedBy: 'ann', freezes: [{ ...window, from: '?' }, window] }, now);
    expect(control).toMatchObject({ paused: { by: 'ann' }, frozen: { reason: 'release day' } });
    expect(control.problems).toHaveLength(1);
  });

  it.each([
    ['paused', { paused: 'yes' }],
    ['freezes', { freezes: 'always' }],
    ['freezes.0.from', { freezes: [{ from: 5, until: 6 }] }],
    ['limits.maxSteps', { limits: { maxSteps: 'many' } }],
    ['bands', { bands: [1] }],
    ['the item', 'nothing'],
  ])('R28 a wrong type in %s pauses everything, and is said', (path, item) => {
    const control = readControl(item, now);
    expect(control.paused?.by).toBe('ecs-steward');
    expect(control.problems).toEqual([{ why: expect.stringContaining(`${path}: `), taken: 'everything is paused' }]);
    expect(control.limits).toEqual(readControl(undefined, now).limits);
  });
});
