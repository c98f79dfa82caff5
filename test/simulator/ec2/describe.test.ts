import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import {
  addNetwork,
  defaultNetwork,
  endpointServices,
  reachesInternet,
  takeAddress,
} from '../../../src/simulator/ec2/network.ts';
import { describeNetworkInterfaces } from '../../../src/simulator/ec2/network-interfaces.ts';
import { describeRouteTables } from '../../../src/simulator/ec2/route-tables.ts';
import { createSecurityGroup, describeSecurityGroups } from '../../../src/simulator/ec2/security-groups.ts';
import { createSubnet, describeSubnets } from '../../../src/simulator/ec2/subnets.ts';
import { describeVpcEndpoints } from '../../../src/simulator/ec2/vpc-endpoints.ts';
import { createVpc, describeVpcs } from '../../../src/simulator/ec2/vpcs.ts';
import { AwsError } from '../../../src/simulator/operation.ts';
import { Random } from '../../../src/simulator/random.ts';
import { World } from '../../../src/simulator/world.ts';

const caller = {
  account: '210987654321',
  region: 'eu-central-1',
  principal: 'arn:aws:iam::210987654321:user/test',
};

/** A public, a private and a closed subnet, with endpoints. */
function site(): World {
  const world = new World(new VirtualClock(Date.parse('2026-03-02T08:00:00Z')), new Random(1));
  addNetwork(world, caller, {
    vpcId: 'vpc-1',
    subnets: [
      { id: 'subnet-public', zone: 'eu-central-1a', cidr: '10.0.0.0/24' },
      { id: 'subnet-private', zone: 'eu-central-1b', cidr: '10.0.1.0/24', internet: 'nat-gateway' },
      { id: 'subnet-closed', zone: 'eu-central-1c', cidr: '10.0.2.0/24', internet: 'none' },
    ],
    securityGroups: ['sg-1'],
    endpoints: ['ecr.api', 's3'],
  });
  return world;
}

function refusal(run: () => unknown): { code: string; message: string } | 'no error' {
  try {
    run();
    return 'no error';
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message };
    throw error;
  }
}

describe('filters', () => {
  const ids = (world: World, ...Filters: { Name: string; Values: string[] }[]) =>
    describeSubnets.run(world, caller, { Filters }).Subnets?.map((subnet) => subnet.SubnetId);

  it('must all fit, each by one of its values, with wildcards', () => {
    const world = site();
    const inVpc = { Name: 'vpc-id', Values: ['vpc-1'] };
    const zones = { Name: 'availability-zone', Values: ['eu-central-1a', '*c'] };
    expect(ids(world, inVpc, zones)).toEqual(['subnet-closed', 'subnet-public']);
    expect(ids(world, inVpc, { Name: 'cidr-block', Values: ['10.0.?.0/24'] })).toHaveLength(3);
    expect(ids(world, inVpc, { Name: 'subnet-id', Values: ['subnet-'] })).toEqual([]);
  });

  it('that are not known are refused by name', () => {
    expect(refusal(() => ids(site(), { Name: 'ipv6-native', Values: ['true'] }))).toEqual({
      code: 'NotImplementedBySimulator',
      message: 'The simulator does not know the filter ipv6-native of ec2:DescribeSubnets.',
    });
  });

  it('go by tags', () => {
    const world = site();
    const TagSpecifications = [{ ResourceType: 'subnet' as const, Tags: [{ Key: 'tier', Value: 'web' }] }];
    const given = { VpcId: 'vpc-1', CidrBlock: '10.0.3.0/24', AvailabilityZone: 'eu-central-1a', TagSpecifications };
    const made = createSubnet.run(world, caller, given).Subnet?.SubnetId;
    expect(ids(world, { Name: 'tag:tier', Values: ['web'] })).toEqual([made]);
    expect(ids(world, { Name: 'tag-key', Values: ['tier'] })).toEqual([made]);
    expect(ids(world, { Name: 'tag:tier', Values: ['db'] })).toEqual([]);
  });
});

it.each([
  [
    () => describeSubnets.run(site(), caller, { SubnetIds: ['subnet-public', 'subnet-x'] }),
    'InvalidSubnetID.NotFound',
    `The subnet ID 'subnet-x' does not exist`,
  ],
  [
    () => describeVpcs.run(site(), caller, { VpcIds: ['vpc-x'] }),
    'InvalidVpcID.NotFound',
    `The vpc ID 'vpc-x' does not exist`,
  ],
  [
    () => describeSecurityGroups.run(site(), caller, { GroupIds: ['sg-x'] }),
    'InvalidGroup.NotFound',
    `The security group 'sg-x' does not exist`,
  ],
  [
    () => describeVpcs.run(site(), caller, { DryRun: true }),
    'NotImplementedBySimulator',
    'The simulator does not know DryRun of ec2:DescribeVpcs.',
  ],
])('refuses what is not there: %#', (run, code, message) => {
  expect(refusal(run)).toEqual({ code, message });
});

describe('DescribeVpcs', () => {
  it('finds the default one', () => {
    const world = site();
    const Filters = [{ Name: 'is-default', Values: ['true'] }];
    const vpcs = describeVpcs.run(world, caller, { Filters }).Vpcs;
    expect(vpcs).toMatchObject([
      { VpcId: defaultNetwork(world, caller).vpcId, CidrBlock: '172.31.0.0/16', IsDefault: true, State: 'available' },
    ]);
  });
});

describe('DescribeSubnets', () => {
  it('counts the free addresses', () => {
    const world = site();
    takeAddress(world, caller, 'subnet-public');
    const answer = describeSubnets.run(world, caller, { SubnetIds: ['subnet-public'] }).Subnets?.[0];
    expect(answer).toMatchObject({ AvailableIpAddressCount: 250, MapPublicIpOnLaunch: false, VpcId: 'vpc-1' });
  });

  it('pages', () => {
    const world = site();
    const first = describeSubnets.run(world, caller, { MaxResults: 5 });
    const second = describeSubnets.run(world, caller, { MaxResults: 5, NextToken: first.NextToken });
    const all = [...(first.Subnets ?? []), ...(second.Subnets ?? [])].map((subnet) => subnet.SubnetId);
    expect(new Set(all).size).toBe(6);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('DescribeRouteTables', () => {
  const tables = (world: World, Name: string, value: string) =>
    describeRouteTables.run(world, caller, { Filters: [{ Name, Values: [value] }] }).RouteTables;

  it('shows which way out a subnet has', () => {
    const world = site();
    const out = (subnet: string) => tables(world, 'association.subnet-id', subnet)?.[0]?.Routes?.[1];
    expect(out('subnet-public')).toMatchObject({
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: expect.stringMatching(/^igw-/),
    });
    expect(out('subnet-private')).toMatchObject({ NatGatewayId: expect.stringMatching(/^nat-/) });
  });

  it('does not name a subnet that only the main table holds for', () => {
    const world = site();
    expect(tables(world, 'association.subnet-id', 'subnet-closed')).toEqual([]);
    const main = tables(world, 'vpc-id', 'vpc-1')?.find((table) => table.Associations?.[0]?.Main);
    expect(main?.Routes).toMatchObject([
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' },
      { DestinationPrefixListId: expect.stringMatching(/^pl-/), GatewayId: expect.stringMatching(/^vpce-/) },
    ]);
  });
});

it('what a subnet reaches follows from its routes and endpoints', () => {
  const world = site();
  const [inDefault = ''] = defaultNetwork(world, caller).subnetIds;
  const reached = (subnet: string) => [false, true].map((address) => reachesInternet(world, caller, subnet, address));
  expect(reached('subnet-public')).toEqual([false, true]);
  expect(reached('subnet-private')).toEqual([true, true]);
  expect(reached('subnet-closed')).toEqual([false, false]);
  expect(reached(inDefault)).toEqual([false, true]);
  expect(endpointServices(world, caller, 'subnet-closed')).toEqual(['ecr.api', 's3']);
  expect(endpointServices(world, caller, inDefault)).toEqual([]);
});

it('DescribeVpcEndpoints answers interfaces with subnets and gateways with route tables', () => {
  const answer = describeVpcEndpoints.run(site(), caller, { Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] });
  const byService = Object.fromEntries(answer.VpcEndpoints?.map((one) => [one.ServiceName, one]) ?? []);
  expect(byService['com.amazonaws.eu-central-1.ecr.api']).toMatchObject({
    VpcEndpointType: 'Interface',
    SubnetIds: ['subnet-public', 'subnet-private', 'subnet-closed'],
    RouteTableIds: [],
    Groups: [{ GroupId: 'sg-1' }],
    PrivateDnsEnabled: true,
  });
  expect(byService['com.amazonaws.eu-central-1.s3']).toMatchObject({ VpcEndpointType: 'Gateway', SubnetIds: [] });
  expect(byService['com.amazonaws.eu-central-1.s3']?.RouteTableIds).toHaveLength(3);
});

it('DescribeNetworkInterfaces answers those of tasks, with a public address where there is one', () => {
  const world = site();
  const about = { securityGroups: ['sg-1'], description: 'arn:aws:ecs:eu-central-1:210987654321:attachment/1' };
  const first = takeAddress(world, caller, 'subnet-public', { ...about, public: true });
  const second = takeAddress(world, caller, 'subnet-private', about);
  const find = (id: string | undefined) =>
    describeNetworkInterfaces.run(world, caller, { NetworkInterfaceIds: [id ?? ''] }).NetworkInterfaces?.[0];
  expect(find(first?.eni)).toMatchObject({
    Association: { PublicIp: expect.stringMatching(/^198\.51\.100\./) },
    Description: about.description,
    Groups: [{ GroupId: 'sg-1' }],
    MacAddress: first?.mac,
    PrivateIpAddress: first?.ip,
    Status: 'in-use',
    SubnetId: 'subnet-public',
    VpcId: 'vpc-1',
  });
  expect(find(second?.eni)).not.toHaveProperty('Association');
});

describe('what can be made', () => {
  it('a VPC comes with a closed main table and a default group, subnets must fit in', () => {
    const world = site();
    const VpcId = createVpc.run(world, caller, { CidrBlock: '10.1.0.0/16' }).Vpc?.VpcId ?? '';
    const subnet = (CidrBlock: string) => createSubnet.run(world, caller, { VpcId, CidrBlock }).Subnet?.SubnetId ?? '';
    const made = subnet('10.1.0.0/24');
    expect(reachesInternet(world, caller, made, true)).toBe(false);
    expect(refusal(() => subnet('10.1.0.128/25'))).toEqual({
      code: 'InvalidSubnet.Conflict',
      message: `The CIDR '10.1.0.128/25' conflicts with another subnet`,
    });
    expect(refusal(() => subnet('10.2.0.0/24'))).toMatchObject({ code: 'InvalidSubnet.Range' });
    const Filters = [{ Name: 'vpc-id', Values: [VpcId] }];
    expect(describeSecurityGroups.run(world, caller, { Filters }).SecurityGroups).toMatchObject([
      { GroupName: 'default', IpPermissions: [{ UserIdGroupPairs: [{ UserId: caller.account }] }] },
    ]);
  });

  it('a security group lets nobody in, and its name is taken once', () => {
    const world = site();
    const given = { GroupName: 'web', Description: 'web servers', VpcId: 'vpc-1' };
    const GroupId = createSecurityGroup.run(world, caller, given).GroupId ?? '';
    expect(describeSecurityGroups.run(world, caller, { GroupIds: [GroupId] }).SecurityGroups).toMatchObject([
      { GroupName: 'web', IpPermissions: [], IpPermissionsEgress: [{ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
    ]);
    expect(refusal(() => createSecurityGroup.run(world, caller, given))).toEqual({
      code: 'InvalidGroup.Duplicate',
      message: `The security group 'web' already exists for VPC 'vpc-1'`,
    });
  });
});
