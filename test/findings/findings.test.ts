import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ErrorClass } from '../../src/aws/failure.ts';
import { clusterMissing } from '../../src/findings/cluster-missing.ts';
import { contested } from '../../src/findings/contested.ts';
import { controlUnreadable } from '../../src/findings/control-unreadable.ts';
import { documentUnusable } from '../../src/findings/document-unusable.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { foreignScaling } from '../../src/findings/foreign-scaling.ts';
import { imageNotSupported } from '../../src/findings/image-not-supported.ts';
import { leaseUnreadable } from '../../src/findings/lease-unreadable.ts';
import { leftBehind } from '../../src/findings/left-behind.ts';
import { listenerMissing } from '../../src/findings/listener-missing.ts';
import { listenerRuleConflict } from '../../src/findings/listener-rule-conflict.ts';
import { listenerRuleShadowed } from '../../src/findings/listener-rule-shadowed.ts';
import { managedElsewhere } from '../../src/findings/managed-elsewhere.ts';
import { movedElsewhere } from '../../src/findings/moved-elsewhere.ts';
import { needsReplacement } from '../../src/findings/needs-replacement.ts';
import { noFreePriority } from '../../src/findings/no-free-priority.ts';
import { notOurs } from '../../src/findings/not-ours.ts';
import { notReady } from '../../src/findings/not-ready.ts';
import { notSent } from '../../src/findings/not-sent.ts';
import { readFailed } from '../../src/findings/read-failed.ts';
import { removalBlocked } from '../../src/findings/removal-blocked.ts';
import { removalWaits } from '../../src/findings/removal-waits.ts';
import { replacementWaits } from '../../src/findings/replacement-waits.ts';
import { repositoryMissing } from '../../src/findings/repository-missing.ts';
import { rolloutHeld } from '../../src/findings/rollout-held.ts';
import { rolloutWaits } from '../../src/findings/rollout-waits.ts';
import { serviceDraining } from '../../src/findings/service-draining.ts';
import { spokePaused } from '../../src/findings/spoke-paused.ts';
import { spokeUnreachable } from '../../src/findings/spoke-unreachable.ts';
import { waitingForImage } from '../../src/findings/waiting-for-image.ts';
import { withheld } from '../../src/findings/withheld.ts';
import { writeFailed } from '../../src/findings/write-failed.ts';
import { writerRefused } from '../../src/findings/writer-refused.ts';
import { wrongPlace } from '../../src/findings/wrong-place.ts';

const place = { app: 'todo', service: 'web' };
const elsewhere = { account: '1', region: 'eu', hub: '2', hubRegion: 'us' };
const held = { candidate: 'c2', reason: 'tasks stopped', app: 'todo', service: 'web' };
const refused = { step: 's', call: 'ecs:UpdateService', code: 'X', message: 'too long', maybeApplied: false };

/** One finding of each kind, with the facts that its sentence must hold. */
const cases: readonly (readonly [finding: Finding, facts: readonly string[]])[] = [
  [clusterMissing(place, { cluster: 'main', region: 'eu-central-1' }), ['main', 'eu-central-1']],
  [
    contested(place, { field: 'todo-web desiredCount', repairs: 3, until: '10:00', waiting: ['s2'] }),
    ['desiredCount', '3', '10:00', 's2'],
  ],
  [controlUnreadable(place, { why: 'paused is «yes»', taken: 'all is paused' }), ['paused is «yes»', 'all is paused']],
  [documentUnusable(place, { why: 'line 3 is no YAML' }), ['line 3 is no YAML']],
  [foreignScaling(place, { name: 'mine', what: 'policy' }), ['mine', 'policy']],
  [imageNotSupported(place, { image: 'a/b:1', why: 'ranges' }), ['a/b:1', 'ranges']],
  [leaseUnreadable(place, { app: 'todo', why: 'it has no fence', above: 7 }), ['app#todo', 'it has no fence']],
  [listenerMissing(place, { listener: 'arn:l' }), ['arn:l']],
  [
    listenerRuleConflict(place, { rule: 'arn:r', priority: '5', conditions: 'path /a', owner: 'of app shop' }),
    ['arn:r', '5', 'path /a', 'of app shop'],
  ],
  [listenerRuleShadowed(place, { rule: 'path /a', priority: '5', by: 'arn:r' }), ['path /a', '5', 'arn:r']],
  [managedElsewhere(place, { service: 'todo-web', why: 'Express Mode' }), ['todo-web', 'Express Mode']],
  [movedElsewhere(place, { runsIn: '1 eu', document: '2 us' }), ['1 eu', '2 us', 'in either']],
  [needsReplacement(place, { what: 'ECS service', name: 'todo-web', paths: 'launchType' }), ['todo-web', 'launchType']],
  [noFreePriority(place, { listener: 'arn:l', from: 10, to: 20 }), ['arn:l', '10', '20']],
  [notOurs(place, { what: 'ECS service', name: 'todo-web', owner: 'nobody', adoptLine: 'adopt: x' }), ['todo-web']],
  [leftBehind(place, { what: 'target group', name: 'es-old', owner: 'nobody' }), ['target group', 'es-old', 'no tag']],
  [notSent(place, { steps: ['s1', 's2'], why: 'the time is over' }), ['2 steps', 's1', 's2', 'the time is over']],
  [
    removalBlocked(place, { service: 'web', rule: 'arn:r', group: 'g1', owner: 'of another app' }),
    ['web', 'arn:r', 'g1', 'of another app'],
  ],
  [notReady(place, { call: 'ecs:CreateService', code: 'X', message: 'later' }), ['ecs:CreateService', 'X', 'later']],
  [
    readFailed(place, { call: 'ecs:DescribeServices', code: 'X', message: 'no', denied: false }),
    ['ecs:DescribeServices', 'X', 'no'],
  ],
  [removalWaits(place, { service: 'web', why: 'its tasks stop' }), ['web', 'its tasks stop']],
  [replacementWaits(place, { group: 'g1', why: '1 of 2' }), ['g1', '1 of 2']],
  [repositoryMissing(place, { repository: 'todo/web' }), ['todo/web']],
  [rolloutHeld(place, { ...held, lastGood: true, digest: 'sha256:1' }), ['c2', 'sha256:1', 'tasks stopped', 'runs']],
  [rolloutWaits(place, { candidate: 'c2', why: 'a freeze' }), ['c2', 'a freeze']],
  [serviceDraining(place, { service: 'todo-web' }), ['todo-web']],
  [waitingForImage(place, { image: 'todo/web:latest' }), ['waiting for first push', 'todo/web:latest']],
  [withheld(place, { guard: 'pause', steps: ['a', 'b'], why: 'mika', lift: 'end it' }), ['pause', '2', 'a; b', 'mika']],
  [writeFailed(place, { ...refused, class: 'invalid' }), ['ecs:UpdateService', 'X', 'too long']],
  [
    writerRefused(place, { code: 'AccessDenied', message: 'not authorized', denied: true }),
    ['AccessDenied', 'not authorized'],
  ],
  [spokePaused(place, { account: '1', by: 'mika', reason: 'audit' }), ['1', 'mika', 'audit']],
  [
    spokeUnreachable(place, { ...elsewhere, code: 'AccessDenied', message: 'not authorized', denied: true }),
    ['1', 'AccessDenied', 'not authorized'],
  ],
  [wrongPlace(place, { ...elsewhere, why: 'it is not accepted' }), ['1 eu', '2 us', 'it is not accepted']],
];

const files = readdirSync(new URL('../../src/findings/', import.meta.url)).map((file) => file.replace('.ts', ''));

describe('findings', () => {
  it('have the name of their file as code, and each file is a case here', () => {
    const codes = cases.map(([{ code }]) => code);
    expect([...codes].sort()).toEqual(files.filter((file) => file !== 'finding').sort());
  });

  it.each(cases.map(([finding, facts]) => [finding.code, finding, facts] as const))(
    '«%s» says its facts in one sentence, where it is, and what to do',
    (_code, finding, facts) => {
      for (const fact of facts) expect(finding.cause).toContain(fact);
      expect(finding.cause).not.toContain('\n');
      expect(finding.cause).not.toMatch(/undefined|\[object/);
      expect(finding.place).toEqual(place);
      expect(finding.whatToDo.length).toBeGreaterThan(0);
      for (const line of finding.whatToDo) expect(line).toMatch(/^(?!.*undefined).{6,}$/);
    },
  );

  it('that end by themselves and are no errors ask for nothing that they must have', () => {
    for (const [{ severity, clearedBy, whatToDo }] of cases)
      if (severity === 'note') {
        expect(clearedBy).toBe('itself');
        expect(whatToDo[0]).toMatch(/^nothing/);
      }
  });
});

describe('what to do', () => {
  it('about a thing that is not ours depends on whose it is', () => {
    const facts = { what: 'ECS service', name: 'todo-web', adoptLine: 'adopt: { service: todo-web }' };
    expect(notOurs(place, { ...facts, owner: 'nobody' }).whatToDo[0]).toContain('adopt: { service: todo-web }');
    const theirs = notOurs(place, { ...facts, owner: 'another app' });
    expect(theirs.cause).toContain('belongs to another app');
    expect(theirs.whatToDo.join()).not.toContain('adopt');
  });

  it('about an account out of reach is to make its roles again only where they refused', () => {
    const facts = { ...elsewhere, code: 'X', message: 'no' };
    expect(spokeUnreachable(place, { ...facts, denied: true }).whatToDo[0]).toContain('bootstrap spoke --hub 2');
    expect(spokeUnreachable(place, { ...facts, denied: false }).whatToDo[0]).toMatch(/^nothing/);
    const refusal = { code: 'X', message: 'no', denied: true };
    expect(writerRefused(place, refusal).whatToDo.join()).toContain('STEWARD_WRITE_ROLE');
    expect(writerRefused(place, { ...refusal, spoke: '1' }).whatToDo.join()).toContain('ecs-steward-spoke-write');
  });

  it('about a failed read is to allow the call only where it was denied', () => {
    const facts = { call: 'ecs:DescribeServices', code: 'X', message: 'no' };
    expect(readFailed(place, { ...facts, denied: true }).whatToDo[0]).toContain('allow ecs:DescribeServices');
    expect(readFailed(place, { ...facts, denied: false }).whatToDo[0]).toContain('the next pass reads again');
  });

  it.each<[ErrorClass, string]>([
    ['denied', 'allow ecs:UpdateService'],
    ['invalid', 'in the document'],
    ['conflict', 'something else holds the name'],
    ['retry', 'the next pass'],
    ['wait', 'the next pass'],
    ['gone', 'the next pass'],
    ['bug', 'report it'],
  ])('about a refused write of the class %s says «%s»', (kind, words) => {
    expect(writeFailed(place, { ...refused, class: kind }).whatToDo[0]).toContain(words);
  });

  it('R41 about a write without an answer claims neither that it happened nor that it did not', () => {
    const { cause } = writeFailed(place, { ...refused, class: 'retry', maybeApplied: true });
    expect(cause).toContain('got no answer');
    expect(cause).toContain('unknown until the next read');
  });

  it('about a held candidate names the command with its app, service and candidate', () => {
    const first = rolloutHeld(place, { ...held, lastGood: false });
    expect(first.whatToDo).toContain('ecs-steward release todo web c2');
    expect(first.cause).toContain('nothing to go back to');
  });

  it('R42 about withheld steps is what the guard says, and many steps are cut with a mark', () => {
    const some = (...steps: string[]) => withheld(place, { guard: 'g', steps, why: 'w', lift: 'lift it' });
    expect(some('a').cause).toBe('the guard «g» withholds one step (a): w');
    expect(some('a', 'b', 'c', 'd').cause).toBe('the guard «g» withholds 4 steps (a; b; c …): w');
    expect(some('a').whatToDo).toEqual(['lift it']);
  });
});
