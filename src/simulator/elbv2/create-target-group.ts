import { isDeepStrictEqual } from 'node:util';
import {
  CreateTargetGroup$,
  type CreateTargetGroupCommandInput,
  type CreateTargetGroupCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { network } from '../ec2/network.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { newTargetGroupArn } from './arns.ts';
import { oneOf, range, required, tagBounds } from './bounds.ts';
import { changes, type ElbOperation, invalid, unknownValue } from './elb-operation.ts';
import { newHealthCheck } from './health-check.ts';
import { healthCheckBounds } from './health-check-bounds.ts';
import { checkName } from './names.ts';
import { quotas } from './quotas.ts';
import { elbState, type GroupProtocol, type TargetGroupRecord } from './state.ts';
import { acceptTags } from './tags.ts';
import { defaultAttributes } from './target-group-attributes.ts';
import { shownGroup } from './target-groups.ts';

const operation = 'elasticloadbalancing:CreateTargetGroup';
const mostGroups = quotas['target-groups'];
const protocols: readonly GroupProtocol[] = ['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP'];
const versions = ['HTTP1', 'HTTP2', 'GRPC'] as const;
const implemented = [
  'Name',
  'Protocol',
  'ProtocolVersion',
  'Port',
  'VpcId',
  'HealthCheckProtocol',
  'HealthCheckPort',
  'HealthCheckEnabled',
  'HealthCheckPath',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'Matcher',
  'TargetType',
  'Tags',
  'IpAddressType',
];

/** The same settings under the same name answer the group that is there (aws-facts §4.1). */
export const createTargetGroup: ElbOperation<CreateTargetGroupCommandInput, CreateTargetGroupCommandOutput> = {
  ...changes,
  name: operation,
  schema: CreateTargetGroup$,
  limits: [
    required('Name'),
    ...range('Port', 1, 65_535),
    oneOf('TargetType', ['instance', 'ip', 'lambda', 'alb']),
    oneOf('IpAddressType', ['ipv4', 'ipv6']),
    ...healthCheckBounds,
    ...tagBounds,
  ],
  facts: ['§4.1', '§8'],
  run(world, caller, input) {
    refuseOthers(operation, input, implemented);
    const state = world.state(elbState, caller);
    const made = newGroup(world, caller, input);
    const tags = acceptTags(input.Tags);
    const present = [...state.targetGroups.values()].find((group) => group.name === made.name);
    if (present !== undefined) {
      const sameTags = input.Tags === undefined || isDeepStrictEqual(tags, state.tags.get(present.arn));
      if (!sameTags || !isDeepStrictEqual(settingsOf(present), settingsOf(made))) throw otherSettings(made.name);
      return { TargetGroups: [shownGroup(present)] };
    }
    if (state.targetGroups.size >= mostGroups)
      throw new AwsError('TooManyTargetGroups', `The maximum number of target groups has been reached: ${mostGroups}`);
    const group = { ...made, arn: newTargetGroupArn(caller, made.name, world.random) };
    state.targetGroups.set(group.arn, group);
    state.tags.set(group.arn, tags);
    return { TargetGroups: [shownGroup(group)] };
  },
};

function otherSettings(name: string): AwsError {
  return new AwsError(
    'DuplicateTargetGroupName',
    `A target group with the same name '${name}' exists, but with different settings`,
  );
}

/** What makes two groups under one name the same or not; targets and attributes play no part. */
function settingsOf(group: TargetGroupRecord): unknown {
  const { name, targetType, protocol, protocolVersion, port, vpcId, ipAddressType, healthCheck } = group;
  return { name, targetType, protocol, protocolVersion, port, vpcId, ipAddressType, healthCheck };
}

/** A group without an ARN: it may turn out to be there already. */
function newGroup(world: World, where: Where, input: CreateTargetGroupCommandInput): TargetGroupRecord {
  const name = input.Name ?? '';
  checkName('Target group', name);
  const targetType = input.TargetType ?? 'instance';
  if (targetType === 'alb') throw unknownValue(operation, `TargetType 'alb'`);
  const place = targetType === 'lambda' ? placeOfLambda(input) : placeOf(world, where, input);
  const kind = { targetType, ...place };
  return {
    arn: '',
    name,
    ...kind,
    healthCheck: newHealthCheck(kind, input),
    attributes: defaultAttributes(kind),
    loadBalancerArn: undefined,
    associationVisibleFrom: 0,
    inUseUntil: 0,
    targets: new Map(),
  };
}

/** What a group for a function does not have. */
type Place = Pick<TargetGroupRecord, 'protocol' | 'protocolVersion' | 'port' | 'vpcId' | 'ipAddressType'>;

function placeOfLambda(input: CreateTargetGroupCommandInput): Place {
  for (const member of ['Protocol', 'ProtocolVersion', 'Port', 'VpcId', 'IpAddressType'] as const)
    if (input[member] !== undefined)
      throw invalid(`${member} cannot be specified for target groups with target type 'lambda'`);
  return {
    protocol: undefined,
    protocolVersion: undefined,
    port: undefined,
    vpcId: undefined,
    ipAddressType: undefined,
  };
}

/** Required unless the target is a function (aws-facts §4.1). */
function placeOf(world: World, where: Where, input: CreateTargetGroupCommandInput): Place {
  if (input.Protocol === undefined) throw invalid('A protocol must be specified');
  const protocol = protocols.find((one) => one === input.Protocol);
  if (protocol === undefined) throw unknownValue(operation, `Protocol '${input.Protocol}'`);
  if (input.Port === undefined) throw invalid('A port must be specified');
  if (input.VpcId === undefined) throw invalid('A VPC ID must be specified');
  if (!network(world, where).vpcs.has(input.VpcId)) throw invalid(`The VPC ID '${input.VpcId}' is not found`);
  const overHttp = protocol === 'HTTP' || protocol === 'HTTPS';
  if (!overHttp && input.ProtocolVersion !== undefined)
    throw invalid(`Protocol version cannot be specified for target groups with protocol '${protocol}'`);
  const version = versions.find((one) => one === (input.ProtocolVersion ?? 'HTTP1').toUpperCase());
  if (version === undefined)
    throw invalid(`Protocol version '${input.ProtocolVersion}' must be one of '${versions.join(',')}'`);
  return {
    protocol,
    protocolVersion: overHttp ? version : undefined,
    port: input.Port,
    vpcId: input.VpcId,
    ipAddressType: input.IpAddressType ?? 'ipv4',
  };
}
