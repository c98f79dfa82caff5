import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredRule } from '../desired-state/desired.ts';
import { TAG } from '../desired-state/desired.ts';
import { listenerMissing } from '../findings/listener-missing.ts';
import { listenerRuleConflict } from '../findings/listener-rule-conflict.ts';
import { noFreePriority } from '../findings/no-free-priority.ts';
import { removalBlocked } from '../findings/removal-blocked.ts';
import { conditionsText, placedRules, shadows } from './listener-rule-place.ts';
import { observe } from './listener-rule-reads.ts';
import { repair } from './listener-rule-repair.ts';
import { present } from './observation.ts';
import { type Owner, ownerOf } from './ownership.ts';
import { notOursFinding, unread as readFailure, step, withheldAsUnknown } from './planning.ts';
import { listenerOf, removalRules } from './removal-rules.ts';
import {
  type Around,
  merged,
  nothingPlanned,
  type Planned,
  type RemovalAround,
  type ResourceKind,
} from './resource-kind.ts';
import { ownRule, sameConditions } from './rule-match.ts';
import { choosePriority, type Placed } from './rule-priority.ts';
import type { Step } from './step.ts';
import { groupArn } from './target-group-arn.ts';

/** Listener rules (aws-facts §4.3). Foreign rules are never reordered. */
export const listenerRule: ResourceKind = {
  kind: 'listener-rule',
  needs: ['target-group'],
  calls: [
    'elasticloadbalancing:DescribeListeners',
    'elasticloadbalancing:DescribeRules',
    'elasticloadbalancing:CreateRule',
    'elasticloadbalancing:ModifyRule',
    'elasticloadbalancing:SetRulePriorities',
    'elasticloadbalancing:AddTags',
    'elasticloadbalancing:DeleteRule',
  ],
  observe,
  plan: (around) =>
    around.service.manage !== 'all' || around.candidate === undefined
      ? nothingPlanned
      : merged([planRules(around), retire(around)]),
  remove,
};

/** Narrowest first, so that each finds its place behind the ones before it. */
function planRules(around: Around): Planned {
  const ordered = [...around.service.rules].sort((a, b) => b.specificity - a.specificity || (a.key < b.key ? -1 : 1));
  return merged(ordered.map((wanted) => planOne(around, wanted, around.chosen)));
}

function planOne(around: Around, wanted: DesiredRule, chosen: Placed[]): Planned {
  const { app, service, seen } = around;
  const place = { app: app.app, service: service.name, resource: wanted.key };
  const observed = seen.rules.get(wanted.listenerArn);
  if (observed === undefined) return nothingPlanned;
  if (observed.is === 'unknown') return withheldAsUnknown(place, observed.failure);
  if (observed.is === 'absent')
    return {
      ...nothingPlanned,
      findings: [listenerMissing({ ...place, path: 'loadBalancer.listener' }, { listener: wanted.listenerArn })],
    };
  const own = ownRule(around, wanted);
  if (own === undefined) return creation(around, wanted, observed.seen, chosen);
  const arn = own.RuleArn ?? '';
  const owner = ownerOf(seen.tags.get(arn), app.app);
  const foreign = notOursFinding({ ...place, resource: arn }, owner, 'listener rule', arn, `adopt: { rule: ${arn} }`);
  if (foreign !== undefined && !(wanted.adopt === arn && owner === 'nobody'))
    return { ...nothingPlanned, findings: [foreign] };
  return repair(around, wanted, own, observed.seen, chosen);
}

function creation(around: Around, wanted: DesiredRule, rules: readonly Rule[], chosen: Placed[]): Planned {
  const { app, service, seen, band } = around;
  const place = { app: app.app, service: service.name, resource: wanted.key };
  const conflict = rules.find((rule) => sameConditions(wanted, rule));
  if (conflict !== undefined) {
    const owner = seen.tags.get(conflict.RuleArn ?? '')?.get(TAG.app);
    return {
      ...nothingPlanned,
      findings: [
        listenerRuleConflict(place, {
          rule: conflict.RuleArn ?? '',
          priority: conflict.Priority ?? '',
          conditions: conditionsText(wanted),
          owner:
            owner === undefined ? 'not made by ecs-steward' : owner === app.app ? 'of this app' : `of app ${owner}`,
        }),
      ],
    };
  }
  const group = groupArn(around, wanted.targetGroup);
  if (group === undefined || (typeof group !== 'string' && !groupIsPlanned(around)))
    return { ...nothingPlanned, waits: ['its target group is not there yet'] };
  const taken = new Set([...rules.map(({ Priority }) => Number(Priority)), ...chosen.map(({ priority }) => priority)]);
  const priority =
    wanted.priority ?? choosePriority([...placedRules(around, rules), ...chosen], taken, wanted.specificity, band);
  if (priority === undefined)
    return { ...nothingPlanned, findings: [noFreePriority(place, { listener: wanted.listenerArn, ...band })] };
  chosen.push({ priority, specificity: wanted.specificity });
  return {
    ...nothingPlanned,
    steps: [
      step({
        kind: 'listener-rule',
        service: service.name,
        does: 'create',
        call: 'elasticloadbalancing:CreateRule',
        target: wanted.key,
        input: {
          ListenerArn: wanted.listenerArn,
          Priority: priority,
          Conditions: wanted.conditions,
          Actions: [{ Type: 'forward', TargetGroupArn: group }],
          Tags: wanted.tags,
        },
        reason: 'create',
        risk: 'low',
        why: `${conditionsText(wanted)} has no rule yet`,
        after: typeof group === 'string' ? [] : [group.ref],
      }),
    ],
    findings: shadows(around, wanted, rules, priority),
  };
}

/** The group's creation is only planned where the VPC is known. */
function groupIsPlanned({ seen, service }: Around): boolean {
  return service.rules.some(
    ({ listenerArn }) =>
      present(seen.loadBalancers.get(listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[0-9a-f]+$/, '')))
        ?.VpcId !== undefined,
  );
}

/** First of all: no rule of ours may forward to a group whose service goes (R6). */
function remove(around: RemovalAround): Planned {
  const { app, tombstone } = around;
  const { ours, strangers, unread, failures } = removalRules(around);
  const place = { app: app.app, service: tombstone.service };
  return {
    steps: ours.map((arn) => deletion(tombstone.service, arn, 'tombstone', 'its service was removed by a tombstone')),
    findings: [
      ...failures.map((failure) => readFailure(place, failure)),
      ...strangers.map(({ arn, group, owner }) =>
        removalBlocked(
          { ...place, resource: arn },
          { service: tombstone.service, rule: arn, group, owner: whose[owner] },
        ),
      ),
    ],
    waits: unread === undefined ? [] : [unread],
  };
}

/**
 * A route that the service's own document no longer lists: its rule was recorded as ours, and what replaced it is in force.
 * While a rollout is under way it stays, as the way back may need it.
 */
function retire({ app, service, seen, known, reason }: Around): Planned {
  if (reason === 'rollout' || service.unmanaged.includes('routes')) return nothingPlanned;
  const wanted = new Set(service.rules.map(({ key }) => key));
  const plans = Object.entries(known.rules)
    .filter(([key]) => !wanted.has(key))
    .map(([key, arn]): Planned => {
      const there = present(seen.rules.get(listenerOf(arn)))?.some(({ RuleArn }) => RuleArn === arn);
      const tags = seen.tags.get(arn);
      if (there !== true) return nothingPlanned;
      if (tags === undefined) return { ...nothingPlanned, waits: [`the tags of the rule of ${key} are not read yet`] };
      if (ownerOf(tags, app.app) !== 'ours' || tags.get(TAG.service) !== service.name) return nothingPlanned;
      return {
        ...nothingPlanned,
        steps: [deletion(service.name, arn, 'replacement', `the document has no route ${key} any more`)],
      };
    });
  return merged(plans);
}

const whose: Readonly<Record<Owner, string>> = {
  ours: 'of another service of this app',
  nobody: 'which nobody tagged as its own',
  'another app': 'of another app',
  unread: 'whose tags could not be read',
};

function deletion(service: string, arn: string, reason: 'tombstone' | 'replacement', why: string): Step {
  return step({
    kind: 'listener-rule',
    service,
    does: 'delete',
    call: 'elasticloadbalancing:DeleteRule',
    target: arn,
    input: { RuleArn: arn },
    reason,
    risk: 'high',
    why,
  });
}
