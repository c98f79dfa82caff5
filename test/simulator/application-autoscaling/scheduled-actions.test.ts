import type { PutScheduledActionRequest } from '@aws-sdk/client-application-auto-scaling';
import { describe, expect, test } from 'vitest';
import { describeScalingActivities } from '../../../src/simulator/application-autoscaling/activities.ts';
import {
  deleteScheduledAction,
  describeScheduledActions,
  putScheduledAction,
} from '../../../src/simulator/application-autoscaling/scheduled-actions.ts';
import {
  describeScalableTargets,
  registerScalableTarget,
} from '../../../src/simulator/application-autoscaling/targets.ts';
import { checkLimits } from '../../../src/simulator/limits.ts';
import { caller, codeOf, countOf, key, newWorld } from './service.ts';

const evening = {
  ...key,
  ScheduledActionName: 'evening',
  Schedule: 'cron(0 20 * * ? *)',
  ScalableTargetAction: { MinCapacity: 4, MaxCapacity: 8 },
};

function registered(count = 2) {
  const world = newWorld(count);
  registerScalableTarget.run(world, caller, { ...key, MinCapacity: 2, MaxCapacity: 6 });
  world.clock.advance(3000);
  const put = (more: Partial<PutScheduledActionRequest> = {}) =>
    putScheduledAction.run(world, caller, { ...evening, ...more });
  const shown = () => describeScheduledActions.run(world, caller, { ServiceNamespace: 'ecs' }).ScheduledActions ?? [];
  const bounds = () => {
    const [target] = describeScalableTargets.run(world, caller, { ServiceNamespace: 'ecs' }).ScalableTargets ?? [];
    return [target?.MinCapacity, target?.MaxCapacity];
  };
  return { world, put, shown, bounds };
}

describe('PutScheduledAction', () => {
  test('is shown without a time zone where none was sent', () => {
    const { put, shown } = registered();
    expect(put()).toEqual({});
    expect(shown()).toEqual([
      {
        ...evening,
        ScheduledActionARN: expect.stringMatching(
          /^arn:aws:autoscaling:eu-central-1:210987654321:scheduledAction:[0-9a-f-]{36}:resource\/ecs\/service\/todo\/backend:scheduledActionName\/evening$/,
        ),
        CreationTime: new Date('2026-03-02T08:00:03Z'),
      },
    ]);
    expect(shown()[0]?.Timezone).toBeUndefined();
  });

  test('is an upsert: what is not sent stays, but start and end go', () => {
    const { world, put, shown } = registered();
    put({ Timezone: 'Europe/Berlin', EndTime: new Date('2026-04-01T00:00:00Z') });
    putScheduledAction.run(world, caller, {
      ...key,
      ScheduledActionName: 'evening',
      ScalableTargetAction: { MinCapacity: 3 },
    });
    expect(shown()).toMatchObject([
      { Schedule: evening.Schedule, Timezone: 'Europe/Berlin', ScalableTargetAction: { MinCapacity: 3 } },
    ]);
    expect(shown()[0]?.EndTime).toBeUndefined();
  });

  test.each([
    ['an unknown schedule', { Schedule: 'every evening' }],
    ['five fields', { Schedule: 'cron(0 20 * * ?)' }],
    ['an unknown time zone', { Timezone: 'Europe/Potsdam' }],
    ['no bounds', { ScalableTargetAction: {} }],
    ['a maximum below the minimum', { ScalableTargetAction: { MinCapacity: 3, MaxCapacity: 2 } }],
    ['an end before its start', { StartTime: new Date(2), EndTime: new Date(1) }],
  ])('refuses %s', (_what, more) => {
    const { put } = registered();
    expect(codeOf(() => put(more))).toBe('ValidationException');
  });

  test('needs a target, and takes 200 actions of one', () => {
    expect(codeOf(() => putScheduledAction.run(newWorld(2), caller, evening))).toBe('ObjectNotFoundException');
    const { put } = registered();
    for (let index = 0; index < 200; index += 1) put({ ScheduledActionName: `a${index}` });
    expect(codeOf(() => put())).toBe('LimitExceededException');
  });

  test.each(['a:b', 'a/b', 'a|b', ' a', 'a '])('refuses the name «%s»', (ScheduledActionName) => {
    const check = () => checkLimits(putScheduledAction.limits, { ...evening, ScheduledActionName });
    expect(codeOf(check)).toBe('ValidationException');
  });
});

describe('a scheduled action', () => {
  const day = 86_400_000;

  test('rewrites the bounds at its time, and moves the count into them', () => {
    const { world, put, bounds } = registered();
    put();
    world.clock.advanceTo(Date.parse('2026-03-02T19:59:59Z'));
    expect([bounds(), countOf(world)]).toEqual([[2, 6], 2]);
    world.clock.advance(1000);
    expect([bounds(), countOf(world)]).toEqual([[4, 8], 4]);
  });

  test('comes again each day', () => {
    const { world, put, bounds } = registered();
    put();
    put({
      ScheduledActionName: 'morning',
      Schedule: 'cron(0 7 * * ? *)',
      Timezone: 'Europe/Berlin',
      ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 2 },
    });
    world.clock.advanceTo(Date.parse('2026-03-03T05:59:00Z'));
    expect([bounds(), countOf(world)]).toEqual([[4, 8], 4]);
    world.clock.advance(60_000);
    expect([bounds(), countOf(world)]).toEqual([[1, 2], 2]);
    world.clock.advanceTo(Date.parse('2026-03-03T20:00:00Z'));
    expect(bounds()).toEqual([4, 8]);
  });

  test('may set one bound only', () => {
    const { world, put, bounds } = registered(5);
    put({ ScalableTargetAction: { MaxCapacity: 3 } });
    world.clock.advance(day);
    expect([bounds(), countOf(world)]).toEqual([[2, 3], 3]);
  });

  test('that would cross the other bound fails and says so', () => {
    const { world, put, bounds } = registered();
    put({ ScalableTargetAction: { MinCapacity: 7 } });
    world.clock.advance(day);
    expect(bounds()).toEqual([2, 6]);
    const { ScalingActivities } = describeScalingActivities.run(world, caller, { ServiceNamespace: 'ecs' });
    expect(ScalingActivities).toMatchObject([
      { StatusCode: 'Failed', Cause: 'scheduled action name evening was triggered' },
    ]);
  });

  test('that was put anew comes at its new time only', () => {
    const { world, put, bounds } = registered();
    put();
    put({ Schedule: 'cron(0 22 * * ? *)' });
    world.clock.advanceTo(Date.parse('2026-03-02T21:00:00Z'));
    expect(bounds()).toEqual([2, 6]);
    world.clock.advanceTo(Date.parse('2026-03-02T22:00:00Z'));
    expect(bounds()).toEqual([4, 8]);
  });

  test('that is suspended or deleted does not come', () => {
    const { world, put, bounds, shown } = registered();
    put();
    registerScalableTarget.run(world, caller, { ...key, SuspendedState: { ScheduledScalingSuspended: true } });
    world.clock.advance(day);
    expect(bounds()).toEqual([2, 6]);
    registerScalableTarget.run(world, caller, { ...key, SuspendedState: { ScheduledScalingSuspended: false } });
    const remove = () => deleteScheduledAction.run(world, caller, { ...key, ScheduledActionName: 'evening' });
    remove();
    world.clock.advance(day);
    expect([bounds(), shown()]).toEqual([[2, 6], []]);
    expect(remove).toThrow('No scheduled action found for service namespace: ecs');
    expect(codeOf(remove)).toBe('ObjectNotFoundException');
  });

  test('with at() comes once, and stays in the list', () => {
    const { world, put, bounds, shown } = registered();
    put({ Schedule: 'at(2026-03-02T12:00:00)', Timezone: 'America/New_York' });
    world.clock.advanceTo(Date.parse('2026-03-02T17:00:00Z'));
    expect(bounds()).toEqual([4, 8]);
    registerScalableTarget.run(world, caller, { ...key, MinCapacity: 2, MaxCapacity: 6 });
    world.clock.advance(7 * day);
    expect([bounds(), shown().length]).toEqual([[2, 6], 1]);
  });
});
