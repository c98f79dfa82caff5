import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { addEndpoint, addSubnet, addVpc, fixedHex, routeSubnet, type WayOut } from './build.ts';
import { addressText, parseBlock } from './cidr.ts';
import {
  type Ec2State,
  ec2State,
  type InterfaceRecord,
  type RouteTableRecord,
  type SecurityGroupRecord,
  type SubnetRecord,
} from './state.ts';

export interface NetworkOrder {
  readonly vpcId: string;
  /** Default 10.0.0.0/16. */
  readonly cidr?: string;
  readonly subnets: readonly {
    readonly id: string;
    readonly zone: string;
    readonly cidr: string;
    /** Where `0.0.0.0/0` goes; default the internet gateway. */
    readonly internet?: WayOut;
  }[];
  /** Ids; they let anybody in. */
  readonly securityGroups: readonly string[];
  /** Short service names of endpoints in all subnets: `ecr.api`, `ecr.dkr`, `s3` (a gateway), `logs`. */
  readonly endpoints?: readonly string[];
}

/** Makes a VPC with what is in it, at once. A second order for the same VPC adds to it. */
export function addNetwork(world: World, where: Where, order: NetworkOrder): void {
  const state = network(world, where);
  const { vpcId } = order;
  const vpc = state.vpcs.get(vpcId) ?? { id: vpcId, cidr: order.cidr ?? '10.0.0.0/16', isDefault: false };
  if (!state.vpcs.has(vpcId)) addVpc(state, vpc, 'none');
  for (const { internet = 'internet-gateway', ...subnet } of order.subnets) {
    addSubnet(state, { ...subnet, vpcId, isDefault: false, publicByDefault: false });
    routeSubnet(state, subnet.id, vpc, internet);
  }
  for (const id of order.securityGroups)
    state.securityGroups.set(id, { id, vpcId, name: id, description: `Security group ${id}`, ingress: 'anybody' });
  for (const service of order.endpoints ?? [])
    addEndpoint(state, where, world.clock.now(), { vpcId, service, securityGroups: order.securityGroups });
}

/** undefined: no such subnet in that account and region. A copy. */
export function findSubnet(world: World, where: Where, id: string): SubnetRecord | undefined {
  const subnet = network(world, where).subnets.get(id);
  return subnet && structuredClone(subnet);
}

/** undefined: no such group in that account and region. A copy. */
export function findSecurityGroup(world: World, where: Where, id: string): SecurityGroupRecord | undefined {
  const group = network(world, where).securityGroups.get(id);
  return group && structuredClone(group);
}

/** The first four addresses and the last one of a subnet are AWS' own (VPC user guide, «Subnet CIDR blocks»). */
const keptInFront = 4;
const keptAtAll = 5;

/** As `AvailableIpAddressCount` says it. */
export function freeAddresses(subnet: SubnetRecord): number {
  return (parseBlock(subnet.cidr)?.size ?? 0) - keptAtAll - subnet.interfaces.size;
}

/** What DescribeNetworkInterfaces says of it beside its address. */
export interface AboutInterface {
  readonly securityGroups?: readonly string[];
  readonly description?: string;
  /** Gives it a public address, too. */
  readonly public?: boolean;
}

/** A network interface with an address of the subnet; undefined when the subnet is full or not there. */
export function takeAddress(
  world: World,
  where: Where,
  subnetId: string,
  about: AboutInterface = {},
): { ip: string; eni: string; mac: string } | undefined {
  const subnet = network(world, where).subnets.get(subnetId);
  const ip = subnet && freeAddressOf(world, subnet);
  if (subnet === undefined || ip === undefined) return undefined;
  const taken: InterfaceRecord = {
    eni: `eni-0${world.random.hex(16)}`,
    ip,
    // A block that is kept for documentation: nobody's real address.
    publicIp: about.public ? `198.51.100.${world.random.between(1, 254)}` : undefined,
    mac: `0a:${[1, 2, 3, 4, 5].map(() => world.random.hex(2)).join(':')}`,
    subnetId,
    securityGroups: about.securityGroups ?? [],
    description: about.description ?? '',
  };
  subnet.interfaces.set(ip, taken);
  return { ip: taken.ip, eni: taken.eni, mac: taken.mac };
}

/** The first one that is free from a drawn one on. */
function freeAddressOf(world: World, subnet: SubnetRecord): string | undefined {
  const block = parseBlock(subnet.cidr);
  if (block === undefined || freeAddresses(subnet) <= 0) return undefined;
  const usable = block.size - keptAtAll;
  const start = world.random.between(0, usable - 1);
  for (let offset = 0; offset < usable; offset++) {
    const ip = addressText(block.first + keptInFront + ((start + offset) % usable));
    if (!subnet.interfaces.has(ip)) return ip;
  }
  return undefined;
}

/** The interface goes with its address. One that is not there is no error. */
export function releaseAddress(world: World, where: Where, subnetId: string, ip: string): void {
  network(world, where).subnets.get(subnetId)?.interfaces.delete(ip);
}

/** The table that holds for a subnet: the one that names it, else the main one of its VPC. */
function tableOf(state: Ec2State, subnet: SubnetRecord): RouteTableRecord | undefined {
  const tables = [...state.routeTables.values()].filter((table) => table.vpcId === subnet.vpcId);
  return tables.find((table) => table.subnets.includes(subnet.id)) ?? tables.find((table) => table.main);
}

/** Whether something in the subnet reaches the internet: an internet gateway needs a public address, a NAT gateway does not. */
export function reachesInternet(world: World, where: Where, subnetId: string, publicAddress: boolean): boolean {
  const state = network(world, where);
  const subnet = state.subnets.get(subnetId);
  const out = subnet && tableOf(state, subnet)?.routes.find((route) => route.destination === '0.0.0.0/0');
  return out !== undefined && (out.target.startsWith('nat-') || publicAddress);
}

/** Short names of the services that something in the subnet reaches through an endpoint: `ecr.api`, `s3`. */
export function endpointServices(world: World, where: Where, subnetId: string): string[] {
  const state = network(world, where);
  const subnet = state.subnets.get(subnetId);
  const table = subnet && tableOf(state, subnet);
  return [...state.endpoints.values()]
    .filter(({ subnets, routeTables }) => subnets.includes(subnetId) || routeTables.includes(table?.id ?? ''))
    .map(({ serviceName }) => serviceName.replace(`com.amazonaws.${where.region}.`, ''));
}

export interface DefaultNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
}

/** The VPC that each region of an account has from the beginning. Others are looked up by id. */
export function defaultNetwork(world: World, where: Where): DefaultNetwork {
  const state = network(world, where);
  const vpcId = [...state.vpcs.values()].find((vpc) => vpc.isDefault)?.id ?? '';
  const subnets = [...state.subnets.values()].filter((subnet) => subnet.vpcId === vpcId && subnet.isDefault);
  const group = [...state.securityGroups.values()].find((one) => one.vpcId === vpcId && one.name === 'default');
  return { vpcId, subnetIds: subnets.map((subnet) => subnet.id), securityGroupId: group?.id ?? '' };
}

/** The state of the network; the default VPC is made on the first look. */
export function network(world: World, where: Where): Ec2State {
  const state = world.state(ec2State, where);
  if (state.vpcs.size === 0) addDefaultNetwork(where, state);
  return state;
}

function addDefaultNetwork(where: Where, state: Ec2State): void {
  const suffix = fixedHex(`${where.account}/${where.region}`);
  const vpc = { id: `vpc-0${suffix}`, cidr: '172.31.0.0/16', isDefault: true };
  addVpc(state, vpc, 'internet-gateway');
  for (const [index, letter] of ['a', 'b', 'c'].entries())
    addSubnet(state, {
      id: `subnet-0${suffix.slice(1)}${letter}`,
      vpcId: vpc.id,
      zone: `${where.region}${letter}`,
      cidr: `172.31.${index * 16}.0/20`,
      isDefault: true,
      publicByDefault: true,
    });
}
