import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { network } from './network.ts';
import type { Ec2State, EndpointRecord, RouteTableRecord } from './state.ts';

/** Parts of a network for which there is no call here: what a stack makes of them, and takes away again. */

export function newId(world: World, prefix: string): string {
  return `${prefix}-0${world.random.hex(16)}`;
}

export function addRouteTable(world: World, where: Where, vpcId: string): string {
  const state = network(world, where);
  const vpc = state.vpcs.get(vpcId);
  if (vpc === undefined) throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
  const id = newId(world, 'rtb');
  const local = { destination: vpc.cidr, target: 'local' };
  state.routeTables.set(id, { id, vpcId, main: false, subnets: [], routes: [local] });
  return id;
}

function tableAt(state: Ec2State, id: string): RouteTableRecord {
  const table = state.routeTables.get(id);
  if (table !== undefined) return table;
  throw new AwsError('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`);
}

export function addRoute(world: World, where: Where, tableId: string, destination: string, target: string): void {
  const state = network(world, where);
  const table = tableAt(state, tableId);
  if (table.routes.some((route) => route.destination === destination))
    throw new AwsError('RouteAlreadyExists', `The route identified by ${destination} already exists.`);
  state.routeTables.set(tableId, { ...table, routes: [...table.routes, { destination, target }] });
}

export function removeRoute(world: World, where: Where, tableId: string, destination: string): void {
  const state = network(world, where);
  const table = state.routeTables.get(tableId);
  if (table === undefined) return;
  state.routeTables.set(tableId, {
    ...table,
    routes: table.routes.filter((route) => route.destination !== destination),
  });
}

export function associate(world: World, where: Where, tableId: string, subnetId: string): void {
  const state = network(world, where);
  const table = tableAt(state, tableId);
  if (!state.subnets.has(subnetId))
    throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${subnetId}' does not exist`);
  table.subnets.push(subnetId);
}

export function disassociate(world: World, where: Where, tableId: string, subnetId: string): void {
  const table = network(world, where).routeTables.get(tableId);
  table?.subnets.splice(table.subnets.indexOf(subnetId) >>> 0, 1);
}

export function addStackEndpoint(
  world: World,
  where: Where,
  endpoint: Omit<EndpointRecord, 'id' | 'createdAt'>,
): string {
  const id = newId(world, 'vpce');
  network(world, where).endpoints.set(id, { ...endpoint, id, createdAt: world.clock.now() });
  return id;
}

/** Of a group's rules only this much is simulated: whether anybody at all may come in. */
export function openGroup(world: World, where: Where, id: string, open: boolean): void {
  const { securityGroups } = network(world, where);
  const group = securityGroups.get(id);
  if (group !== undefined) securityGroups.set(id, { ...group, ingress: open ? 'anybody' : 'nobody' });
}

export function publicByDefault(world: World, where: Where, id: string, on: boolean): void {
  const { subnets } = network(world, where);
  const subnet = subnets.get(id);
  if (subnet !== undefined) subnets.set(id, { ...subnet, publicByDefault: on });
}

export function setTags(world: World, where: Where, id: string, tags: readonly { Key: string; Value: string }[]): void {
  network(world, where).tags.set(id, new Map(tags.map(({ Key, Value }) => [Key, Value])));
}

/** Takes one part away, by its id; what something else still stands on is refused. One that is gone is no error. */
export function removePart(world: World, where: Where, id: string): void {
  const state = network(world, where);
  const [kind = ''] = id.split('-');
  const used = users(state, kind, id);
  if (used)
    throw new AwsError(
      'DependencyViolation',
      `The ${names[kind] ?? kind} '${id}' has dependencies and cannot be deleted.`,
    );
  if (kind === 'vpc') {
    for (const table of [...state.routeTables.values()]) if (table.vpcId === id) state.routeTables.delete(table.id);
    for (const group of [...state.securityGroups.values()])
      if (group.vpcId === id) state.securityGroups.delete(group.id);
  }
  for (const parts of [state.vpcs, state.subnets, state.securityGroups, state.routeTables, state.endpoints, state.tags])
    parts.delete(id);
}

const names: Readonly<Record<string, string>> = {
  vpc: 'vpc',
  subnet: 'subnet',
  sg: 'security group',
  rtb: 'routeTable',
};

function users(state: Ec2State, kind: string, id: string): boolean {
  const subnets = [...state.subnets.values()];
  switch (kind) {
    case 'vpc':
      return (
        subnets.some(({ vpcId }) => vpcId === id) ||
        [...state.endpoints.values()].some(({ vpcId }) => vpcId === id) ||
        [...state.securityGroups.values()].some(({ vpcId, name }) => vpcId === id && name !== 'default')
      );
    case 'subnet':
      return (state.subnets.get(id)?.interfaces.size ?? 0) > 0;
    case 'sg':
      return subnets.some(({ interfaces }) => [...interfaces.values()].some((one) => one.securityGroups.includes(id)));
    case 'rtb':
      return (state.routeTables.get(id)?.subnets.length ?? 0) > 0;
    default:
      return false;
  }
}
