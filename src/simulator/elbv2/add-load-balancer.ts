import { findSubnet } from '../ec2/network.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { checkArn, newListenerArn, newRuleArn } from './arns.ts';
import { newLoadBalancer } from './create-load-balancer.ts';
import { addListener } from './listeners.ts';
import { elbState } from './state.ts';

export interface LoadBalancerOrder {
  readonly name: string;
  readonly vpcId: string;
  /** Ids; they must be in the network. */
  readonly subnets: readonly string[];
  readonly listenerPort: number;
  /** Where a document names a listener that must be there. */
  readonly listenerArn?: string;
  readonly loadBalancerArn?: string;
}

/** An active load balancer with one HTTP listener that answers 404 by default, at once: what a team has before it uses us. */
export function addLoadBalancer(
  world: World,
  where: Where,
  order: LoadBalancerOrder,
): { loadBalancerArn: string; listenerArn: string; dnsName: string } {
  const state = world.state(elbState, where);
  const subnets = order.subnets.map((id) => {
    const zone = findSubnet(world, where, id)?.zone;
    if (zone === undefined) throw new Error(`addLoadBalancer: no subnet ${id} in ${where.region}`);
    return { id, zone };
  });
  const { name, vpcId, listenerPort: port } = order;
  // Both ARNs hold the same name and number, so one follows from the other.
  const ofListener = order.listenerArn?.replace(':listener/', ':loadbalancer/').replace(/\/\w+$/, '');
  const given = order.loadBalancerArn ?? ofListener;
  if (given !== undefined) checkArn(where, 'load balancer', given);
  const loadBalancer = newLoadBalancer(
    world,
    where,
    { name, vpcId, scheme: 'internet-facing', ipAddressType: 'ipv4', subnets, securityGroups: [] },
    { activeFrom: world.clock.now(), ...(given === undefined ? {} : { arn: given }) },
  );
  const arn = order.listenerArn ?? newListenerArn(loadBalancer.arn, world.random);
  checkArn(where, 'listener', arn);
  const FixedResponseConfig = { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'Not found' };
  addListener(
    state,
    {
      arn,
      loadBalancerArn: loadBalancer.arn,
      port,
      protocol: 'HTTP',
      sslPolicy: undefined,
      certificates: [],
    },
    [{ Type: 'fixed-response', FixedResponseConfig }],
    newRuleArn(arn, world.random),
  );
  return { loadBalancerArn: loadBalancer.arn, listenerArn: arn, dnsName: loadBalancer.dnsName };
}
