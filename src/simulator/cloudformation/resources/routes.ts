import { z } from 'zod';
import {
  addRoute,
  addStackEndpoint,
  associate,
  disassociate,
  removePart,
  removeRoute,
} from '../../ec2/stack-network.ts';
import { boolean, json, resourceType, type Site, tags } from '../resource-type.ts';

export const gatewayAttachment = resourceType({
  type: 'AWS::EC2::VPCGatewayAttachment',
  schema: z.strictObject({ VpcId: z.string(), InternetGatewayId: z.string() }),
  replacedBy: [],
  async create(_site, { VpcId }) {
    return { id: `IGW|${VpcId}` };
  },
  delete: async () => undefined,
});

const routeSchema = z.strictObject({
  RouteTableId: z.string(),
  DestinationCidrBlock: z.string(),
  GatewayId: z.string().optional(),
  NatGatewayId: z.string().optional(),
});
type Route = z.output<typeof routeSchema>;

function addTo({ world, caller }: Site, { RouteTableId, DestinationCidrBlock, GatewayId, NatGatewayId }: Route): void {
  addRoute(world, caller, RouteTableId, DestinationCidrBlock, GatewayId ?? NatGatewayId ?? '');
}

export const route = resourceType({
  type: 'AWS::EC2::Route',
  schema: routeSchema,
  replacedBy: ['RouteTableId', 'DestinationCidrBlock'],
  async create(site, wanted) {
    addTo(site, wanted);
    return { id: `${wanted.RouteTableId}|${wanted.DestinationCidrBlock}` };
  },
  async update(site, physical, wanted) {
    removeRoute(site.world, site.caller, wanted.RouteTableId, wanted.DestinationCidrBlock);
    addTo(site, wanted);
    return physical;
  },
  async delete({ world, caller }, _physical, { RouteTableId, DestinationCidrBlock }) {
    removeRoute(world, caller, RouteTableId, DestinationCidrBlock);
  },
});

export const routeTableAssociation = resourceType({
  type: 'AWS::EC2::SubnetRouteTableAssociation',
  schema: z.strictObject({ SubnetId: z.string(), RouteTableId: z.string() }),
  replacedBy: [],
  async create({ world, caller }, { SubnetId, RouteTableId }) {
    associate(world, caller, RouteTableId, SubnetId);
    return { id: `rtbassoc-0${world.random.hex(16)}` };
  },
  async delete({ world, caller }, _physical, { SubnetId, RouteTableId }) {
    disassociate(world, caller, RouteTableId, SubnetId);
  },
});

const endpointSchema = z.strictObject({
  VpcId: z.string(),
  ServiceName: z.string(),
  VpcEndpointType: z.enum(['Interface', 'Gateway']).default('Gateway'),
  PrivateDnsEnabled: boolean.optional(),
  SubnetIds: z.array(z.string()).default([]),
  SecurityGroupIds: z.array(z.string()).default([]),
  RouteTableIds: z.array(z.string()).default([]),
  PolicyDocument: json.optional(),
  Tags: tags,
});

export const vpcEndpoint = resourceType({
  type: 'AWS::EC2::VPCEndpoint',
  schema: endpointSchema,
  replacedBy: ['VpcId', 'ServiceName', 'VpcEndpointType', 'SubnetIds', 'SecurityGroupIds', 'RouteTableIds'],
  seconds: 60,
  async create({ world, caller }, wanted) {
    const id = addStackEndpoint(world, caller, {
      vpcId: wanted.VpcId,
      serviceName: wanted.ServiceName,
      type: wanted.VpcEndpointType,
      subnets: wanted.SubnetIds,
      routeTables: wanted.RouteTableIds,
      securityGroups: wanted.SecurityGroupIds,
    });
    return { id, attributes: { Id: id, CreationTimestamp: new Date(world.clock.now()).toISOString() } };
  },
  update: async (_site, physical) => physical,
  async delete({ world, caller }, { id }) {
    removePart(world, caller, id);
  },
});
