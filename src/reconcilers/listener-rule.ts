import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredRule } from '../desired-state/desired.ts';
import { TAG } from '../desired-state/desired.ts';
import { listenerMissing } from '../findings/listener-missing.ts';
import { listenerRuleConflict } from '../findings/listener-rule-conflict.ts';
import { noFreePriority } from '../findings/no-free-priority.ts';
import { conditionsText, placedRules, shadows } from './listener-rule-place.ts';
import { listenerOf, observe } from './listener-rule-reads.ts';
import { repair } from './listener-rule-repair.ts';
import { present } from './observation.ts';
import { ownerOf } from './ownership.ts';
import { notOursFinding, step, withheldAsUnknown } from './planning.ts';
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
import { groupArn } from './target-group-arn.ts';

/** Listener rules (aws-facts §4.3). Foreign rules are never reordered. */
export const listenerRule: ResourceKind = {
  kind: 'listener-rule',
  needs: ['target-group'],
  calls: [
    'elasticloadbalancing:DescribeRules',
    'elasticloadbalancing:CreateRule',
    'elasticloadbalancing:ModifyRule',
    'elasticloadbalancing:SetRulePriorities',
    'elasticloadbalancing:AddTags',
    'elasticloadbalancing:DeleteRule',
  ],
  observe,
  plan: (around) =>
    around.service.manage !== 'all' || around.candidate === undefined ? nothingPlanned : planRules(around),
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
function remove({ app, tombstone, seen, known }: RemovalAround): Planned {
  const arns = new Set(Object.values(known.rules));
  for (const [arn, tags] of seen.tags)
    if (arn.includes(':listener-rule/') && tags.get(TAG.app) === app.app && tags.get(TAG.service) === tombstone.service)
      arns.add(arn);
  const plans = [...arns].map((arn): Planned => {
    const rules = seen.rules.get(listenerOf(arn));
    if (rules?.is === 'unknown')
      return withheldAsUnknown({ app: app.app, service: tombstone.service, resource: arn }, rules.failure);
    if (!present(rules)?.some(({ RuleArn }) => RuleArn === arn)) return nothingPlanned;
    const owner = ownerOf(seen.tags.get(arn), app.app);
    if (owner === 'unread') return { ...nothingPlanned, waits: [`the tags of ${arn} are not read yet`] };
    if (owner !== 'ours') return nothingPlanned;
    return {
      ...nothingPlanned,
      steps: [
        step({
          kind: 'listener-rule',
          service: tombstone.service,
          does: 'delete',
          call: 'elasticloadbalancing:DeleteRule',
          target: arn,
          input: { RuleArn: arn },
          reason: 'tombstone',
          risk: 'high',
          why: 'its service was removed by a tombstone',
        }),
      ],
    };
  });
  return merged(plans);
}
