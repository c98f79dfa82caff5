import type { Service } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { Tombstone } from '../../src/desired-state/desired.ts';
import { remove } from '../../src/reconcilers/service-removal.ts';
import { appWith, changeService, denied, inAws, removalOf, setRules } from './app-in-aws.ts';

const app = appWith();

/** The removal when its rules are gone already. */
function removal(over: Partial<Service>, tombstone: Partial<Tombstone> = {}) {
  const seen = inAws(app);
  setRules(seen, []);
  changeService(seen, over);
  const { steps, waits = [], findings } = remove(removalOf(app, seen, tombstone));
  return { steps: steps.map(({ call, input }) => [call, input]), waits, codes: findings.map(({ code }) => code) };
}

const name = { cluster: 'todo', service: 'todo-web' };

describe('the removal of an ECS service', () => {
  it('R6 waits while a rule of it is there', () => {
    const result = remove(removalOf(app, inAws(app)));
    expect(result.steps).toEqual([]);
    expect(result.findings[0]?.cause).toBe('the removal of web waits: its rules go first');
  });

  it('R4 R6 waits while its rules could not be read', () => {
    const seen = inAws(app);
    const around = removalOf(app, seen);
    for (const listener of seen.rules.keys()) seen.rules.set(listener, { is: 'unknown', failure: denied });
    expect(remove(around).steps).toEqual([]);
  });

  it('R6 goes to zero first, then waits for its tasks, then deletes it', () => {
    expect(removal({}).steps).toEqual([['ecs:UpdateService', { ...name, desiredCount: 0 }]]);
    for (const left of [
      { runningCount: 1, pendingCount: 0 },
      { runningCount: 0, pendingCount: 1 },
    ])
      expect(removal({ desiredCount: 0, ...left })).toEqual({
        steps: [],
        waits: ['its tasks stop'],
        codes: ['removal-waits'],
      });
    expect(removal({ desiredCount: 0, runningCount: 0 }).steps).toEqual([['ecs:DeleteService', name]]);
  });

  it('R6 deletes it with its tasks only where the tombstone says force', () => {
    expect(removal({}, { force: true }).steps).toEqual([['ecs:DeleteService', { ...name, force: true }]]);
  });

  it('R2 every step of it is of high risk and says that a tombstone wants it', () => {
    const seen = inAws(app);
    setRules(seen, []);
    expect(remove(removalOf(app, seen)).steps).toMatchObject([{ reason: 'tombstone', risk: 'high', service: 'web' }]);
  });

  it.each([
    ['nobody', []],
    ['another app', [{ key: 'ecs-steward:app', value: 'shop' }]],
  ])('R1 leaves a service of %s alone', (_owner, tags) => {
    expect(removal({ tags, desiredCount: 0, runningCount: 0 }, { force: true })).toMatchObject({
      steps: [],
      codes: ['not-ours'],
    });
  });

  it('waits while it drains', () => {
    expect(removal({ status: 'DRAINING' })).toMatchObject({ steps: [], waits: ['its last tasks drain'] });
  });

  it('R4 says what it could not read, and is done when the service is absent', () => {
    const seen = inAws(app);
    seen.services.set('todo-web', { is: 'unknown', failure: denied });
    expect(remove(removalOf(app, seen))).toMatchObject({ steps: [], findings: [{ code: 'read-failed' }] });
    seen.services.set('todo-web', { is: 'absent' });
    expect(remove(removalOf(app, seen))).toEqual({ steps: [], findings: [] });
  });
});
