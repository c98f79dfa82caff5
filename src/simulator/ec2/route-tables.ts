import {
  DescribeRouteTables$,
  type DescribeRouteTablesCommandInput,
  type DescribeRouteTablesCommandOutput,
  type Route,
  type RouteTable,
  type RouteTableAssociation,
} from '@aws-sdk/client-ec2';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { fixedHex } from './build.ts';
import { answerQuestion, type Ec2Operation, reads, shownTags } from './ec2-operation.ts';
import type { FilterTable } from './filters.ts';
import { network } from './network.ts';
import type { Ec2State, RouteTableRecord } from './state.ts';

/** A subnet without a table of its own is not among the associations: the main table holds for it. */
function shownTable(state: Ec2State, where: Where, table: RouteTableRecord): RouteTable {
  return {
    Associations: [
      ...(table.main ? [association(table, undefined)] : []),
      ...table.subnets.map((subnet) => association(table, subnet)),
    ],
    PropagatingVgws: [],
    RouteTableId: table.id,
    Routes: [...table.routes.map(shownRoute), ...endpointRoutes(state, where, table)],
    Tags: shownTags(state, table.id),
    VpcId: table.vpcId,
    OwnerId: where.account,
  };
}

/** The id is made of table and subnet: it is the same at every look. */
function association(table: RouteTableRecord, subnet: string | undefined): RouteTableAssociation {
  return {
    Main: subnet === undefined,
    RouteTableAssociationId: `rtbassoc-0${fixedHex(`${table.id}/${subnet ?? 'main'}`)}`,
    RouteTableId: table.id,
    ...(subnet === undefined ? {} : { SubnetId: subnet }),
    AssociationState: { State: 'associated' },
  };
}

/** A NAT gateway has a member of its own. */
function shownRoute({ destination, target }: RouteTableRecord['routes'][number]): Route {
  const gateway = target.startsWith('nat-') ? { NatGatewayId: target } : { GatewayId: target };
  const Origin = target === 'local' ? 'CreateRouteTable' : 'CreateRoute';
  return { DestinationCidrBlock: destination, ...gateway, Origin, State: 'active' };
}

/** A gateway endpoint is a route to a prefix list in each of its tables. */
function endpointRoutes(state: Ec2State, where: Where, table: RouteTableRecord): Route[] {
  return [...state.endpoints.values()]
    .filter((endpoint) => endpoint.routeTables.includes(table.id))
    .map((endpoint) => ({
      DestinationPrefixListId: `pl-${fixedHex(`${where.region}/${endpoint.serviceName}`).slice(0, 8)}`,
      GatewayId: endpoint.id,
      Origin: 'CreateRoute',
      State: 'active',
    }));
}

/** `association.main` is true or false for each association of a table, so a table can have both. */
const filters: FilterTable<RouteTableRecord> = {
  'route-table-id': (table) => [table.id],
  'vpc-id': (table) => [table.vpcId],
  'association.main': (table) => [...(table.main ? ['true'] : []), ...(table.subnets.length > 0 ? ['false'] : [])],
  'association.subnet-id': (table) => table.subnets,
  'association.route-table-id': (table) => [table.id],
  'route.destination-cidr-block': (table) => table.routes.map((route) => route.destination),
  'route.gateway-id': (table) =>
    table.routes.map((route) => route.target).filter((target) => !target.startsWith('nat-')),
  'route.nat-gateway-id': (table) =>
    table.routes.map((route) => route.target).filter((target) => target.startsWith('nat-')),
};

/** The first look of `diagnose`: does the subnet have a way to the registry? */
export const describeRouteTables: Ec2Operation<DescribeRouteTablesCommandInput, DescribeRouteTablesCommandOutput> = {
  ...reads,
  name: 'ec2:DescribeRouteTables',
  schema: DescribeRouteTables$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:DescribeRouteTables', input, ['Filters', 'RouteTableIds', 'NextToken', 'MaxResults']);
    const question = {
      operation: 'ec2:DescribeRouteTables',
      ids: input.RouteTableIds,
      idOf: (table: RouteTableRecord) => table.id,
      notFound: (id: string) =>
        new AwsError('InvalidRouteTableID.NotFound', `The routeTable ID '${id}' does not exist`),
      filters,
    };
    const { items, next } = answerQuestion(world, caller, (state) => state.routeTables.values(), question, input);
    const state = network(world, caller);
    return { RouteTables: items.map((table) => shownTable(state, caller, table)), ...next };
  },
};
