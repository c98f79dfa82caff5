import { leftBehind } from '../findings/left-behind.ts';
import { replacementWaits } from '../findings/replacement-waits.ts';
import { type Observation, present } from './observation.ts';
import { ownerOf } from './ownership.ts';
import { step } from './planning.ts';
import { groupsOf } from './removal-rules.ts';
import { isSettled, replacementPending, weightIn } from './replacement.ts';
import { type Around, merged, nothingPlanned, type Planned, type RemovalAround } from './resource-kind.ts';
import { ownRule } from './rule-match.ts';
import type { Step } from './step.ts';
import { groupName, replacementOf } from './target-group-arn.ts';

/** Groups that were replaced go when nothing uses them any more: ECS' own use of them ELB does not know (R5). */
export function retire(around: Around): Planned {
  const { app, service, seen, known } = around;
  const observed = seen.services.get(service.ecsService);
  const running = present(observed);
  const replacement = replacementOf(around);
  const place = { app: app.app, service: service.name };
  if (running !== undefined && replacement !== undefined) {
    const rule = service.rules.map((wanted) => ownRule(around, wanted)).find((each) => each !== undefined);
    const name = groupName(replacement.old);
    return {
      ...nothingPlanned,
      findings: [
        replacementWaits(
          { ...place, resource: name },
          { group: name, why: replacementPending(replacement, running, rule, seen, service.floor) },
        ),
      ],
      waits: [`${name} is being replaced`],
    };
  }
  const wanted = new Set(service.targetGroups.map(({ name }) => name));
  const plans = Object.entries(known.targetGroups)
    .filter(([name]) => !wanted.has(name))
    .map(([name, arn]): Planned => {
      if (present(seen.targetGroups.get(name)) === undefined) return nothingPlanned;
      // Not read is not absent (R4), and what the service still names is in use (R5).
      if (observed === undefined || observed.is === 'unknown')
        return { ...nothingPlanned, waits: [`whether the service uses ${name} could not be read`] };
      if (running?.loadBalancers?.some(({ targetGroupArn }) => targetGroupArn === arn) === true)
        return { ...nothingPlanned, waits: [`the service still runs on ${name}`] };
      if (running !== undefined && !isSettled(running))
        return { ...nothingPlanned, waits: [`a deployment may still use ${name}`] };
      if (isReferenced(seen, arn)) return { ...nothingPlanned, waits: [`a rule still names ${name}`] };
      const owner = ownerOf(seen.tags.get(arn), app.app);
      if (owner === 'nobody' || owner === 'another app') return nothingPlanned;
      return {
        ...nothingPlanned,
        steps: [
          deletion(service.name, name, arn, 'replacement', 'another group has taken its place and nothing uses it'),
        ],
      };
    });
  return merged(plans);
}

function isReferenced(seen: Observation, arn: string): boolean {
  for (const observed of seen.rules.values()) {
    if (observed.is !== 'present') return true;
    if (observed.seen.some((rule) => weightIn(rule, arn) !== undefined)) return true;
  }
  return false;
}

function deletion(
  service: string,
  name: string,
  arn: string,
  reason: 'replacement' | 'tombstone',
  why: string,
  after: readonly string[] = [],
): Step {
  return step({
    kind: 'target-group',
    service,
    does: 'delete',
    call: 'elasticloadbalancing:DeleteTargetGroup',
    target: name,
    input: { TargetGroupArn: arn },
    reason,
    risk: 'high',
    why,
    after,
  });
}

/** Last of all: after its rule, and after the service with its last task (R5). */
export function remove(around: RemovalAround): Planned {
  const { app, tombstone, seen } = around;
  const service = seen.services.get(tombstone.ecsService);
  if (service === undefined || service.is === 'unknown') return nothingPlanned;
  const gone = service.is === 'absent';
  const plans = [...groupsOf(around)].map(([name, arn]): Planned => {
    if (present(seen.targetGroups.get(name)) === undefined) return nothingPlanned;
    const owner = ownerOf(seen.tags.get(arn), app.app);
    if (owner === 'unread') return { ...nothingPlanned, waits: [`the tags of ${name} are not read yet`] };
    // Found on the service or in the records, and never tagged by us, or taken over since: it stays, and nobody waits for it.
    if (owner !== 'ours') return gone ? foreign(around, name, owner) : nothingPlanned;
    if (!gone) return { ...nothingPlanned, waits: [`${name} is used by the service until its last task has stopped`] };
    if (isReferenced(seen, arn)) return { ...nothingPlanned, waits: [`a rule still names ${name}`] };
    return {
      ...nothingPlanned,
      steps: [deletion(tombstone.service, name, arn, 'tombstone', 'its service was removed by a tombstone')],
    };
  });
  return merged(plans);
}

function foreign({ app, tombstone }: RemovalAround, name: string, owner: 'nobody' | 'another app'): Planned {
  const place = { app: app.app, service: tombstone.service, resource: name };
  return { ...nothingPlanned, findings: [leftBehind(place, { what: 'target group', name, owner })] };
}
