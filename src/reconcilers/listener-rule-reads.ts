import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { observeTags } from './elb-reads.ts';
import { type Observation, present } from './observation.ts';
import type { Around, Look } from './resource-kind.ts';
import { ownRule, sameConditions } from './rule-match.ts';
import type { Ref } from './step.ts';
import { groupArn } from './target-group-arn.ts';

export async function observe(look: Look, seen: Observation): Promise<void> {
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
export function listenerOf(ruleArn: string): string {
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
