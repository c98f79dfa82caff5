import { DescribeServicesCommand, ECSClient, ListServicesCommand, type Service } from '@aws-sdk/client-ecs';
import {
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Fill } from './gaps.ts';
import { CLUSTER, connection } from './surroundings.ts';

/** In ECS' place: each service has as many targets in its groups as its count says. */
export function createScheduler(endpoint: string, fill: Fill): () => Promise<void> {
  const ecs = new ECSClient(connection(endpoint));
  const elb = new ElasticLoadBalancingV2Client(connection(endpoint));
  return async () => {
    const { serviceArns = [] } = await ecs.send(new ListServicesCommand({ cluster: CLUSTER }));
    if (serviceArns.length === 0) return;
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster: CLUSTER, services: serviceArns }));
    for (const service of services) await placeTargets(elb, service, fill);
  };
}

async function placeTargets(elb: ElasticLoadBalancingV2Client, service: Service, fill: Fill): Promise<void> {
  const count = service.status === 'ACTIVE' ? (service.desiredCount ?? 0) : 0;
  for (const { targetGroupArn: TargetGroupArn, containerPort: Port } of service.loadBalancers ?? []) {
    const seen = await elb
      .send(new DescribeTargetHealthCommand({ TargetGroupArn }))
      .catch((error: unknown) => goneGroup(error));
    if (seen === undefined) continue;
    const placed = (seen.TargetHealthDescriptions ?? []).flatMap(({ Target }) => Target?.Id ?? []);
    const wanted = Array.from({ length: count }, (_, index) => `10.0.${index % 2}.${10 + index}`);
    const missing = wanted.filter((ip) => !placed.includes(ip));
    const left = placed.filter((ip) => !wanted.includes(ip));
    if (missing.length + left.length > 0) fill('no targets');
    if (missing.length > 0)
      await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets: missing.map((Id) => ({ Id, Port })) }));
    if (left.length > 0)
      await elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets: left.map((Id) => ({ Id })) }));
  }
}

/** A deleted service is still listed for a while; its group may be gone. */
function goneGroup(error: unknown): undefined {
  if (!(error instanceof Error && error.name.startsWith('TargetGroupNotFound'))) throw error;
}
