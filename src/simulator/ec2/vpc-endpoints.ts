import {
  DescribeVpcEndpoints$,
  type DescribeVpcEndpointsCommandInput,
  type DescribeVpcEndpointsCommandOutput,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { answerQuestion, type Ec2Operation, reads, shownTags } from './ec2-operation.ts';
import type { FilterTable } from './filters.ts';
import { network } from './network.ts';
import type { Ec2State, EndpointRecord } from './state.ts';

/** Interfaces have subnets and groups, gateways route tables. */
function shownEndpoint(state: Ec2State, where: Where, endpoint: EndpointRecord): VpcEndpoint {
  return {
    VpcEndpointId: endpoint.id,
    VpcEndpointType: endpoint.type,
    VpcId: endpoint.vpcId,
    ServiceName: endpoint.serviceName,
    State: 'Available',
    RouteTableIds: [...endpoint.routeTables],
    SubnetIds: [...endpoint.subnets],
    Groups: endpoint.securityGroups.map((GroupId) => ({
      GroupId,
      GroupName: state.securityGroups.get(GroupId)?.name ?? GroupId,
    })),
    IpAddressType: 'ipv4',
    PrivateDnsEnabled: endpoint.type === 'Interface',
    RequesterManaged: false,
    CreationTimestamp: new Date(endpoint.createdAt),
    Tags: shownTags(state, endpoint.id),
    OwnerId: where.account,
  };
}

const filters: FilterTable<EndpointRecord> = {
  'vpc-endpoint-id': (endpoint) => [endpoint.id],
  'vpc-endpoint-type': (endpoint) => [endpoint.type],
  'vpc-endpoint-state': () => ['available'],
  'vpc-id': (endpoint) => [endpoint.vpcId],
  'service-name': (endpoint) => [endpoint.serviceName],
};

/** Endpoints come with `addNetwork`; the call that makes them is not simulated. */
export const describeVpcEndpoints: Ec2Operation<DescribeVpcEndpointsCommandInput, DescribeVpcEndpointsCommandOutput> = {
  ...reads,
  name: 'ec2:DescribeVpcEndpoints',
  schema: DescribeVpcEndpoints$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:DescribeVpcEndpoints', input, ['Filters', 'VpcEndpointIds', 'NextToken', 'MaxResults']);
    const question = {
      operation: 'ec2:DescribeVpcEndpoints',
      ids: input.VpcEndpointIds,
      idOf: (endpoint: EndpointRecord) => endpoint.id,
      notFound: (id: string) =>
        new AwsError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`),
      filters,
    };
    const { items, next } = answerQuestion(world, caller, (state) => state.endpoints.values(), question, input);
    const state = network(world, caller);
    return { VpcEndpoints: items.map((endpoint) => shownEndpoint(state, caller, endpoint)), ...next };
  },
};
