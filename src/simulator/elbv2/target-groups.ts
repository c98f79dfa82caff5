import {
  DeleteTargetGroup$,
  type DeleteTargetGroupCommandInput,
  type DeleteTargetGroupCommandOutput,
  DescribeTargetGroups$,
  type DescribeTargetGroupsCommandInput,
  type DescribeTargetGroupsCommandOutput,
  ModifyTargetGroup$,
  type ModifyTargetGroupCommandInput,
  type ModifyTargetGroupCommandOutput,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { checkArn } from './arns.ts';
import { pageSize, required } from './bounds.ts';
import { changes, type ElbOperation, invalid, reads } from './elb-operation.ts';
import { findGroup, findLoadBalancer, targetGroupsNotFound } from './find.ts';
import { settle } from './health.ts';
import { changedHealthCheck } from './health-check.ts';
import { healthCheckBounds } from './health-check-bounds.ts';
import { pageOf } from './pages.ts';
import { type ElbState, elbState, type TargetGroupRecord } from './state.ts';

/** As DescribeTargetGroups answers it; a copy. */
export function shownGroup(group: TargetGroupRecord): TargetGroup {
  const { healthCheck: check } = group;
  const shown = {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpcId,
    HealthCheckProtocol: check.protocol,
    HealthCheckPort: check.port,
    HealthCheckEnabled: check.enabled,
    HealthCheckIntervalSeconds: check.intervalSeconds,
    HealthCheckTimeoutSeconds: check.timeoutSeconds,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    HealthCheckPath: check.path,
    Matcher: check.matcher,
    LoadBalancerArns: group.loadBalancerArn === undefined ? [] : [group.loadBalancerArn],
    TargetType: group.targetType,
    ProtocolVersion: group.protocolVersion,
    IpAddressType: group.ipAddressType,
  };
  const present = Object.entries(shown).filter(([, value]) => value !== undefined);
  return structuredClone(Object.fromEntries(present)) as TargetGroup;
}

/** By names, ARNs or one load balancer, never mixed; one unknown fails the whole call (aws-facts §4.1). */
export const describeTargetGroups: ElbOperation<DescribeTargetGroupsCommandInput, DescribeTargetGroupsCommandOutput> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeTargetGroups',
  schema: DescribeTargetGroups$,
  limits: pageSize,
  facts: ['§4.1', '§8'],
  run(world, caller, input) {
    const asked = askedGroups(world.state(elbState, caller), caller, input);
    const { items, next } = pageOf(asked, (group) => group.name, input);
    return { TargetGroups: items.map((group) => shownGroup(group)), ...next };
  },
};

function askedGroups(state: ElbState, where: Where, input: DescribeTargetGroupsCommandInput): TargetGroupRecord[] {
  const { Names, TargetGroupArns, LoadBalancerArn } = input;
  if ([Names, TargetGroupArns, LoadBalancerArn].filter((one) => one !== undefined).length > 1)
    throw invalid('You can specify only one of names, target group ARNs and a load balancer ARN');
  const all = [...state.targetGroups.values()];
  if (TargetGroupArns !== undefined) return [...new Set(TargetGroupArns.map((arn) => findGroup(state, where, arn)))];
  if (LoadBalancerArn !== undefined) {
    const loadBalancer = findLoadBalancer(state, where, LoadBalancerArn);
    return all.filter((group) => group.loadBalancerArn === loadBalancer.arn);
  }
  if (Names === undefined) return all;
  if (Names.some((name) => !all.some((group) => group.name === name))) throw targetGroupsNotFound();
  return all.filter((group) => Names.includes(group.name));
}

/** Takes effect with the next check; what the checks have shown so far stays. */
export const modifyTargetGroup: ElbOperation<ModifyTargetGroupCommandInput, ModifyTargetGroupCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:ModifyTargetGroup',
  schema: ModifyTargetGroup$,
  limits: [required('TargetGroupArn'), ...healthCheckBounds],
  facts: ['§4.1', '§8'],
  run(world, caller, input) {
    const group = findGroup(world.state(elbState, caller), caller, input.TargetGroupArn);
    const healthCheck = changedHealthCheck(group, group.healthCheck, input);
    settle(group, world.clock.now(), healthCheck.intervalSeconds);
    group.healthCheck = healthCheck;
    return { TargetGroups: [shownGroup(group)] };
  },
};

/** An unknown group is deleted without an error: the model names none but ResourceInUse. */
export const deleteTargetGroup: ElbOperation<DeleteTargetGroupCommandInput, DeleteTargetGroupCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:DeleteTargetGroup',
  schema: DeleteTargetGroup$,
  limits: [required('TargetGroupArn')],
  facts: ['§4.5', '§8', '§10'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const arn = input.TargetGroupArn ?? '';
    checkArn(caller, 'target group', arn);
    const group = state.targetGroups.get(arn);
    if (group === undefined) return {};
    if (group.loadBalancerArn !== undefined || world.clock.now() < group.inUseUntil)
      throw new AwsError('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`);
    state.targetGroups.delete(arn);
    state.tags.delete(arn);
    return {};
  },
};
