import {
  DescribeNetworkInterfaces$,
  type DescribeNetworkInterfacesCommandInput,
  type DescribeNetworkInterfacesCommandOutput,
  type NetworkInterface,
} from '@aws-sdk/client-ec2';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { answerQuestion, type Ec2Operation, reads, shownTags } from './ec2-operation.ts';
import type { FilterTable } from './filters.ts';
import { network } from './network.ts';
import type { Ec2State, InterfaceRecord, SubnetRecord } from './state.ts';

/** An interface with the subnet that it is in. */
type Placed = InterfaceRecord & { readonly subnet: SubnetRecord };

function* placed(state: Ec2State): Iterable<Placed> {
  for (const subnet of state.subnets.values()) for (const one of subnet.interfaces.values()) yield { ...one, subnet };
}

/** As DescribeNetworkInterfaces answers it; ECS is the one that asked for it. */
function shownInterface(state: Ec2State, where: Where, one: Placed): NetworkInterface {
  const name = `ip-${one.ip.replaceAll('.', '-')}.${where.region}.compute.internal`;
  const association =
    one.publicIp === undefined ? {} : { Association: { IpOwnerId: 'amazon', PublicIp: one.publicIp } };
  return {
    ...association,
    AvailabilityZone: one.subnet.zone,
    Description: one.description,
    Groups: one.securityGroups.map((GroupId) => ({
      GroupId,
      GroupName: state.securityGroups.get(GroupId)?.name ?? GroupId,
    })),
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: one.mac,
    NetworkInterfaceId: one.eni,
    OwnerId: where.account,
    PrivateDnsName: name,
    PrivateIpAddress: one.ip,
    PrivateIpAddresses: [{ ...association, Primary: true, PrivateDnsName: name, PrivateIpAddress: one.ip }],
    RequesterManaged: true,
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: one.subnetId,
    TagSet: shownTags(state, one.eni),
    VpcId: one.subnet.vpcId,
  };
}

/** The EC2 API reference names more; these are what a search for a task's interface uses. */
const filters: FilterTable<Placed> = {
  'network-interface-id': (one) => [one.eni],
  'subnet-id': (one) => [one.subnetId],
  'vpc-id': (one) => [one.subnet.vpcId],
  'availability-zone': (one) => [one.subnet.zone],
  'group-id': (one) => one.securityGroups,
  description: (one) => [one.description],
  'private-ip-address': (one) => [one.ip],
  'addresses.private-ip-address': (one) => [one.ip],
  'association.public-ip': (one) => (one.publicIp === undefined ? [] : [one.publicIp]),
  'mac-address': (one) => [one.mac],
  status: () => ['in-use'],
};

/** Of tasks; what load balancers and endpoints have is not simulated. */
export const describeNetworkInterfaces: Ec2Operation<
  DescribeNetworkInterfacesCommandInput,
  DescribeNetworkInterfacesCommandOutput
> = {
  ...reads,
  name: 'ec2:DescribeNetworkInterfaces',
  schema: DescribeNetworkInterfaces$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:DescribeNetworkInterfaces', input, ['Filters', 'NetworkInterfaceIds', 'NextToken', 'MaxResults']);
    const question = {
      operation: 'ec2:DescribeNetworkInterfaces',
      ids: input.NetworkInterfaceIds,
      idOf: (one: Placed) => one.eni,
      notFound: (id: string) =>
        new AwsError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`),
      filters,
    };
    const { items, next } = answerQuestion(world, caller, placed, question, input);
    const state = network(world, caller);
    return { NetworkInterfaces: items.map((one) => shownInterface(state, caller, one)), ...next };
  },
};
