import {
  DeleteLoadBalancer$,
  type DeleteLoadBalancerCommandInput,
  type DeleteLoadBalancerCommandOutput,
  DescribeLoadBalancers$,
  type DescribeLoadBalancersCommandInput,
  type DescribeLoadBalancersCommandOutput,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Where } from '../where.ts';
import { checkArn } from './arns.ts';
import { relink } from './association.ts';
import { pageSize, required } from './bounds.ts';
import { changes, type ElbOperation, invalid, reads } from './elb-operation.ts';
import { findLoadBalancer, loadBalancersNotFound } from './find.ts';
import { dropListenersOf } from './listeners.ts';
import { pageOf } from './pages.ts';
import { notPermitted } from './rules.ts';
import { type ElbState, elbState, type LoadBalancerRecord } from './state.ts';

const mostNames = 20;

/** As DescribeLoadBalancers answers it; the state follows from the time. */
export function shownLoadBalancer(loadBalancer: LoadBalancerRecord, now: number): LoadBalancer {
  return {
    LoadBalancerArn: loadBalancer.arn,
    DNSName: loadBalancer.dnsName,
    CreatedTime: new Date(loadBalancer.createdAt),
    LoadBalancerName: loadBalancer.name,
    Scheme: loadBalancer.scheme,
    VpcId: loadBalancer.vpcId,
    State: { Code: now < loadBalancer.activeFrom ? 'provisioning' : 'active' },
    Type: 'application',
    AvailabilityZones: loadBalancer.subnets.map(({ id, zone }) => ({
      ZoneName: zone,
      SubnetId: id,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: [...loadBalancer.securityGroups],
    IpAddressType: loadBalancer.ipAddressType,
  };
}

/** By names or ARNs, at most twenty; one unknown fails the whole call. */
export const describeLoadBalancers: ElbOperation<
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput
> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeLoadBalancers',
  schema: DescribeLoadBalancers$,
  limits: pageSize,
  facts: ['§4.5', '§8'],
  run(world, caller, input) {
    const asked = askedLoadBalancers(world.state(elbState, caller), caller, input);
    const { items, next } = pageOf(asked, (loadBalancer) => loadBalancer.name, input);
    return { LoadBalancers: items.map((one) => shownLoadBalancer(one, world.clock.now())), ...next };
  },
};

function askedLoadBalancers(
  state: ElbState,
  where: Where,
  { Names, LoadBalancerArns }: DescribeLoadBalancersCommandInput,
): LoadBalancerRecord[] {
  if (Names !== undefined && LoadBalancerArns !== undefined)
    throw invalid('You can specify either load balancer names or load balancer ARNs');
  if ((Names ?? LoadBalancerArns ?? []).length > mostNames)
    throw invalid(`You can specify at most ${mostNames} load balancers in one call`);
  if (LoadBalancerArns !== undefined)
    return [...new Set(LoadBalancerArns.map((arn) => findLoadBalancer(state, where, arn)))];
  const all = [...state.loadBalancers.values()];
  if (Names === undefined) return all;
  if (Names.some((name) => !all.some((one) => one.name === name))) throw loadBalancersNotFound();
  return all.filter((one) => Names.includes(one.name));
}

/** Takes its listeners and rules with it. One that is gone already is deleted without an error (the model says so). */
export const deleteLoadBalancer: ElbOperation<DeleteLoadBalancerCommandInput, DeleteLoadBalancerCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:DeleteLoadBalancer',
  schema: DeleteLoadBalancer$,
  limits: [required('LoadBalancerArn')],
  facts: ['§4.5'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const arn = input.LoadBalancerArn ?? '';
    checkArn(caller, 'load balancer', arn);
    const loadBalancer = state.loadBalancers.get(arn);
    if (loadBalancer === undefined) return {};
    if (loadBalancer.attributes.get('deletion_protection.enabled') === 'true')
      throw notPermitted(`Load balancer '${arn}' cannot be deleted because deletion protection is enabled`);
    dropListenersOf(state, arn);
    state.loadBalancers.delete(arn);
    state.tags.delete(arn);
    relink(world, caller);
    return {};
  },
};
