import type { Where } from '../where.ts';
import type { World } from '../world.ts';
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
    /** Where `0.0.0.0/0` goes; default the internet gateway, as in a VPC made by the console's wizard for public subnets. */
    readonly internet?: 'internet-gateway' | 'nat-gateway' | 'none';
  }[];
  readonly securityGroups: readonly string[];
  /** Short service names of endpoints in all subnets: `ecr.api`, `ecr.dkr`, `s3` (a gateway), `logs`. */
  readonly endpoints?: readonly string[];
}

/** Makes a VPC with what is in it, at once. A second order for the same VPC adds to it. */
export function addNetwork(world: World, where: Where, order: NetworkOrder): void {
  const state = network(world, where);
  const cidr = order.cidr ?? '10.0.0.0/16';
  if (!state.vpcs.has(order.vpcId)) state.vpcs.set(order.vpcId, { id: order.vpcId, cidr, isDefault: false });
  for (const { internet, ...subnet } of order.subnets) {
    addSubnet(state, { ...subnet, vpcId: order.vpcId, isDefault: false, publicByDefault: false });
    routeSubnet(state, subnet.id, order.vpcId, cidr, internet ?? 'internet-gateway');
  }
  for (const id of order.securityGroups)
    state.securityGroups.set(id, { id, vpcId: order.vpcId, name: id, description: `Security group ${id}` });
  for (const name of order.endpoints ?? []) addEndpoint(where, state, order, name);
}

export function findSubnet(world: World, where: Where, id: string): SubnetRecord | undefined {
  const subnet = network(world, where).subnets.get(id);
  return subnet && structuredClone(subnet);
}

export function findSecurityGroup(world: World, where: Where, id: string): SecurityGroupRecord | undefined {
  const group = network(world, where).securityGroups.get(id);
  return group && structuredClone(group);
}

/** The first four addresses and the last one of a subnet are AWS' own (VPC user guide, «Subnet CIDR blocks»). */
const keptInFront = 4;
const keptAtAll = 5;

export function freeAddresses(subnet: SubnetRecord): number {
  return (parseBlock(subnet.cidr)?.size ?? 0) - keptAtAll - subnet.interfaces.size;
}

/** A network interface with an address of the subnet; undefined when the subnet is full or not there. */
export function takeAddress(
  world: World,
  where: Where,
  subnetId: string,
  about: { readonly securityGroups?: readonly string[]; readonly description?: string } = {},
): { ip: string; eni: string; mac: string } | undefined {
  const subnet = network(world, where).subnets.get(subnetId);
  const block = subnet && parseBlock(subnet.cidr);
  if (subnet === undefined || block === undefined || freeAddresses(subnet) <= 0) return undefined;
  const usable = block.size - keptAtAll;
  const start = world.random.between(0, usable - 1);
  let ip = '';
  for (let offset = 0; offset < usable; offset++) {
    ip = addressText(block.first + keptInFront + ((start + offset) % usable));
    if (!subnet.interfaces.has(ip)) break;
  }
  const taken: InterfaceRecord = {
    eni: `eni-0${world.random.hex(16)}`,
    ip,
    mac: `0a:${[1, 2, 3, 4, 5].map(() => world.random.hex(2)).join(':')}`,
    subnetId,
    securityGroups: about.securityGroups ?? [],
    description: about.description ?? '',
  };
  subnet.interfaces.set(ip, taken);
  return { ip: taken.ip, eni: taken.eni, mac: taken.mac };
}

export function releaseAddress(world: World, where: Where, subnetId: string, ip: string): void {
  network(world, where).subnets.get(subnetId)?.interfaces.delete(ip);
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
  const inside = (one: { readonly vpcId: string }) => one.vpcId === vpcId;
  return {
    vpcId,
    subnetIds: [...state.subnets.values()].filter(inside).map((subnet) => subnet.id),
    securityGroupId: [...state.securityGroups.values()].find(inside)?.id ?? '',
  };
}

/** The network state, with the default VPC in it. Its ids come from the region's name: a first look by a read must not change the seed. */
export function network(world: World, where: Where): Ec2State {
  const state = world.state(ec2State, where);
  if (state.vpcs.size === 0) addDefaultNetwork(where, state);
  return state;
}

const defaultCidr = '172.31.0.0/16';

function addDefaultNetwork(where: Where, state: Ec2State): void {
  const suffix = fixedHex(`${where.account}/${where.region}`);
  const vpcId = `vpc-0${suffix}`;
  state.vpcs.set(vpcId, { id: vpcId, cidr: defaultCidr, isDefault: true });
  for (const [index, letter] of ['a', 'b', 'c'].entries()) {
    const zone = `${where.region}${letter}`;
    const id = `subnet-0${suffix.slice(1)}${letter}`;
    addSubnet(state, { id, vpcId, zone, cidr: `172.31.${index * 16}.0/20`, isDefault: true, publicByDefault: true });
    routeSubnet(state, id, vpcId, defaultCidr, 'internet-gateway');
  }
  const id = `sg-0${suffix}`;
  state.securityGroups.set(id, { id, vpcId, name: 'default', description: 'default VPC security group' });
}

export function addSubnet(state: Ec2State, subnet: Omit<SubnetRecord, 'interfaces'>): void {
  state.subnets.set(subnet.id, { ...subnet, interfaces: new Map() });
}

/** Puts the subnet into the VPC's table with that way out; the first table of a VPC is its main one. */
function routeSubnet(
  state: Ec2State,
  subnetId: string,
  vpcId: string,
  cidr: string,
  internet: 'internet-gateway' | 'nat-gateway' | 'none',
): void {
  const tables = [...state.routeTables.values()].filter((table) => table.vpcId === vpcId);
  const suffix = fixedHex(`${vpcId}/${internet}`);
  const gateways = { 'internet-gateway': `igw-0${suffix}`, 'nat-gateway': `nat-0${suffix}`, none: undefined };
  const gateway = gateways[internet];
  const routes = [{ destination: cidr, target: 'local' }];
  if (gateway !== undefined) routes.push({ destination: '0.0.0.0/0', target: gateway });
  const id = `rtb-0${suffix}`;
  const table: RouteTableRecord = state.routeTables.get(id) ?? {
    id,
    vpcId,
    main: tables.length === 0,
    subnets: [],
    routes,
  };
  state.routeTables.set(id, table);
  if (!table.subnets.includes(subnetId)) table.subnets.push(subnetId);
}

const gatewayServices = ['s3', 'dynamodb'];

function addEndpoint(where: Where, state: Ec2State, order: NetworkOrder, name: string): void {
  const gateway = gatewayServices.includes(name);
  const tables = [...state.routeTables.values()].filter((table) => table.vpcId === order.vpcId);
  const id = `vpce-0${fixedHex(`${order.vpcId}/${name}`)}`;
  state.endpoints.set(id, {
    id,
    vpcId: order.vpcId,
    serviceName: `com.amazonaws.${where.region}.${name}`,
    type: gateway ? 'Gateway' : 'Interface',
    subnets: gateway ? [] : order.subnets.map((subnet) => subnet.id),
    routeTables: gateway ? tables.map((table) => table.id) : [],
    securityGroups: gateway ? [] : order.securityGroups,
  });
}

/** Sixteen hex digits that only the text decides (FNV-1a, twice). */
function fixedHex(text: string): string {
  const half = (seed: number) => {
    let hash = seed;
    for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    return hash.toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x01234567);
}
