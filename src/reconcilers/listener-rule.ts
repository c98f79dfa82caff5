import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredRule } from '../desired-state/desired.ts';
import { TAG } from '../desired-state/desired.ts';
import { listenerMissing } from '../findings/listener-missing.ts';
import { listenerRuleConflict } from '../findings/listener-rule-conflict.ts';
import { listenerRuleShadowed } from '../findings/listener-rule-shadowed.ts';
import { noFreePriority } from '../findings/no-free-priority.ts';
import { differences } from './compare.ts';
import type { Difference } from './difference.ts';
import { observeTags } from './elb-reads.ts';
import { type Observation, present } from './observation.ts';
import { missingTags, ownerOf, tagsOf } from './ownership.ts';
import { managed, notOursFinding, step, withheldAsUnknown } from './planning.ts';
import { forwards } from './replacement.ts';
import {
  type Around,
  type Look,
  merged,
  nothingPlanned,
  type Planned,
  type RemovalAround,
  type ResourceKind,
} from './resource-kind.ts';
import { covers, ownRule, sameConditions } from './rule-match.ts';
import { choosePriority, type Placed } from './rule-priority.ts';
import type { Ref, Step } from './step.ts';
import { groupArn, replacementOf } from './target-group.ts';

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

async function observe(look: Look, seen: Observation): Promise<void> {
  const listeners = new Set(
    look.apps.flatMap(({ app }) =>
      app.services.flatMap(({ manage, rules }) =>
        manage === 'all' ? rules.map(({ listenerArn }) => listenerArn) : [],
      ),
    ),
  );
  for (const { known } of look.apps)
    for (const { rules } of known.values()) for (const arn of Object.values(rules)) listeners.add(listenerOf(arn));
  for (const arn of listeners) await readRules(look, seen, arn);
  const asked = look.apps.length * listeners.size;
  look.receipt.save('batch', Math.max(0, asked - listeners.size));
  if (look.thorough) await readTagsOfStrangers(look, seen);
}

/** `…:listener-rule/app/NAME/ID/ID/ID` → `…:listener/app/NAME/ID/ID` */
function listenerOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':listener/').replace(/\/[0-9a-f]+$/, '');
}

async function readRules(look: Look, seen: Observation, arn: string): Promise<void> {
  const rules: Rule[] = [];
  let Marker: string | undefined;
  do {
    const result = await look.aws.send('elasticloadbalancing:DescribeRules', {
      ListenerArn: arn,
      PageSize: 400,
      ...(Marker === undefined ? {} : { Marker }),
    });
    if (!result.ok) {
      const gone = result.failure.code.startsWith('ListenerNotFound') || result.failure.code.startsWith('RuleNotFound');
      seen.rules.set(arn, gone ? { is: 'absent' } : { is: 'unknown', failure: result.failure });
      return;
    }
    rules.push(...(result.value.Rules ?? []));
    Marker = result.value.NextMarker;
  } while (Marker !== undefined && Marker !== '');
  seen.rules.set(arn, { is: 'present', seen: rules });
}

/** Before a rule is made, look whether a crashed pass made it already: rules that would fit, by their tags. */
async function readTagsOfStrangers(look: Look, seen: Observation): Promise<void> {
  const arns: string[] = [];
  for (const { app, known } of look.apps) {
    for (const service of app.services) {
      const around = {
        app,
        service,
        seen,
        known: known.get(service.name) ?? { rules: {}, targetGroups: {}, revisions: [] },
      };
      for (const wanted of service.manage === 'all' ? service.rules : []) {
        if (ownRule(around, wanted) !== undefined && wanted.adopt === undefined) continue;
        const group = groupArn(around as Around, wanted.targetGroup);
        for (const rule of present(seen.rules.get(wanted.listenerArn)) ?? []) {
          if (
            rule.IsDefault !== true &&
            rule.RuleArn !== undefined &&
            (sameConditions(wanted, rule) || forwardsTo(rule, group) || rule.RuleArn === wanted.adopt)
          )
            arns.push(rule.RuleArn);
        }
      }
    }
  }
  await observeTags(look, arns, seen);
}

function forwardsTo(rule: Rule, group: string | Ref | undefined): boolean {
  return (rule.Actions ?? []).some(
    ({ TargetGroupArn, ForwardConfig }) =>
      TargetGroupArn === group || ForwardConfig?.TargetGroups?.some((each) => each.TargetGroupArn === group),
  );
}

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

function placedRules(around: Around, rules: readonly Rule[]): Placed[] {
  const own = new Map<string, number>();
  for (const service of around.app.services) {
    for (const wanted of service.rules) {
      const arn = ownRule({ ...around, service }, wanted)?.RuleArn;
      if (arn !== undefined) own.set(arn, wanted.specificity);
    }
  }
  return rules.flatMap((rule) => {
    const specificity = own.get(rule.RuleArn ?? '') ?? roughSpecificity(rule);
    return rule.IsDefault === true || specificity === undefined
      ? []
      : [{ priority: Number(rule.Priority), specificity }];
  });
}

/** Of rules that we do not know: only a catch-all must stay behind ours. */
function roughSpecificity(rule: Rule): number | undefined {
  const only = rule.Conditions?.length === 1 ? rule.Conditions[0] : undefined;
  const values = only?.PathPatternConfig?.Values ?? only?.Values ?? [];
  return only?.Field === 'path-pattern' && values.some((value) => value === '/*' || value === '*') ? 0 : undefined;
}

function repair(around: Around, wanted: DesiredRule, own: Rule, rules: readonly Rule[], chosen: Placed[]): Planned {
  const { service, seen, reason } = around;
  const arn = own.RuleArn ?? '';
  const actions = actionsOf(around, wanted, own);
  if (actions === undefined) return { ...nothingPlanned, waits: ['its target group is not there yet'] };
  const waits = refOf(actions);
  const declared = {
    Conditions: wanted.conditions,
    Actions: actions,
    ...(wanted.priority === undefined ? {} : { Priority: wanted.priority }),
  };
  const found = managed(differences('listenerRule', declared, own), service.unmanaged);
  const content = found.filter(
    ({ path }) => path.startsWith('Conditions') || path.startsWith('Actions') || path.startsWith('Transforms'),
  );
  const common = { kind: 'listener-rule', service: service.name, target: wanted.key, reason, risk: 'medium' } as const;
  const steps: Step[] = [];
  const tags = seen.tags.get(arn);
  const missing = tags === undefined ? new Map<string, string>() : missingTags(tagsOf(wanted.tags), tags);
  if (missing.size > 0) {
    steps.push(
      step({
        ...common,
        risk: 'low',
        does: 'tag',
        call: 'elasticloadbalancing:AddTags',
        reason: tags?.get(TAG.app) === undefined ? 'adoption' : reason,
        input: { ResourceArns: [arn], Tags: [...missing].map(([Key, Value]) => ({ Key, Value })) },
        why: 'declared tags are missing',
        differences: [...missing].map(([key, value]) => ({
          path: `Tags[${key}]`,
          declared: value,
          observed: tags?.get(key),
        })),
      }),
    );
  }
  if (content.length > 0) {
    const part = (name: string) => content.some(({ path }) => path.startsWith(name));
    steps.push(
      step({
        ...common,
        does: 'modify',
        call: 'elasticloadbalancing:ModifyRule',
        differences: content,
        input: {
          RuleArn: arn,
          ...(part('Conditions') ? { Conditions: wanted.conditions } : {}),
          ...(part('Actions') ? { Actions: actions } : {}),
        },
        why: 'the rule is not as declared',
        after: waits,
      }),
    );
  }
  const order = priorityStep(around, wanted, own, rules, found, chosen);
  if (order !== undefined) steps.push(order);
  return { steps, findings: shadows(around, wanted, rules, Number(own.Priority)) };
}

function refOf(
  actions: readonly {
    readonly ForwardConfig: { readonly TargetGroups: readonly { readonly TargetGroupArn: string | Ref }[] };
  }[],
): string[] {
  return actions.flatMap(({ ForwardConfig }) =>
    ForwardConfig.TargetGroups.flatMap(({ TargetGroupArn }) =>
      typeof TargetGroupArn === 'string' ? [] : [TargetGroupArn.ref],
    ),
  );
}

/** To one group, or over both while a replacement is under way. */
function actionsOf(around: Around, wanted: DesiredRule, own: Rule) {
  const fresh = groupArn(around, wanted.targetGroup);
  if (fresh === undefined) return undefined;
  const replacement = replacementOf(around);
  const running = present(around.seen.services.get(around.service.ecsService));
  const shares =
    replacement === undefined || running === undefined || replacementServes(around, wanted) === false
      ? [{ group: 'fresh' as const, weight: 1 }]
      : forwards(replacement, running, own, around.seen, around.service.floor);
  const groups = shares.map(({ group, weight }) => ({
    TargetGroupArn: group === 'old' && replacement !== undefined ? replacement.old : fresh,
    Weight: weight,
  }));
  return [{ Type: 'forward' as const, ForwardConfig: { TargetGroups: groups } }];
}

function replacementServes({ service }: Around, wanted: DesiredRule): boolean {
  return service.targetGroups[0]?.name === wanted.targetGroup;
}

/** Declared priority, or an own rule that stands behind a broader own one. */
function priorityStep(
  around: Around,
  wanted: DesiredRule,
  own: Rule,
  rules: readonly Rule[],
  found: readonly Difference[],
  chosen: Placed[],
): Step | undefined {
  const declared = found.filter(({ path }) => path === 'Priority');
  const current = Number(own.Priority);
  const broaderBefore =
    wanted.priority === undefined &&
    placedRules(around, rules).some(
      (rule) => rule.priority < current && rule.specificity < wanted.specificity && rule.specificity > 0,
    );
  if (declared.length === 0 && !broaderBefore) return undefined;
  const taken = new Set([...rules.map(({ Priority }) => Number(Priority)), ...chosen.map(({ priority }) => priority)]);
  const others = placedRules(around, rules).filter(({ priority }) => priority !== current);
  const priority = wanted.priority ?? choosePriority([...others, ...chosen], taken, wanted.specificity, around.band);
  if (priority === undefined || priority === current) return undefined;
  chosen.push({ priority, specificity: wanted.specificity });
  return step({
    kind: 'listener-rule',
    service: around.service.name,
    does: 'set priority',
    call: 'elasticloadbalancing:SetRulePriorities',
    target: wanted.key,
    input: { RulePriorities: [{ RuleArn: own.RuleArn, Priority: priority }] },
    reason: around.reason,
    risk: 'medium',
    why: broaderBefore ? 'a broader rule of this app stands before it' : 'its priority is not as declared',
    differences: declared.length > 0 ? declared : [{ path: 'Priority', declared: priority, observed: current }],
  });
}

function shadows(
  { app, service, seen }: Around,
  wanted: DesiredRule,
  rules: readonly Rule[],
  priority: number,
): Planned['findings'] {
  return rules
    .filter(
      (rule) =>
        Number(rule.Priority) < priority &&
        covers(rule, wanted) &&
        seen.tags.get(rule.RuleArn ?? '')?.get(TAG.app) !== app.app &&
        !isOwn(app, rule, seen),
    )
    .map((rule) =>
      listenerRuleShadowed(
        { app: app.app, service: service.name, resource: wanted.key },
        { rule: conditionsText(wanted), priority: rule.Priority ?? '', by: rule.RuleArn ?? '' },
      ),
    );
}

function isOwn(app: Around['app'], rule: Rule, seen: Observation): boolean {
  const groups = new Set(
    app.services.flatMap(({ targetGroups }) =>
      targetGroups.map(({ name }) => present(seen.targetGroups.get(name))?.TargetGroupArn),
    ),
  );
  return (rule.Actions ?? []).some(({ TargetGroupArn }) => TargetGroupArn !== undefined && groups.has(TargetGroupArn));
}

function conditionsText({ conditions }: DesiredRule): string {
  return conditions
    .map((condition) => {
      const values =
        condition.PathPatternConfig?.Values ??
        condition.HostHeaderConfig?.Values ??
        condition.HttpRequestMethodConfig?.Values ??
        condition.HttpHeaderConfig?.Values ??
        condition.Values ??
        [];
      return `${condition.Field} ${values.join(' or ')}`;
    })
    .join(' and ');
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
