import type { Where } from '../where.ts';
import type { Ec2State, EndpointRecord, RouteTableRecord, SubnetRecord, VpcRecord } from './state.ts';

/** How a subnet reaches the internet. */
export type WayOut = 'internet-gateway' | 'nat-gateway' | 'none';

/**
 * Sixteen hex digits that only the text decides (FNV-1a, twice). Ids of a network that is there from the beginning, or by order,
 * are made so: they must not depend on, or change, what the world draws.
 */
export function fixedHex(text: string): string {
  const half = (seed: number) => {
    let hash = seed;
    for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x01234567);
}

/** A VPC as AWS makes it: with a main route table and a default security group. */
export function addVpc(state: Ec2State, vpc: VpcRecord, wayOut: WayOut): void {
  state.vpcs.set(vpc.id, vpc);
  const id = `rtb-0${fixedHex(`${vpc.id}/main`)}`;
  state.routeTables.set(id, { id, vpcId: vpc.id, main: true, subnets: [], routes: routesOf(vpc, wayOut) });
  const group = `sg-0${fixedHex(`${vpc.id}/default`)}`;
  state.securityGroups.set(group, {
    id: group,
    vpcId: vpc.id,
    name: 'default',
    description: 'default VPC security group',
    ingress: 'itself',
  });
}

/** Ids of gateways are fixed per VPC, like all of an ordered network. */
function routesOf(vpc: VpcRecord, wayOut: WayOut): RouteTableRecord['routes'] {
  const suffix = fixedHex(`${vpc.id}/${wayOut}`);
  const local = { destination: vpc.cidr, target: 'local' };
  switch (wayOut) {
    case 'internet-gateway':
      return [local, { destination: '0.0.0.0/0', target: `igw-0${suffix}` }];
    case 'nat-gateway':
      return [local, { destination: '0.0.0.0/0', target: `nat-0${suffix}` }];
    case 'none':
      return [local];
  }
}

/** Without interfaces; the main table holds for it until `routeSubnet` says otherwise. */
export function addSubnet(state: Ec2State, subnet: Omit<SubnetRecord, 'interfaces'>): void {
  state.subnets.set(subnet.id, { ...subnet, interfaces: new Map() });
}

/** Puts the subnet into the VPC's table with that way out; without one it stays with the main table. */
export function routeSubnet(state: Ec2State, subnetId: string, vpc: VpcRecord, wayOut: WayOut): void {
  if (wayOut === 'none') return;
  const id = `rtb-0${fixedHex(`${vpc.id}/${wayOut}`)}`;
  const table = state.routeTables.get(id) ?? {
    id,
    vpcId: vpc.id,
    main: false,
    subnets: [],
    routes: routesOf(vpc, wayOut),
  };
  state.routeTables.set(id, table);
  if (!table.subnets.includes(subnetId)) table.subnets.push(subnetId);
}

/** These two have endpoints that are routes, not interfaces. */
const gatewayServices = ['s3', 'dynamodb'];

/** An endpoint of the VPC, for all subnets and tables that are there. */
export function addEndpoint(
  state: Ec2State,
  where: Where,
  now: number,
  order: Pick<EndpointRecord, 'vpcId' | 'securityGroups'> & { readonly service: string },
): void {
  const { vpcId, service } = order;
  const gateway = gatewayServices.includes(service);
  const inside = (one: { readonly vpcId: string }) => one.vpcId === vpcId;
  const id = `vpce-0${fixedHex(`${vpcId}/${service}`)}`;
  state.endpoints.set(id, {
    id,
    vpcId,
    serviceName: `com.amazonaws.${where.region}.${service}`,
    type: gateway ? 'Gateway' : 'Interface',
    subnets: gateway ? [] : [...state.subnets.values()].filter(inside).map((subnet) => subnet.id),
    routeTables: gateway ? [...state.routeTables.values()].filter(inside).map((table) => table.id) : [],
    securityGroups: gateway ? [] : order.securityGroups,
    createdAt: now,
  });
}
