import { batches, type Observation, observedOf } from './observation.ts';
import { tagsOf } from './ownership.ts';
import type { Look } from './resource-kind.ts';

/** Reads of the load balancer that more than one kind, or only some passes, need. All ELB calls share one small bucket (aws-facts §9.2). */
export const elbReadCalls = [
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetHealth',
  'elasticloadbalancing:DescribeLoadBalancers',
] as const;

/** Twenty ARNs a call (aws-facts §4.5). A failure leaves the tags unread, and what is unread is not written. */
export async function observeTags(look: Look, arns: readonly string[], seen: Observation): Promise<void> {
  const unread = [...new Set(arns)].filter((arn) => !seen.tags.has(arn));
  for (const some of batches(unread, 20)) {
    const result = await look.aws.send('elasticloadbalancing:DescribeTags', { ResourceArns: some });
    if (!result.ok) continue;
    for (const described of result.value.TagDescriptions ?? []) {
      if (described.ResourceArn !== undefined) seen.tags.set(described.ResourceArn, tagsOf(described.Tags));
    }
  }
}

/** One call a group: there is no batch. */
export async function observeHealth(look: Look, arns: readonly string[], seen: Observation): Promise<void> {
  for (const arn of new Set(arns)) {
    if (seen.health.has(arn)) continue;
    const result = await look.aws.send('elasticloadbalancing:DescribeTargetHealth', { TargetGroupArn: arn });
    seen.health.set(
      arn,
      observedOf(result, (answer) => answer.TargetHealthDescriptions ?? []),
    );
  }
}

export async function observeLoadBalancer(look: Look, arn: string, seen: Observation): Promise<void> {
  if (seen.loadBalancers.has(arn)) return;
  const result = await look.aws.send('elasticloadbalancing:DescribeLoadBalancers', { LoadBalancerArns: [arn] });
  const gone = !result.ok && result.failure.code.startsWith('LoadBalancerNotFound');
  seen.loadBalancers.set(arn, gone ? { is: 'absent' } : observedOf(result, ({ LoadBalancers }) => LoadBalancers?.[0]));
}

/** `…:listener/app/NAME/ID/ID` → `…:loadbalancer/app/NAME/ID` */
export function loadBalancerOf(listenerArn: string): string {
  return listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[0-9a-f]+$/, '');
}

/** Healthy targets of a group; undefined: not read, or the read failed. */
export function healthyTargets(seen: Observation, arn: string | undefined): number | undefined {
  const observed = arn === undefined ? undefined : seen.health.get(arn);
  if (observed?.is !== 'present') return undefined;
  return observed.seen.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length;
}
