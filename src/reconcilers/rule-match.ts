import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredRule } from '../desired-state/desired.ts';
import { TAG } from '../desired-state/desired.ts';
import { differences } from './compare.ts';
import { present } from './observation.ts';
import type { Around } from './resource-kind.ts';

/** Which rule of the listener is ours for a route: the adopted one, the one that the records know, else the one whose tags say so. */
export function ownRule(
  around: Pick<Around, 'app' | 'service' | 'seen' | 'known'>,
  wanted: DesiredRule,
): Rule | undefined {
  const rules = present(around.seen.rules.get(wanted.listenerArn)) ?? [];
  const byArn = (arn: string | undefined) =>
    arn === undefined ? undefined : rules.find(({ RuleArn }) => RuleArn === arn);
  return (
    byArn(wanted.adopt) ??
    byArn(around.known.rules[wanted.key]) ??
    rules.find(({ RuleArn }) => {
      const tags = around.seen.tags.get(RuleArn ?? '');
      return (
        tags?.get(TAG.app) === around.app.app &&
        tags.get(TAG.service) === around.service.name &&
        tags.get(TAG.route) === wanted.key
      );
    })
  );
}

/** The very same conditions, however they are written: the lower priority number takes all requests (aws-facts §4.3, «duplicates»). */
export function sameConditions(wanted: DesiredRule, rule: Rule): boolean {
  if (rule.IsDefault === true) return false;
  return differences('listenerRule', { Conditions: wanted.conditions }, { Conditions: rule.Conditions }).length === 0;
}

/** One path pattern of a foreign rule without other conditions that covers all that ours takes: `/*`, or `/a/*` over `/a/b/*`. */
export function covers(rule: Rule, wanted: DesiredRule): boolean {
  const [only, ...more] = rule.Conditions ?? [];
  if (rule.IsDefault === true || only === undefined || more.length > 0 || only.Field !== 'path-pattern') return false;
  const paths = wanted.conditions.find(({ Field }) => Field === 'path-pattern');
  const ours = paths?.PathPatternConfig?.Values ?? paths?.Values ?? [];
  const theirs = only.PathPatternConfig?.Values ?? only.Values ?? [];
  return (
    ours.length > 0 &&
    ours.every((path) => theirs.some((pattern) => pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1))))
  );
}
