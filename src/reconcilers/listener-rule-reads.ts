import type { Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { observeTags } from './elb-reads.ts';
import { type Observation, present } from './observation.ts';
import { groupsOf, listenerOf } from './removal-rules.ts';
import { type Around, type Look, nothingKnown } from './resource-kind.ts';
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
  if (look.thorough) for (const arn of await removalListeners(look, seen)) listeners.add(arn);
  for (const arn of listeners) await readRules(look, seen, arn);
  const asked = look.apps.length * listeners.size;
  look.receipt.save('batch', Math.max(0, asked - listeners.size));
  if (look.thorough) await readTagsOfStrangers(look, seen);
}

/** Before anything of a removed service goes, every listener that could lead to its groups is known (R6). */
async function removalListeners(look: Look, seen: Observation): Promise<string[]> {
  const listeners: string[] = [];
  for (const { app, known } of look.apps)
    for (const tombstone of app.removed) {
      const groups = groupsOf({ app, tombstone, seen, known: known.get(tombstone.service) ?? nothingKnown });
      for (const name of groups.keys())
        for (const balancer of present(seen.targetGroups.get(name))?.LoadBalancerArns ?? [])
          listeners.push(...(await listenersOf(look, balancer, seen)));
    }
  return listeners;
}

async function listenersOf(look: Look, balancer: string, seen: Observation): Promise<readonly string[]> {
  const read = seen.listeners.get(balancer);
  if (read !== undefined) return present(read) ?? [];
  const found: string[] = [];
  let Marker: string | undefined;
  do {
    const result = await look.aws.send('elasticloadbalancing:DescribeListeners', {
      LoadBalancerArn: balancer,
      ...(Marker === undefined ? {} : { Marker }),
    });
    if (!result.ok) {
      seen.listeners.set(balancer, { is: 'unknown', failure: result.failure });
      return [];
    }
    found.push(...(result.value.Listeners ?? []).flatMap(({ ListenerArn }) => ListenerArn ?? []));
    Marker = result.value.NextMarker;
  } while (Marker !== undefined && Marker !== '');
  seen.listeners.set(balancer, { is: 'present', seen: found });
  return found;
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
        known: known.get(service.name) ?? nothingKnown,
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
  await observeTags(look, [...arns, ...rulesAround(look, seen)], seen);
}

/** Rules whose tags decide a deletion: all beside a removed service's groups, and those of routes that a document dropped. */
function rulesAround(look: Look, seen: Observation): string[] {
  const listeners = [...seen.listeners.values()].flatMap((observed) => present(observed) ?? []);
  const beside = listeners.flatMap((arn) =>
    (present(seen.rules.get(arn)) ?? []).flatMap(({ RuleArn, IsDefault }) =>
      RuleArn === undefined || IsDefault === true ? [] : [RuleArn],
    ),
  );
  const dropped = look.apps.flatMap(({ app, known }) =>
    [...app.services, ...app.removed.map(({ service }) => ({ name: service, rules: [] }))].flatMap(
      ({ name, rules }) => {
        const wanted = new Set(rules.map(({ key }) => key));
        return Object.entries((known.get(name) ?? nothingKnown).rules).flatMap(([key, arn]) =>
          wanted.has(key) ? [] : [arn],
        );
      },
    ),
  );
  return [...beside, ...dropped];
}

function forwardsTo(rule: Rule, group: string | Ref | undefined): boolean {
  return (rule.Actions ?? []).some(
    ({ TargetGroupArn, ForwardConfig }) =>
      TargetGroupArn === group || ForwardConfig?.TargetGroups?.some((each) => each.TargetGroupArn === group),
  );
}
