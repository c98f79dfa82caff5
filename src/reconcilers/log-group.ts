import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { type DesiredLogGroup, TAG } from '../desired-state/desired.ts';
import { logGroupName } from '../desired-state/names.ts';
import { differences } from './compare.ts';
import { type Observation, type Observed, present } from './observation.ts';
import { ownerOf, tagsOf } from './ownership.ts';
import { managed, step, withheldAsUnknown } from './planning.ts';
import { due } from './repository.ts';
import {
  type Around,
  type Look,
  merged,
  nothingPlanned,
  type Planned,
  type RemovalAround,
  type ResourceKind,
} from './resource-kind.ts';
import type { Step } from './step.ts';

/** CloudWatch log groups of the containers (aws-facts §7 Logs). */
export const logGroup: ResourceKind = {
  kind: 'log-group',
  needs: [],
  calls: [
    'logs:DescribeLogGroups',
    'logs:ListTagsForResource',
    'logs:CreateLogGroup',
    'logs:PutRetentionPolicy',
    'logs:DeleteRetentionPolicy',
    'logs:DeleteLogGroup',
  ],
  observe,
  plan: (around) => merged(around.service.logGroups.map((wanted) => planOne(around, wanted))),
  remove,
};

/** Read by prefix, as the API has it: one call an app for the derived names, one more for each group elsewhere. */
async function observe(look: Look, seen: Observation): Promise<void> {
  for (const { app } of due(look)) {
    const names = new Set(
      app.services.flatMap((service) => service.logGroups.map(({ input }) => input.logGroupName ?? '')),
    );
    const removed = app.removed
      .filter((tombstone) => tombstone.deleteData)
      .map((tombstone) => logGroupName(app.app, tombstone.service));
    for (const name of removed) names.add(name);
    const prefix = logGroupName(app.app, '');
    const below = [...names].filter((name) => name.startsWith(prefix));
    if (below.length > 0) await readBelow(look, seen, prefix, below, new Set(removed));
    for (const name of names) if (!name.startsWith(prefix)) await readBelow(look, seen, name, [name], new Set());
  }
}

async function readBelow(
  look: Look,
  seen: Observation,
  prefix: string,
  names: readonly string[],
  withTags: ReadonlySet<string>,
): Promise<void> {
  const found = new Map<string, LogGroup>();
  let nextToken: string | undefined;
  do {
    const result = await look.aws.send('logs:DescribeLogGroups', {
      logGroupNamePrefix: prefix,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    if (!result.ok) {
      for (const name of names) seen.logGroups.set(name, { is: 'unknown', failure: result.failure });
      return;
    }
    for (const group of result.value.logGroups ?? []) found.set(group.logGroupName ?? '', group);
    nextToken = result.value.nextToken;
  } while (nextToken !== undefined);
  for (const name of names) {
    const group = found.get(name);
    seen.logGroups.set(
      name,
      group === undefined ? { is: 'absent' } : await tagged(look, group, withTags.has(name) || look.thorough),
    );
  }
}

type SeenLogGroup = Observed<{ readonly group: LogGroup; readonly tags?: ReadonlyMap<string, string> }>;

async function tagged(look: Look, group: LogGroup, withTags: boolean): Promise<SeenLogGroup> {
  if (!withTags) return { is: 'present', seen: { group } };
  const tags = await look.aws.send('logs:ListTagsForResource', {
    resourceArn: group.logGroupArn ?? group.arn?.replace(/:\*$/, ''),
  });
  if (!tags.ok) return { is: 'unknown', failure: tags.failure };
  return { is: 'present', seen: { group, tags: new Map(Object.entries(tags.value.tags ?? {})) } };
}

function planOne({ app, service, seen, reason }: Around, wanted: DesiredLogGroup): Planned {
  const name = wanted.input.logGroupName ?? '';
  const observed = seen.logGroups.get(name);
  if (observed === undefined || service.manage !== 'all') return nothingPlanned;
  if (observed.is === 'unknown')
    return withheldAsUnknown({ app: app.app, service: service.name, resource: name }, observed.failure);
  if (observed.is === 'absent') return { ...nothingPlanned, steps: creation(service.name, name, wanted) };
  // A group that was there before us is used as it is: its retention is somebody's decision.
  const owner = ownerOf(observed.seen.tags, app.app);
  if ((owner === 'nobody' || owner === 'another app') && service.adopt?.logGroup !== name) return nothingPlanned;
  const { tags, ...input } = wanted.input;
  const declared = wanted.retentionInDays === undefined ? input : { ...input, retentionInDays: wanted.retentionInDays };
  const found = managed(differences('logGroup', declared, observed.seen.group), service.unmanaged).filter(
    ({ path }) => path === 'retentionInDays',
  );
  if (found.length === 0) return nothingPlanned;
  return { ...nothingPlanned, steps: [retention(service.name, name, wanted.retentionInDays, reason, found, [])] };
}

function creation(service: string, name: string, wanted: DesiredLogGroup): Step[] {
  const create = step({
    kind: 'log-group',
    service,
    does: 'create',
    call: 'logs:CreateLogGroup',
    target: name,
    input: { ...wanted.input },
    reason: 'create',
    risk: 'low',
    why: 'tasks fail to start without their log group',
  });
  return wanted.retentionInDays === undefined
    ? [create]
    : [create, retention(service, name, wanted.retentionInDays, 'create', [], [create.id])];
}

function retention(
  service: string,
  name: string,
  days: number | undefined,
  reason: Step['reason'],
  found: Step['differences'],
  after: readonly string[],
): Step {
  const common = {
    kind: 'log-group',
    service,
    target: name,
    reason,
    risk: reason === 'create' ? 'low' : 'medium',
    differences: found,
    after,
  } as const;
  return days === undefined
    ? step({
        ...common,
        does: 'end retention',
        call: 'logs:DeleteRetentionPolicy',
        input: { logGroupName: name },
        why: 'the document keeps logs for ever',
      })
    : step({
        ...common,
        does: 'set retention',
        call: 'logs:PutRetentionPolicy',
        input: { logGroupName: name, retentionInDays: days },
        why: `the document keeps logs for ${days} days`,
      });
}

/** Logs are data (R8). */
function remove({ app, tombstone, seen }: RemovalAround): Planned {
  const name = logGroupName(app.app, tombstone.service);
  const found = present(seen.logGroups.get(name));
  if (!tombstone.deleteData || found === undefined || ownerOf(found.tags ?? tagsOf([]), app.app) !== 'ours')
    return nothingPlanned;
  // Another service of the app may write to it: its data is not this tombstone's.
  if (found.tags?.get(TAG.service) !== tombstone.service) return nothingPlanned;
  return {
    ...nothingPlanned,
    steps: [
      step({
        kind: 'log-group',
        service: tombstone.service,
        does: 'delete',
        call: 'logs:DeleteLogGroup',
        target: name,
        input: { logGroupName: name },
        reason: 'tombstone',
        risk: 'high',
        why: 'its tombstone says data: delete',
      }),
    ],
  };
}
