import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredTargetGroup } from '../desired-state/desired.ts';
import { TAG } from '../desired-state/desired.ts';
import { needsReplacement } from '../findings/needs-replacement.ts';
import { replacementWaits } from '../findings/replacement-waits.ts';
import { differences } from './compare.ts';
import { elbReadCalls, loadBalancerOf, observeLoadBalancer } from './elb-reads.ts';
import { batches, type Observation, present } from './observation.ts';
import { missingTags, ownerOf, tagsOf } from './ownership.ts';
import { managed, notOursFinding, step, stepId, unread, withheldAsUnknown } from './planning.ts';
import { isSettled, type Replacement, replacementPending, weightIn } from './replacement.ts';
import {
  type Around,
  type Look,
  merged,
  nothingPlanned,
  type Planned,
  type RemovalAround,
  type ResourceKind,
} from './resource-kind.ts';
import { ownRule } from './rule-match.ts';
import type { Step } from './step.ts';

/** Target groups with their attributes (aws-facts §4.1, §4.2). */
export const targetGroup: ResourceKind = {
  kind: 'target-group',
  needs: [],
  calls: [
    ...elbReadCalls,
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetGroupAttributes',
    'elasticloadbalancing:CreateTargetGroup',
    'elasticloadbalancing:ModifyTargetGroup',
    'elasticloadbalancing:ModifyTargetGroupAttributes',
    'elasticloadbalancing:AddTags',
    'elasticloadbalancing:DeleteTargetGroup',
  ],
  observe,
  plan: (around) =>
    around.service.manage !== 'all' || around.candidate === undefined
      ? nothingPlanned
      : merged([...around.service.targetGroups.map((wanted) => planOne(around, wanted)), retire(around)]),
  remove,
};

async function observe(look: Look, seen: Observation): Promise<void> {
  const names = new Set<string>();
  let removal = false;
  for (const { app, known } of look.apps) {
    for (const service of app.services) {
      if (service.manage !== 'all') continue;
      for (const { name } of service.targetGroups) names.add(name);
      for (const name of Object.keys(known.get(service.name)?.targetGroups ?? {})) names.add(name);
    }
    for (const { service } of app.removed)
      for (const name of Object.keys(known.get(service)?.targetGroups ?? {})) names.add(name);
    removal ||= app.removed.length > 0 && look.thorough && look.slow.has(app.app);
  }
  if (removal || names.size > 40) await readAll(look, seen, names);
  else for (const some of batches([...names], 20)) await readNamed(look, seen, some);
  await readDetails(look, seen);
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

function planOne(around: Around, wanted: DesiredTargetGroup): Planned {
  const { app, service, seen, known } = around;
  const place = { app: app.app, service: service.name, resource: wanted.name };
  const observed = seen.targetGroups.get(wanted.name);
  if (observed === undefined) return nothingPlanned;
  if (observed.is === 'unknown') return withheldAsUnknown(place, observed.failure);
  if (observed.is === 'absent') return creation(around, wanted);
  const arn = observed.seen.TargetGroupArn ?? '';
  const owner = ownerOf(seen.tags.get(arn), app.app);
  const adopted = service.adopt?.targetGroup === wanted.name;
  const foreign = notOursFinding(place, owner, 'target group', wanted.name, `adopt: { targetGroup: ${wanted.name} }`);
  if (foreign !== undefined && !(adopted && owner === 'nobody')) return { ...nothingPlanned, findings: [foreign] };
  if (owner === 'unread' && known.targetGroups[wanted.name] !== arn)
    return { ...nothingPlanned, waits: [`the tags of ${wanted.name} are not read yet`] };
  return repair(around, wanted, observed.seen, arn);
}

function creation({ app, service, seen }: Around, wanted: DesiredTargetGroup): Planned {
  const listener = service.rules[0]?.listenerArn ?? '';
  const balancer = seen.loadBalancers.get(loadBalancerOf(listener));
  if (balancer?.is === 'unknown')
    return withheldAsUnknown({ app: app.app, service: service.name, resource: wanted.name }, balancer.failure);
  const vpc = present(balancer)?.VpcId;
  // The missing listener is reported by its rule.
  if (vpc === undefined) return { ...nothingPlanned, waits: ['the load balancer was not found'] };
  const create = step({
    kind: 'target-group',
    service: service.name,
    does: 'create',
    call: 'elasticloadbalancing:CreateTargetGroup',
    target: wanted.name,
    input: { ...wanted.input, Name: wanted.name, VpcId: vpc },
    reason: 'create',
    risk: 'low',
    why: 'the document declares it and it is not there',
  });
  if (wanted.attributes.length === 0) return { ...nothingPlanned, steps: [create] };
  const attributes = step({
    kind: 'target-group',
    service: service.name,
    does: 'set attributes',
    call: 'elasticloadbalancing:ModifyTargetGroupAttributes',
    target: wanted.name,
    input: {
      TargetGroupArn: { ref: create.id, field: 'TargetGroups.0.TargetGroupArn' },
      Attributes: wanted.attributes,
    },
    reason: 'create',
    risk: 'low',
    why: 'a new group gets its attributes',
    after: [create.id],
  });
  return { ...nothingPlanned, steps: [create, attributes] };
}

const mutable = ['HealthCheck', 'HealthyThreshold', 'UnhealthyThreshold', 'Matcher'];

function repair(around: Around, wanted: DesiredTargetGroup, group: TargetGroup, arn: string): Planned {
  const { app, service, seen, reason } = around;
  const { Tags: tags, ...input } = wanted.input;
  const found = managed(differences('targetGroup', { ...input, Name: wanted.name }, group), service.unmanaged);
  const inPlace = found.filter(({ path }) => mutable.some((prefix) => path.startsWith(prefix)));
  const immutable = found.filter((difference) => !inPlace.includes(difference));
  const common = { kind: 'target-group', service: service.name, target: wanted.name, reason, risk: 'medium' } as const;
  const steps: Step[] = [];
  if (inPlace.length > 0) {
    steps.push(
      step({
        ...common,
        does: 'modify health check',
        call: 'elasticloadbalancing:ModifyTargetGroup',
        differences: inPlace,
        input: { TargetGroupArn: arn, ...healthCheckOf(wanted) },
        why: 'its health check is not as declared',
      }),
    );
  }
  const attributes = seen.attributes.get(arn);
  const off =
    attributes?.is === 'present'
      ? managed(
          differences(
            'targetGroupAttributes',
            { TargetGroupArn: arn, Attributes: wanted.attributes },
            { Attributes: attributes.seen },
          ),
          service.unmanaged,
        )
      : [];
  if (off.length > 0) {
    steps.push(
      step({
        ...common,
        does: 'modify attributes',
        call: 'elasticloadbalancing:ModifyTargetGroupAttributes',
        differences: off,
        input: {
          TargetGroupArn: arn,
          Attributes: off.map(({ path, declared }) => ({ Key: /\[(.*)\]/.exec(path)?.[1], Value: String(declared) })),
        },
        why: 'its attributes are not as declared',
      }),
    );
  }
  const observedTags = seen.tags.get(arn);
  const missing = observedTags === undefined ? new Map<string, string>() : missingTags(tagsOf(tags), observedTags);
  if (missing.size > 0) {
    const adoption = observedTags?.get(TAG.app) === undefined;
    steps.unshift(
      step({
        ...common,
        risk: 'low',
        reason: adoption ? 'adoption' : reason,
        does: 'tag',
        call: 'elasticloadbalancing:AddTags',
        input: { ResourceArns: [arn], Tags: [...missing].map(([Key, Value]) => ({ Key, Value })) },
        why: adoption ? 'the document takes it over' : 'declared tags are missing',
        differences: [...missing].map(([key, value]) => ({
          path: `Tags[${key}]`,
          declared: value,
          observed: observedTags?.get(key),
        })),
      }),
    );
  }
  const place = { app: app.app, service: service.name, resource: wanted.name };
  return {
    steps,
    findings: [
      ...(immutable.length === 0
        ? []
        : [
            needsReplacement(place, {
              what: 'target group',
              name: wanted.name,
              paths: immutable.map(({ path }) => path).join(', '),
            }),
          ]),
      ...(attributes?.is === 'unknown' ? [unread(place, attributes.failure)] : []),
    ],
  };
}

/** Whole, not only what differs: a wrong half-change would be refused (the timeout must stay below the interval). */
function healthCheckOf({ input }: DesiredTargetGroup): Record<string, unknown> {
  const names = Object.keys(input).filter((name) => mutable.some((prefix) => name.startsWith(prefix)));
  const given = Object.fromEntries(names.map((name) => [name, input[name as keyof typeof input]]));
  return {
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: '/',
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    ...given,
  };
}

/** The group that a service leaves for its wanted one, if it is leaving any. */
export function replacementOf({ service, seen, known }: Around): Replacement | undefined {
  const running = present(seen.services.get(service.ecsService));
  const wanted = service.targetGroups[0];
  if (running === undefined || wanted === undefined || running.status !== 'ACTIVE') return undefined;
  const fresh = present(seen.targetGroups.get(wanted.name))?.TargetGroupArn ?? known.targetGroups[wanted.name];
  const names = new Set(service.targetGroups.map(({ name }) => name));
  const old = (running.loadBalancers ?? [])
    .map(({ targetGroupArn }) => targetGroupArn ?? '')
    .find((arn) => !names.has(groupName(arn)) && known.targetGroups[groupName(arn)] === arn);
  return old === undefined ? undefined : { old, fresh };
}

/** `…:targetgroup/NAME/ID` → `NAME` */
export function groupName(arn: string): string {
  return /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}

/** Groups that were replaced go when nothing uses them any more: ECS' own use of them ELB does not know (R5). */
function retire(around: Around): Planned {
  const { app, service, seen, known } = around;
  const running = present(seen.services.get(service.ecsService));
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
      if (running !== undefined && !isSettled(running))
        return { ...nothingPlanned, waits: [`a deployment may still use ${name}`] };
      if (isReferenced(seen, arn)) return { ...nothingPlanned, waits: [`a rule still names ${name}`] };
      if (ownerOf(seen.tags.get(arn), app.app) === 'nobody' || ownerOf(seen.tags.get(arn), app.app) === 'another app')
        return nothingPlanned;
      return {
        ...nothingPlanned,
        steps: [
          deletion(service.name, name, arn, 'replacement', 'another group has taken its place and nothing uses it'),
        ],
      };
    });
  return merged(plans);
}

export function isReferenced(seen: Observation, arn: string): boolean {
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
function remove({ app, tombstone, seen, known }: RemovalAround): Planned {
  const service = seen.services.get(tombstone.ecsService);
  if (service === undefined || service.is === 'unknown') return nothingPlanned;
  const gone = service.is === 'absent';
  const plans = [...removable(app.app, tombstone.service, seen, known)].map(([name, arn]): Planned => {
    if (!gone) return { ...nothingPlanned, waits: [`${name} is used by the service until its last task has stopped`] };
    if (isReferenced(seen, arn)) return { ...nothingPlanned, waits: [`a rule still names ${name}`] };
    if (ownerOf(seen.tags.get(arn), app.app) !== 'ours')
      return { ...nothingPlanned, waits: [`the tags of ${name} are not read yet`] };
    return {
      ...nothingPlanned,
      steps: [deletion(tombstone.service, name, arn, 'tombstone', 'its service was removed by a tombstone')],
    };
  });
  return merged(plans);
}

/** Groups of a removed service: those that the records know, and those whose tags say so. */
export function removable(
  app: string,
  service: string,
  seen: Observation,
  known: RemovalAround['known'],
): Map<string, string> {
  const groups = new Map<string, string>();
  for (const [name, observed] of seen.targetGroups) {
    const arn = present(observed)?.TargetGroupArn;
    if (arn === undefined) continue;
    const tags = seen.tags.get(arn);
    const byTag = tags?.get(TAG.app) === app && tags.get(TAG.service) === service;
    if (byTag || known.targetGroups[name] === arn) groups.set(name, arn);
  }
  return groups;
}

/** The ARN as known, or as the plan's own step will make it. */
export function groupArn(
  { service, seen }: Around,
  name: string,
): string | { readonly ref: string; readonly field: string } | undefined {
  const observed = seen.targetGroups.get(name);
  if (observed?.is === 'present') return observed.seen.TargetGroupArn;
  if (observed?.is === 'absent')
    return { ref: stepId(service.name, 'target-group', 'create', name), field: 'TargetGroups.0.TargetGroupArn' };
  return undefined;
}
