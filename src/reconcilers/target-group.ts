import type { DesiredTargetGroup } from '../desired-state/desired.ts';
import { elbReadCalls, loadBalancerOf } from './elb-reads.ts';
import { present } from './observation.ts';
import { ownerOf } from './ownership.ts';
import { notOursFinding, step, withheldAsUnknown } from './planning.ts';
import { type Around, merged, nothingPlanned, type Planned, type ResourceKind } from './resource-kind.ts';
import { observe } from './target-group-reads.ts';
import { remove, retire } from './target-group-removal.ts';
import { repair } from './target-group-repair.ts';

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
