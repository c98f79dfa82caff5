import { z } from 'zod';
import { network } from '../../ec2/network.ts';
import { createSecurityGroup } from '../../ec2/security-groups.ts';
import { addRouteTable, newId, openGroup, publicByDefault, removePart, setTags } from '../../ec2/stack-network.ts';
import { createSubnet } from '../../ec2/subnets.ts';
import { createVpc } from '../../ec2/vpcs.ts';
import { boolean, call, generatedName, json, type Physical, resourceType, type Site, tags } from '../resource-type.ts';

function tag(site: Site, id: string, given: z.output<typeof tags>): void {
  setTags(site.world, site.caller, id, given ?? []);
}

async function remove({ world, caller }: Site, { id }: Physical): Promise<void> {
  removePart(world, caller, id);
}

const vpcSchema = z.strictObject({
  CidrBlock: z.string(),
  EnableDnsHostnames: boolean.optional(),
  EnableDnsSupport: boolean.optional(),
  Tags: tags,
});

export const vpc = resourceType({
  type: 'AWS::EC2::VPC',
  schema: vpcSchema,
  replacedBy: ['CidrBlock'],
  seconds: 12,
  async create(site, { CidrBlock, Tags }) {
    const id = (await call(site, createVpc, { CidrBlock })).Vpc?.VpcId ?? '';
    tag(site, id, Tags);
    const groups = [...network(site.world, site.caller).securityGroups.values()];
    const DefaultSecurityGroup = groups.find(({ vpcId, name }) => vpcId === id && name === 'default')?.id;
    return { id, attributes: { VpcId: id, CidrBlock, DefaultSecurityGroup } };
  },
  async update(site, physical, { Tags }) {
    tag(site, physical.id, Tags);
    return physical;
  },
  delete: remove,
});

const subnetSchema = z.strictObject({
  VpcId: z.string(),
  AvailabilityZone: z.string(),
  CidrBlock: z.string(),
  MapPublicIpOnLaunch: boolean.optional(),
  Tags: tags,
});

export const subnet = resourceType({
  type: 'AWS::EC2::Subnet',
  schema: subnetSchema,
  replacedBy: ['VpcId', 'AvailabilityZone', 'CidrBlock'],
  async create(site, { MapPublicIpOnLaunch = false, Tags, ...order }) {
    const id = (await call(site, createSubnet, order)).Subnet?.SubnetId ?? '';
    publicByDefault(site.world, site.caller, id, MapPublicIpOnLaunch);
    tag(site, id, Tags);
    return { id, attributes: { SubnetId: id, VpcId: order.VpcId, AvailabilityZone: order.AvailabilityZone } };
  },
  async update(site, physical, { MapPublicIpOnLaunch = false, Tags }) {
    publicByDefault(site.world, site.caller, physical.id, MapPublicIpOnLaunch);
    tag(site, physical.id, Tags);
    return physical;
  },
  delete: remove,
});

const groupSchema = z.strictObject({
  GroupName: z.string().optional(),
  GroupDescription: z.string(),
  VpcId: z.string(),
  SecurityGroupIngress: z.array(json).default([]),
  SecurityGroupEgress: z.array(json).default([]),
  Tags: tags,
});

export const securityGroup = resourceType({
  type: 'AWS::EC2::SecurityGroup',
  schema: groupSchema,
  replacedBy: ['GroupName', 'GroupDescription', 'VpcId'],
  async create(site, wanted) {
    const { GroupDescription: Description, VpcId, SecurityGroupIngress, Tags } = wanted;
    const GroupName = wanted.GroupName ?? generatedName(site);
    const { GroupId: id = '' } = await call(site, createSecurityGroup, { GroupName, Description, VpcId });
    openGroup(site.world, site.caller, id, SecurityGroupIngress.length > 0);
    tag(site, id, Tags);
    return { id, attributes: { GroupId: id, VpcId, Id: id } };
  },
  async update(site, physical, { SecurityGroupIngress, Tags }) {
    openGroup(site.world, site.caller, physical.id, SecurityGroupIngress.length > 0);
    tag(site, physical.id, Tags);
    return physical;
  },
  delete: remove,
});

/** Parts that have an id and tags, and nothing here that could be asked for them. */
function named(
  type: string,
  prefix: string,
  schema: z.ZodType<{ Tags?: z.output<typeof tags> }>,
  attribute: string,
  seconds: number,
) {
  return resourceType({
    type,
    schema,
    replacedBy: ['Domain', 'AllocationId', 'SubnetId', 'ConnectivityType'],
    seconds,
    async create(site, { Tags }) {
      const id = newId(site.world, prefix);
      tag(site, id, Tags);
      return { id, attributes: { [attribute]: id } };
    },
    async update(site, physical, { Tags }) {
      tag(site, physical.id, Tags);
      return physical;
    },
    delete: remove,
  });
}

export const internetGateway = named(
  'AWS::EC2::InternetGateway',
  'igw',
  z.strictObject({ Tags: tags }),
  'InternetGatewayId',
  15,
);

export const natGateway = named(
  'AWS::EC2::NatGateway',
  'nat',
  z.strictObject({
    AllocationId: z.string(),
    SubnetId: z.string(),
    ConnectivityType: z.string().optional(),
    Tags: tags,
  }),
  'NatGatewayId',
  90,
);

/** Ref is the address, of a block that is kept for documentation. */
export const address = resourceType({
  type: 'AWS::EC2::EIP',
  schema: z.strictObject({ Domain: z.literal('vpc'), Tags: tags }),
  replacedBy: ['Domain'],
  seconds: 15,
  async create({ world }) {
    const PublicIp = `198.51.100.${world.random.between(1, 254)}`;
    return { id: PublicIp, attributes: { AllocationId: newId(world, 'eipalloc'), PublicIp } };
  },
  update: async (_site, physical) => physical,
  delete: async () => undefined,
});

export const routeTable = resourceType({
  type: 'AWS::EC2::RouteTable',
  schema: z.strictObject({ VpcId: z.string(), Tags: tags }),
  replacedBy: ['VpcId'],
  seconds: 10,
  async create(site, { VpcId, Tags }) {
    const id = addRouteTable(site.world, site.caller, VpcId);
    tag(site, id, Tags);
    return { id, attributes: { RouteTableId: id } };
  },
  async update(site, physical, { Tags }) {
    tag(site, physical.id, Tags);
    return physical;
  },
  delete: remove,
});
