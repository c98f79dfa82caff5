import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredRule } from '../desired-state/desired.ts';
import { TAG } from '../desired-state/desired.ts';
import { listenerRuleShadowed } from '../findings/listener-rule-shadowed.ts';
import { type Observation, present } from './observation.ts';
import type { Around, Planned } from './resource-kind.ts';
import { covers, ownRule } from './rule-match.ts';
import type { Placed } from './rule-priority.ts';

export function placedRules(around: Around, rules: readonly Rule[]): Placed[] {
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

export function shadows(
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

export function conditionsText({ conditions }: DesiredRule): string {
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
