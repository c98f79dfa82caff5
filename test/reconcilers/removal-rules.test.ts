import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/reconcilers/observation.ts';
import { groupsOf, listenerOf, removalRules } from '../../src/reconcilers/removal-rules.ts';
import { nothingKnown, type RemovalAround } from '../../src/reconcilers/resource-kind.ts';
import { LISTENER } from '../desired-state/app-document.ts';
import { appWith, denied, groupArnOf, inAws, removalOf, ruleArnOf, rulesIn, setRules, webOf } from './app-in-aws.ts';

const app = appWith();
const name = webOf(app).targetGroups[0]?.name ?? '';
const BALANCER = LISTENER.replace(':listener/', ':loadbalancer/').replace(/\/[0-9a-f]+$/, '');

/** The records are lost: only AWS can say what belongs to the service. */
function lost(change: (seen: Observation) => void = () => undefined, over: Partial<RemovalAround> = {}) {
  const seen = inAws(app);
  const around = { ...removalOf(app, seen), known: nothingKnown, ...over };
  change(seen);
  return removalRules(around);
}

function forwarding(arn: string, more: Partial<Rule> = {}): Rule {
  return { RuleArn: arn, Priority: '7', Actions: [{ Type: 'forward', TargetGroupArn: groupArnOf(name) }], ...more };
}

describe('the rules that lead to a removed service', () => {
  it('R6 are ours by their tags, whatever the records know', () => {
    expect(lost()).toMatchObject({ ours: [ruleArnOf(1)], strangers: [], unread: undefined });
  });

  it.each([
    ['nobody', new Map<string, string>(), 'nobody'],
    ['another app', new Map([['ecs-steward:app', 'shop']]), 'another app'],
    ['nobody who was asked', undefined, 'unread'],
  ] as const)('R1 R6 of %s are strangers where they forward to its group', (_whose, tags, owner) => {
    const result = lost((seen) => {
      setRules(seen, [forwarding(ruleArnOf(9))]);
      if (tags !== undefined) seen.tags.set(ruleArnOf(9), tags);
    });
    expect(result).toMatchObject({ ours: [], strangers: [{ arn: ruleArnOf(9), group: name, owner }] });
  });

  it('R6 may be a listener’s default action', () => {
    const result = lost((seen) => setRules(seen, [forwarding(ruleArnOf(9), { IsDefault: true, Priority: 'default' })]));
    expect(result.strangers).toHaveLength(1);
  });

  it('R6 count without weight, and not where they forward elsewhere', () => {
    const weighted = (arn: string, Weight: number): Rule => ({
      RuleArn: ruleArnOf(9),
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: arn, Weight }] } }],
    });
    expect(lost((seen) => setRules(seen, [weighted(groupArnOf(name), 0)])).strangers).toHaveLength(1);
    expect(lost((seen) => setRules(seen, [weighted(groupArnOf('es-other'), 1)])).strangers).toEqual([]);
  });

  it('R4 R6 are not all known while a listener of the group’s load balancer was not read', () => {
    const led = (seen: Observation) => {
      const group = seen.targetGroups.get(name);
      if (group?.is === 'present') Object.assign(group.seen, { LoadBalancerArns: [BALANCER] });
    };
    expect(lost(led).unread).toBe(`the listeners of ${BALANCER} could not be read`);
    const listening = (listeners: string[]) =>
      lost((seen) => {
        led(seen);
        seen.listeners.set(BALANCER, { is: 'present', seen: listeners });
      }).unread;
    expect(listening([LISTENER])).toBeUndefined();
    expect(listening([LISTENER, `${LISTENER}0`])).toBe(`the rules of ${LISTENER}0 are not read yet`);
  });

  it('R4 R6 are not all known while rules, a group or a known rule’s tags were not read', () => {
    const blind = lost((seen) => seen.rules.set(LISTENER, { is: 'unknown', failure: denied }));
    expect(blind).toMatchObject({ unread: `the rules of ${LISTENER} could not be read`, failures: [denied] });
    expect(lost((seen) => seen.targetGroups.set(name, { is: 'unknown', failure: denied })).unread).toBe(
      `${name} could not be read`,
    );
    const seen = inAws(app);
    const around = removalOf(app, seen);
    seen.tags.delete(ruleArnOf(1));
    expect(removalRules(around).unread).toBe(`the tags of ${ruleArnOf(1)} are not read yet`);
    seen.rules.clear();
    expect(removalRules(around).unread).toBe(`the rules of ${LISTENER} are not read yet`);
  });

  it('are none once they are gone', () => {
    expect(lost((seen) => setRules(seen, []))).toEqual({ ours: [], strangers: [], unread: undefined, failures: [] });
  });
});

describe('the groups of a removed service', () => {
  it('are those on the service, in the records, and tagged so', () => {
    const seen = inAws(app);
    const around = removalOf(app, seen);
    const arn = groupArnOf(name);
    expect([...groupsOf({ ...around, known: nothingKnown })]).toEqual([[name, arn]]);
    seen.services.clear();
    expect([...groupsOf({ ...around, known: nothingKnown })]).toEqual([[name, arn]]);
    seen.tags.clear();
    expect([...groupsOf(around)]).toEqual([[name, arn]]);
    expect([...groupsOf({ ...around, known: nothingKnown })]).toEqual([]);
  });
});

it('a rule’s ARN names its listener', () => {
  expect(listenerOf(ruleArnOf(1))).toBe(LISTENER);
  expect(rulesIn(inAws(app))).toHaveLength(1);
});
