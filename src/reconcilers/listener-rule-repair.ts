import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredRule } from '../desired-state/desired.ts';
import { differences } from './compare.ts';
import type { Difference } from './difference.ts';
import { placedRules, shadows } from './listener-rule-place.ts';
import { present } from './observation.ts';
import { tagsOf } from './ownership.ts';
import { managed, step, tagStep } from './planning.ts';
import { forwards } from './replacement.ts';
import { type Around, nothingPlanned, type Planned } from './resource-kind.ts';
import { choosePriority, type Placed } from './rule-priority.ts';
import type { Ref, Step } from './step.ts';
import { groupArn, replacementOf } from './target-group-arn.ts';

export function repair(
  around: Around,
  wanted: DesiredRule,
  own: Rule,
  rules: readonly Rule[],
  chosen: Placed[],
): Planned {
  const { service, seen, reason } = around;
  const arn = own.RuleArn ?? '';
  const actions = actionsOf(around, wanted, own);
  if (actions === undefined) return { ...nothingPlanned, waits: ['its target group is not there yet'] };
  const declared = {
    Conditions: wanted.conditions,
    Actions: actions,
    ...(wanted.priority === undefined ? {} : { Priority: wanted.priority }),
  };
  const found = managed(differences('listenerRule', declared, own), service.unmanaged);
  const content = found.filter(
    ({ path }) => path.startsWith('Conditions') || path.startsWith('Actions') || path.startsWith('Transforms'),
  );
  const steps = tagStep({
    common: { kind: 'listener-rule', service: service.name, target: wanted.key },
    call: 'elasticloadbalancing:AddTags',
    input: (missing) => ({ ResourceArns: [arn], Tags: missing.map(([Key, Value]) => ({ Key, Value })) }),
    declared: tagsOf(wanted.tags),
    seen: seen.tags.get(arn),
    reason,
    word: 'Tags',
  });
  steps.push(...contentSteps(around, wanted, arn, content, actions));
  const order = priorityStep(around, wanted, own, rules, found, chosen);
  if (order !== undefined) steps.push(order);
  return { steps, findings: shadows(around, wanted, rules, Number(own.Priority)) };
}

/** Only the lists that differ are sent: ModifyRule replaces each of them whole (aws-facts §4.3). */
function contentSteps(
  { service, reason }: Around,
  wanted: DesiredRule,
  arn: string,
  found: readonly Difference[],
  actions: ForwardActions,
): Step[] {
  if (found.length === 0) return [];
  const part = (name: string) => found.some(({ path }) => path.startsWith(name));
  return [
    step({
      kind: 'listener-rule',
      service: service.name,
      target: wanted.key,
      reason,
      risk: 'medium',
      does: 'modify',
      call: 'elasticloadbalancing:ModifyRule',
      differences: found,
      input: {
        RuleArn: arn,
        ...(part('Conditions') ? { Conditions: wanted.conditions } : {}),
        ...(part('Actions') ? { Actions: actions } : {}),
      },
      why: 'the rule is not as declared',
      after: refOf(actions),
    }),
  ];
}

type ForwardActions = NonNullable<ReturnType<typeof actionsOf>>;

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
