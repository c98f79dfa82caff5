import { type DesiredApp, TAG } from '../desired-state/desired.ts';
import { type Observation, present } from '../reconcilers/observation.ts';
import { ownerOf } from '../reconcilers/ownership.ts';
import { groupsOf, listenerOf, removalRules } from '../reconcilers/removal-rules.ts';
import { type KnownResources, nothingKnown, type RemovalAround } from '../reconcilers/resource-kind.ts';
import { ownRule } from '../reconcilers/rule-match.ts';
import type { StatusRecord } from '../records/status-record.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import type { Applied } from './apply.ts';

/** What the records say of each service's resources; services that were removed stay until nothing of them is left. */
export function knownResources(
  status: StatusRecord,
  rollouts: ReadonlyMap<string, RolloutRecord>,
): Map<string, KnownResources> {
  const names = new Set([...Object.keys(status.services), ...rollouts.keys()]);
  return new Map(
    [...names].map((name) => {
      const service = status.services[name];
      const record = rollouts.get(name);
      const revisions = [record?.revision, record?.lastGood?.revision].filter((arn) => arn !== undefined);
      return [
        name,
        { rules: service?.rules ?? {}, targetGroups: service?.targetGroups ?? {}, revisions: [...new Set(revisions)] },
      ];
    }),
  );
}

/** Seen or just made: added. Gone: taken out. */
export function knownAfter(
  known: ReadonlyMap<string, KnownResources>,
  app: DesiredApp,
  seen: Observation,
  applied: readonly Applied[],
): Map<string, KnownResources> {
  const after = new Map<
    string,
    { rules: Record<string, string>; targetGroups: Record<string, string>; revisions: readonly string[] }
  >();
  for (const [name, { rules, targetGroups, revisions }] of known)
    after.set(name, { rules: { ...rules }, targetGroups: { ...targetGroups }, revisions });
  const of = (name: string) => {
    const entry = after.get(name) ?? { rules: {}, targetGroups: {}, revisions: [] };
    after.set(name, entry);
    return entry;
  };
  for (const service of app.services) {
    if (service.manage !== 'all') continue;
    const entry = of(service.name);
    for (const { name } of service.targetGroups) {
      const arn = present(seen.targetGroups.get(name))?.TargetGroupArn;
      if (arn !== undefined) entry.targetGroups[name] = arn;
    }
    for (const wanted of service.rules) {
      const arn = ownRule({ app, service, seen, known: known.get(service.name) ?? nothingKnown }, wanted)?.RuleArn;
      if (arn !== undefined) entry.rules[wanted.key] = arn;
    }
  }
  for (const tombstone of app.removed) {
    const around = { app, tombstone, seen, known: known.get(tombstone.service) ?? nothingKnown };
    const found = foundByTags(around);
    if (found.rules.length > 0 || found.targetGroups.length > 0) {
      const entry = of(tombstone.service);
      for (const [key, arn] of found.rules) entry.rules[key] = arn;
      for (const [name, arn] of found.targetGroups) entry.targetGroups[name] = arn;
    }
  }
  for (const entry of after.values()) forgetGone(entry, seen);
  for (const { step, outcome, answer } of applied) {
    if (outcome !== 'done' || step.service === undefined) continue;
    const entry = of(step.service);
    if (step.call === 'elasticloadbalancing:CreateTargetGroup')
      set(entry.targetGroups, step.target, first(answer, 'TargetGroups', 'TargetGroupArn'));
    if (step.call === 'elasticloadbalancing:CreateRule')
      set(entry.rules, step.target, first(answer, 'Rules', 'RuleArn'));
    if (step.call === 'elasticloadbalancing:DeleteTargetGroup') delete entry.targetGroups[step.target];
    if (step.call === 'elasticloadbalancing:DeleteRule')
      for (const [key, arn] of Object.entries(entry.rules)) if (arn === step.target) delete entry.rules[key];
  }
  return after;
}

/** Lost records of a removed service heal from its tags, before the service that leads to them is gone. */
function foundByTags(around: RemovalAround) {
  const { app, seen } = around;
  return {
    rules: removalRules(around).ours.map((arn) => [seen.tags.get(arn)?.get(TAG.route) ?? arn, arn] as const),
    targetGroups: [...groupsOf(around)].filter(([, arn]) => ownerOf(seen.tags.get(arn), app.app) === 'ours'),
  };
}

function forgetGone(
  entry: { rules: Record<string, string>; targetGroups: Record<string, string> },
  seen: Observation,
): void {
  for (const name of Object.keys(entry.targetGroups))
    if (seen.targetGroups.get(name)?.is === 'absent') delete entry.targetGroups[name];
  for (const [key, arn] of Object.entries(entry.rules)) {
    const listed = seen.rules.get(listenerOf(arn));
    if (listed?.is === 'absent' || (listed?.is === 'present' && !listed.seen.some(({ RuleArn }) => RuleArn === arn)))
      delete entry.rules[key];
  }
}

function set(entries: Record<string, string>, key: string, value: unknown): void {
  if (typeof value === 'string') entries[key] = value;
}

function first(answer: Readonly<Record<string, unknown>> | undefined, list: string, member: string): unknown {
  const items = answer?.[list];
  const item: unknown = Array.isArray(items) ? items[0] : undefined;
  return typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[member] : undefined;
}
