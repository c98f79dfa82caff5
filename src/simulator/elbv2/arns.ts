import type { Random } from '../random.ts';
import type { Where } from '../where.ts';
import { invalid } from './elb-operation.ts';

/** As AWS names the kinds in its sentences: `x is not a valid target group ARN`. */
export type ElbKind = 'load balancer' | 'listener' | 'listener rule' | 'target group';

const resources: Readonly<Record<ElbKind, RegExp>> = {
  'load balancer': /^loadbalancer\/app\/[\w-]+\/\w+$/,
  listener: /^listener\/app\/[\w-]+\/\w+\/\w+$/,
  'listener rule': /^listener-rule\/app\/[\w-]+\/\w+\/\w+\/\w+$/,
  'target group': /^targetgroup\/[\w-]+\/\w+$/,
};

function prefix(where: Where): string {
  return `arn:aws:elasticloadbalancing:${where.region}:${where.account}:`;
}

/** The kind that an ARN of this account and region names. */
export function kindOf(where: Where, arn: string): ElbKind | undefined {
  const start = prefix(where);
  if (!arn.startsWith(start)) return undefined;
  const resource = arn.slice(start.length);
  return (Object.keys(resources) as ElbKind[]).find((kind) => resources[kind].test(resource));
}

/** An ARN of another kind, account or region is malformed for AWS, too. */
export function checkArn(where: Where, kind: ElbKind, arn: string): void {
  if (kindOf(where, arn) !== kind) throw invalid(`'${arn}' is not a valid ${kind} ARN`);
}

/** `…:loadbalancer/app/NAME/16hex`. */
export function newLoadBalancerArn(where: Where, name: string, random: Random): string {
  return `${prefix(where)}loadbalancer/app/${name}/${random.hex(16)}`;
}

/** `…:listener/app/NAME/16hex/16hex`: the middle is that of its load balancer. */
export function newListenerArn(loadBalancerArn: string, random: Random): string {
  return `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/${random.hex(16)}`;
}

/** `…:listener-rule/app/NAME/16hex/16hex/16hex`. It stays over ModifyRule and SetRulePriorities. */
export function newRuleArn(listenerArn: string, random: Random): string {
  return `${listenerArn.replace(':listener/', ':listener-rule/')}/${random.hex(16)}`;
}

/** `…:targetgroup/NAME/16hex`. */
export function newTargetGroupArn(where: Where, name: string, random: Random): string {
  return `${prefix(where)}targetgroup/${name}/${random.hex(16)}`;
}
