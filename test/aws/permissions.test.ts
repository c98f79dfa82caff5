import { describe, expect, it } from 'vitest';
import { APP_TAG } from '../../src/aws/arns.ts';
import { commands } from '../../src/aws/commands.ts';
import { permissions, permissionsOf } from '../../src/aws/permissions.ts';
import { TAG } from '../../src/desired-state/desired.ts';

/** Actions that AWS asks for besides the call itself, or that are no calls of commands.ts: own table, queue, roles. */
const besides =
  /^(dynamodb|sqs|sts|iam|cloudwatch):|^logs:(TagResource|CreateLogStream|PutLogEvents)$|^application-autoscaling:TagResource$/;

describe('the table of permissions', () => {
  it('R45 has every call of commands.ts, reads for the reconciler and writes for the writer, and no other', () => {
    const calls = (effect: string) =>
      Object.entries(commands)
        .filter(([, command]) => command.effect === effect)
        .map(([call]) => call)
        .sort();
    const actions = (holder: 'reconcile' | 'write') => [
      ...new Set(
        permissionsOf(holder)
          .filter(({ action, madeBy }) => !besides.test(action) && madeBy === undefined)
          .map(({ action }) => action),
      ),
    ];
    expect(actions('reconcile').sort()).toEqual(calls('read'));
    expect(actions('write').sort()).toEqual(calls('write'));
  });

  it('gives the viewer exactly the reads of AWS that the reconciler has', () => {
    const reads = (holder: 'reconcile' | 'viewer') =>
      permissionsOf(holder)
        .map(({ action }) => action)
        .filter((action) => !besides.test(action));
    expect(reads('viewer')).toEqual(reads('reconcile'));
  });

  it('says why in a sentence, and names no action by a wildcard', () => {
    for (const { action, why } of permissions) {
      expect(action).toMatch(/^[a-z-]+:[A-Za-z]+$/);
      expect(why.length, action).toBeGreaterThan(10);
    }
  });

  it('ties every write on what can carry an app’s tag to the session’s app', () => {
    const shared = ['ecs:PutClusterCapacityProviders'];
    const untied = permissionsOf('write').filter(({ tie, madeBy }) => tie === undefined && madeBy === undefined);
    expect(untied.map(({ action }) => action)).toEqual([...shared, 'iam:PassRole']);
  });

  it('names the app’s tag as documents and reconcilers do', () => {
    expect(APP_TAG).toBe(TAG.app);
  });
});
