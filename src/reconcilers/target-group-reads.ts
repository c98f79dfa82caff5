import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { targetGroupPrefix } from '../desired-state/names.ts';
import { loadBalancerOf, observeLoadBalancer, observeTags } from './elb-reads.ts';
import { batches, type Observation, present } from './observation.ts';
import { groupsOf } from './removal-rules.ts';
import { type Look, nothingKnown } from './resource-kind.ts';

export async function observe(look: Look, seen: Observation): Promise<void> {
  const names = new Set<string>();
  let removal = false;
  for (const { app, known } of look.apps) {
    for (const service of app.services) {
      if (service.manage !== 'all') continue;
      for (const { name } of service.targetGroups) names.add(name);
      for (const name of Object.keys(known.get(service.name)?.targetGroups ?? {})) names.add(name);
    }
    for (const tombstone of app.removed)
      for (const name of groupsOf({ app, tombstone, seen, known: known.get(tombstone.service) ?? nothingKnown }).keys())
        names.add(name);
    removal ||= app.removed.length > 0 && look.thorough && look.slow.has(app.app);
  }
  if (removal || names.size > 40) await readAll(look, seen, names);
  else for (const some of batches([...names], 20)) await readNamed(look, seen, some);
  await readDetails(look, seen);
  if (look.thorough) await readTagsOfRemoved(look, seen);
}

/** Groups of a tombstone: those on its service, in the records, and those whose derived name says so; only tags decide. */
async function readTagsOfRemoved(look: Look, seen: Observation): Promise<void> {
  const arns: string[] = [];
  for (const { app, known } of look.apps)
    for (const tombstone of app.removed) {
      const prefix = targetGroupPrefix(app.app, tombstone.service);
      const groups = groupsOf({ app, tombstone, seen, known: known.get(tombstone.service) ?? nothingKnown });
      for (const [name, observed] of seen.targetGroups) {
        const arn = present(observed)?.TargetGroupArn;
        if (arn !== undefined && (name.startsWith(prefix) || groups.has(name))) arns.push(arn);
      }
    }
  await observeTags(look, arns, seen);
}

/** One unknown name fails the whole call (aws-facts §4.1): then each is asked by itself, which happens on a creation only. */
async function readNamed(look: Look, seen: Observation, names: readonly string[]): Promise<void> {
  const result = await look.aws.send('elasticloadbalancing:DescribeTargetGroups', { Names: [...names] });
  if (!result.ok && result.failure.class === 'gone' && names.length > 1) {
    for (const name of names) await readNamed(look, seen, [name]);
    return;
  }
  for (const name of names) {
    if (!result.ok) {
      seen.targetGroups.set(
        name,
        result.failure.class === 'gone' ? { is: 'absent' } : { is: 'unknown', failure: result.failure },
      );
      continue;
    }
    const group = result.value.TargetGroups?.find(({ TargetGroupName }) => TargetGroupName === name);
    seen.targetGroups.set(name, group === undefined ? { is: 'absent' } : { is: 'present', seen: group });
  }
  look.receipt.save('batch', Math.max(0, names.length - 1));
}

/** All groups of the region, 400 a page: cheaper for a sweep, and finds what no record knows any more. A failed page leaves all unknown (F13). */
async function readAll(look: Look, seen: Observation, names: ReadonlySet<string>): Promise<void> {
  const found: TargetGroup[] = [];
  let Marker: string | undefined;
  do {
    const result = await look.aws.send('elasticloadbalancing:DescribeTargetGroups', {
      PageSize: 400,
      ...(Marker === undefined ? {} : { Marker }),
    });
    if (!result.ok) {
      for (const name of names) seen.targetGroups.set(name, { is: 'unknown', failure: result.failure });
      return;
    }
    found.push(...(result.value.TargetGroups ?? []));
    Marker = result.value.NextMarker;
  } while (Marker !== undefined && Marker !== '');
  look.receipt.save('batch', Math.max(0, names.size - 1));
  for (const name of names) seen.targetGroups.set(name, { is: 'absent' });
  for (const group of found) {
    const name = group.TargetGroupName ?? '';
    if (names.has(name) || name.startsWith('es-')) seen.targetGroups.set(name, { is: 'present', seen: group });
  }
}

async function readDetails(look: Look, seen: Observation): Promise<void> {
  for (const { app } of look.apps) {
    for (const service of app.services) {
      for (const { name } of service.manage === 'all' ? service.targetGroups : []) {
        const observed = seen.targetGroups.get(name);
        const listener = service.rules[0]?.listenerArn;
        if (observed?.is === 'absent' && look.thorough && listener !== undefined)
          await observeLoadBalancer(look, loadBalancerOf(listener), seen);
        const arn = present(observed)?.TargetGroupArn;
        if (arn === undefined) continue;
        if (!look.slow.has(app.app)) {
          look.receipt.save('rotation');
          continue;
        }
        const result = await look.aws.send('elasticloadbalancing:DescribeTargetGroupAttributes', {
          TargetGroupArn: arn,
        });
        seen.attributes.set(
          arn,
          result.ok
            ? { is: 'present', seen: result.value.Attributes ?? [] }
            : { is: 'unknown', failure: result.failure },
        );
      }
    }
  }
}
