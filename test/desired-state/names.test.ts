import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ecsServiceName,
  executionRoleArn,
  logGroupName,
  scalingName,
  targetGroupName,
  taskRoleArn,
} from '../../src/desired-state/names.ts';

const name = fc.stringMatching(/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
const immutable = { Protocol: 'HTTP', ProtocolVersion: 'HTTP1', TargetType: 'ip', IpAddressType: 'ipv4' };

describe('derived names', () => {
  it('are legal for every legal app and service', () => {
    fc.assert(
      fc.property(name, name, (app, service) => {
        expect(ecsServiceName(app, service)).toMatch(/^[A-Za-z0-9_-]{1,255}$/);
        expect(logGroupName(app, service)).toMatch(/^[.\-_/#A-Za-z0-9]{1,512}$/);
        expect(targetGroupName(app, service, 'main', immutable)).toMatch(
          /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])$/,
        );
        expect(scalingName(app, service, 'requests')).toMatch(/^[\w-]{1,256}$/);
        for (const arn of [executionRoleArn('210987654321', app), taskRoleArn('210987654321', app, service)])
          expect(arn).toMatch(/^arn:aws:iam::210987654321:role\/ecs-steward\/[\w-]+\/[\w+=,.@-]{1,64}$/);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('a target group has another name for another app, service, port or immutable field, also where the words are cut', () => {
    const long = 'a'.repeat(40);
    const all = [
      targetGroupName(long, 'one', 'main', immutable),
      targetGroupName(long, 'two', 'main', immutable),
      targetGroupName(`${long.slice(1)}b`, 'one', 'main', immutable),
      targetGroupName(long, 'one', '1', immutable),
      targetGroupName(long, 'one', 'main', { ...immutable, ProtocolVersion: 'HTTP2' }),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(Math.max(...all.map(({ length }) => length))).toBeLessThanOrEqual(32);
  });

  it('words that read the same when joined are told apart by the hash', () => {
    expect(targetGroupName('a-b', 'c', 'main', immutable)).not.toBe(targetGroupName('a', 'b-c', 'main', immutable));
  });

  it('are stable: the order of immutable fields does not matter, and this name stays for ever', () => {
    const turned = Object.fromEntries(Object.entries(immutable).reverse());
    expect(targetGroupName('todo', 'backend', 'main', turned)).toBe(
      targetGroupName('todo', 'backend', 'main', immutable),
    );
    expect(targetGroupName('todo', 'backend', 'main', immutable)).toMatchInlineSnapshot(`"es-todo-backend-9181f1"`);
  });
});
