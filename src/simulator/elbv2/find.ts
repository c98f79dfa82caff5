import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { checkArn } from './arns.ts';
import type { ElbState, ListenerRecord, LoadBalancerRecord, RuleRecord, TargetGroupRecord } from './state.ts';

/** One thing by ARN, or AWS' error for a malformed or unknown one. */
export function findLoadBalancer(state: ElbState, where: Where, arn: string | undefined): LoadBalancerRecord {
  checkArn(where, 'load balancer', arn ?? '');
  const found = state.loadBalancers.get(arn ?? '');
  if (found === undefined) throw loadBalancersNotFound();
  return found;
}

export function loadBalancersNotFound(): AwsError {
  return new AwsError('LoadBalancerNotFound', 'One or more load balancers not found');
}

/** Describe calls and the others have different sentences for it (aws-facts §8). */
export function findListener(
  state: ElbState,
  where: Where,
  arn: string | undefined,
  message = 'The specified listener does not exist.',
): ListenerRecord {
  checkArn(where, 'listener', arn ?? '');
  const found = state.listeners.get(arn ?? '');
  if (found === undefined) throw new AwsError('ListenerNotFound', message);
  return found;
}

export const listenersNotFound = 'One or more listeners not found';

/** Default rules are found, too; who must not touch them says so. */
export function findRule(state: ElbState, where: Where, arn: string | undefined): RuleRecord {
  checkArn(where, 'listener rule', arn ?? '');
  const found = state.rules.get(arn ?? '');
  if (found === undefined) throw new AwsError('RuleNotFound', 'One or more rules not found');
  return found;
}

export function findGroup(state: ElbState, where: Where, arn: string | undefined): TargetGroupRecord {
  checkArn(where, 'target group', arn ?? '');
  const found = state.targetGroups.get(arn ?? '');
  if (found === undefined) throw targetGroupsNotFound();
  return found;
}

export function targetGroupsNotFound(): AwsError {
  return new AwsError('TargetGroupNotFound', 'One or more target groups not found');
}
