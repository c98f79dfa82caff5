import {
  CreateSubnet$,
  type CreateSubnetCommandInput,
  type CreateSubnetCommandOutput,
  DescribeSubnets$,
  type DescribeSubnetsCommandInput,
  type DescribeSubnetsCommandOutput,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { addSubnet } from './build.ts';
import { contains, overlaps, parseBlock } from './cidr.ts';
import { answerQuestion, changes, type Ec2Operation, reads, shownTags } from './ec2-operation.ts';
import type { FilterTable } from './filters.ts';
import { freeAddresses, network } from './network.ts';
import type { Ec2State, SubnetRecord } from './state.ts';
import { acceptTags } from './tags.ts';
import { vpcNotFound } from './vpcs.ts';

/** As DescribeSubnets answers it; IPv6 is not simulated. */
function shownSubnet(state: Ec2State, where: Where, subnet: SubnetRecord): Subnet {
  return {
    OwnerId: where.account,
    AssignIpv6AddressOnCreation: false,
    Ipv6CidrBlockAssociationSet: [],
    Tags: shownTags(state, subnet.id),
    SubnetArn: `arn:aws:ec2:${where.region}:${where.account}:subnet/${subnet.id}`,
    SubnetId: subnet.id,
    State: 'available',
    VpcId: subnet.vpcId,
    CidrBlock: subnet.cidr,
    AvailableIpAddressCount: freeAddresses(subnet),
    AvailabilityZone: subnet.zone,
    DefaultForAz: subnet.isDefault,
    MapPublicIpOnLaunch: subnet.publicByDefault,
  };
}

const filters: FilterTable<SubnetRecord> = {
  'subnet-id': (subnet) => [subnet.id],
  'vpc-id': (subnet) => [subnet.vpcId],
  'availability-zone': (subnet) => [subnet.zone],
  availabilityZone: (subnet) => [subnet.zone],
  'cidr-block': (subnet) => [subnet.cidr],
  'default-for-az': (subnet) => [String(subnet.isDefault)],
  'map-public-ip-on-launch': (subnet) => [String(subnet.publicByDefault)],
  state: () => ['available'],
};

/** By ids, which must all be there, or by filters. */
export const describeSubnets: Ec2Operation<DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput> = {
  ...reads,
  name: 'ec2:DescribeSubnets',
  schema: DescribeSubnets$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:DescribeSubnets', input, ['Filters', 'SubnetIds', 'NextToken', 'MaxResults']);
    const question = {
      operation: 'ec2:DescribeSubnets',
      ids: input.SubnetIds,
      idOf: (subnet: SubnetRecord) => subnet.id,
      notFound: (id: string) => new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`),
      filters,
    };
    const { items, next } = answerQuestion(world, caller, (state) => state.subnets.values(), question, input);
    const state = network(world, caller);
    return { Subnets: items.map((subnet) => shownSubnet(state, caller, subnet)), ...next };
  },
};

/** Routed by the VPC's main table, without public addresses, as AWS makes it. */
export const createSubnet: Ec2Operation<CreateSubnetCommandInput, CreateSubnetCommandOutput> = {
  ...changes,
  name: 'ec2:CreateSubnet',
  schema: CreateSubnet$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:CreateSubnet', input, ['VpcId', 'CidrBlock', 'AvailabilityZone', 'TagSpecifications']);
    const state = network(world, caller);
    const subnet = {
      id: `subnet-0${world.random.hex(16)}`,
      vpcId: input.VpcId ?? '',
      zone: input.AvailabilityZone ?? `${caller.region}a`,
      cidr: input.CidrBlock ?? '',
      isDefault: false,
      publicByDefault: false,
    };
    if (!subnet.zone.startsWith(caller.region))
      throw new AwsError('InvalidParameterValue', `Value (${subnet.zone}) for parameter availabilityZone is invalid.`);
    checkBlock(state, subnet);
    const tags = acceptTags(input.TagSpecifications, 'subnet');
    addSubnet(state, subnet);
    state.tags.set(subnet.id, tags);
    return { Subnet: shownSubnet(state, caller, { ...subnet, interfaces: new Map() }) };
  },
};

/** Inside the VPC, not smaller than a /28, and nobody else's (VPC user guide, «Subnet CIDR blocks»). */
function checkBlock(state: Ec2State, { vpcId, cidr }: Pick<SubnetRecord, 'vpcId' | 'cidr'>): void {
  const vpc = state.vpcs.get(vpcId);
  if (vpc === undefined) throw vpcNotFound(vpcId);
  const block = parseBlock(cidr);
  const whole = parseBlock(vpc.cidr);
  if (block === undefined)
    throw new AwsError('InvalidParameterValue', `Value (${cidr}) for parameter cidrBlock is invalid.`);
  if (block.size < 16 || whole === undefined || !contains(whole, block))
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
  for (const other of state.subnets.values()) {
    const taken = other.vpcId === vpcId ? parseBlock(other.cidr) : undefined;
    if (taken !== undefined && overlaps(taken, block))
      throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
  }
}
