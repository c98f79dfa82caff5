import {
  DeregisterTargets$,
  type DeregisterTargetsCommandInput,
  type DeregisterTargetsCommandOutput,
  DescribeTargetHealth$,
  type DescribeTargetHealthCommandInput,
  type DescribeTargetHealthCommandOutput,
  RegisterTargets$,
  type RegisterTargetsCommandInput,
  type RegisterTargetsCommandOutput,
  type TargetDescription,
  type TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Answer } from '../answer.ts';
import { contains, parseBlock } from '../ec2/cidr.ts';
import { network } from '../ec2/network.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { range, required } from './bounds.ts';
import { type ElbOperation, invalid, reads, registers, unknownValue } from './elb-operation.ts';
import { findGroup } from './find.ts';
import { statusAt } from './health.ts';
import { quotas, targetsPerGroup } from './quotas.ts';
import { elbState, type TargetGroupRecord, type TargetRecord } from './state.ts';
import { deregisterTarget, presentTargets, registerTarget, type TargetName, targetKey } from './targets.ts';

/** Shared by RegisterTargets and DeregisterTargets. */
const targetBounds = [
  required('TargetGroupArn'),
  required('Targets'),
  required('Targets[].Id'),
  ...range('Targets[].Port', 1, 65_535),
];

/** By hand; ECS registers its tasks through `registerTarget`. */
export const registerTargets: ElbOperation<RegisterTargetsCommandInput, RegisterTargetsCommandOutput> = {
  ...registers,
  name: 'elasticloadbalancing:RegisterTargets',
  schema: RegisterTargets$,
  limits: targetBounds,
  facts: ['§4.4', '§4.5', '§8'],
  run(world, caller, input) {
    const group = findGroup(world.state(elbState, caller), caller, input.TargetGroupArn);
    if (group.targetType !== 'ip')
      throw unknownValue('elasticloadbalancing:RegisterTargets', `targets of type '${group.targetType}'`);
    const targets = (input.Targets ?? []).map((target) => acceptTarget(world, caller, group, target));
    checkRoom(world, caller, group, targets);
    for (const target of targets) registerTarget(world, caller, group.arn, target);
    return {};
  },
};

/** The zone is that of the subnet that the address is in. */
function acceptTarget(world: World, where: Where, group: TargetGroupRecord, target: TargetDescription) {
  const { Id: id = '', AvailabilityZone } = target;
  const name = { id, port: target.Port ?? group.port ?? 0 };
  const block = parseBlock(`${id}/32`);
  if (block === undefined) throw invalid(`The IP address '${id}' is not a valid IPv4 address`);
  const subnet = [...network(world, where).subnets.values()].find((one) => {
    const outer = parseBlock(one.cidr);
    return one.vpcId === group.vpcId && outer !== undefined && contains(outer, block);
  });
  // An address outside of the VPC needs the zone `all`, one inside of it must not name another one.
  if (subnet === undefined && AvailabilityZone !== 'all')
    throw new AwsError(
      'InvalidTarget',
      `The following targets are not in the target group VPC '${group.vpcId}': '${id}'`,
    );
  return { ...name, zone: subnet?.zone ?? 'all', answer: answerAt(world, where, name) };
}

/** The quotas of the group and of its load balancer, over all its groups. */
function checkRoom(world: World, where: Where, group: TargetGroupRecord, targets: readonly TargetName[]): void {
  const now = world.clock.now();
  const present = presentTargets(group, now);
  const after = new Set([...present, ...targets].map(targetKey)).size;
  const others = [...world.state(elbState, where).targetGroups.values()].filter(
    (other) =>
      other !== group && other.loadBalancerArn !== undefined && other.loadBalancerArn === group.loadBalancerArn,
  );
  const all = others.reduce((sum, other) => sum + presentTargets(other, now).length, after);
  if (after > targetsPerGroup || all > quotas['targets-per-application-load-balancer'])
    throw new AwsError('TooManyTargets', 'The maximum number of targets has been reached');
}

/** What is said at that address, as other groups know it; where nobody is known, nothing comes back. */
function answerAt(world: World, where: Where, name: { id: string; port: number }): Answer {
  for (const group of world.state(elbState, where).targetGroups.values())
    for (const target of group.targets.values()) if (target.id === name.id) return target.answer;
  return { default: { timeout: true } };
}

/** A target that is not registered is deregistered without an error (the model says so). */
export const deregisterTargets: ElbOperation<DeregisterTargetsCommandInput, DeregisterTargetsCommandOutput> = {
  ...registers,
  name: 'elasticloadbalancing:DeregisterTargets',
  schema: DeregisterTargets$,
  limits: targetBounds,
  facts: ['§4.4'],
  run(world, caller, input) {
    const group = findGroup(world.state(elbState, caller), caller, input.TargetGroupArn);
    for (const { Id: id = '', Port: port = group.port ?? 0 } of input.Targets ?? [])
      deregisterTarget(world, caller, group.arn, { id, port });
    return {};
  },
};

/** All targets of one group, or those asked for; no pages, no batch over groups (aws-facts §4.4). */
export const describeTargetHealth: ElbOperation<DescribeTargetHealthCommandInput, DescribeTargetHealthCommandOutput> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeTargetHealth',
  schema: DescribeTargetHealth$,
  limits: [required('TargetGroupArn')],
  facts: ['§4.4', '§8'],
  run(world, caller, input) {
    refuseOthers('elasticloadbalancing:DescribeTargetHealth', input, ['TargetGroupArn', 'Targets', 'Include']);
    const group = findGroup(world.state(elbState, caller), caller, input.TargetGroupArn);
    const now = world.clock.now();
    const include = input.Include ?? [];
    const present = presentTargets(group, now);
    const describe = (target: TargetRecord) => described(group, target, now, include);
    if (input.Targets === undefined) return { TargetHealthDescriptions: present.map(describe) };
    return {
      TargetHealthDescriptions: input.Targets.map((asked) => {
        const id = asked.Id ?? '';
        const port = asked.Port ?? group.port ?? 0;
        const known = present.find((target) => targetKey(target) === targetKey({ id, port }));
        return known === undefined ? notRegistered(id, port) : describe(known);
      }),
    };
  },
};

/** Anomaly detection is answered on request only, and never finds one. */
function described(
  group: TargetGroupRecord,
  target: TargetRecord,
  now: number,
  include: readonly string[],
): TargetHealthDescription {
  const { state, reason, description } = statusAt(group, target, now);
  const port = group.healthCheck.port;
  return {
    Target: { Id: target.id, Port: target.port, AvailabilityZone: target.zone },
    HealthCheckPort: port === undefined || port === 'traffic-port' ? String(target.port) : port,
    TargetHealth: {
      State: state,
      ...(reason === undefined ? {} : { Reason: reason }),
      ...(description === undefined ? {} : { Description: description }),
    },
    ...(include.length === 0 ? {} : { AnomalyDetection: { Result: 'normal', MitigationInEffect: 'no' } }),
  };
}

function notRegistered(id: string, port: number): TargetHealthDescription {
  return {
    Target: { Id: id, Port: port },
    TargetHealth: {
      State: 'unused',
      Reason: 'Target.NotRegistered',
      Description: 'Target is not registered to the target group',
    },
  };
}
