import {
  CreateVpc$,
  type CreateVpcCommandInput,
  type CreateVpcCommandOutput,
  DescribeVpcs$,
  type DescribeVpcsCommandInput,
  type DescribeVpcsCommandOutput,
  type Vpc,
} from '@aws-sdk/client-ec2';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { addVpc, fixedHex } from './build.ts';
import { parseBlock } from './cidr.ts';
import { answerQuestion, changes, type Ec2Operation, reads, shownTags } from './ec2-operation.ts';
import type { FilterTable } from './filters.ts';
import { network } from './network.ts';
import type { Ec2State, VpcRecord } from './state.ts';
import { acceptTags } from './tags.ts';

/** As DescribeVpcs answers it. */
function shownVpc(state: Ec2State, where: Where, vpc: VpcRecord): Vpc {
  return {
    OwnerId: where.account,
    InstanceTenancy: 'default',
    CidrBlockAssociationSet: [
      {
        AssociationId: `vpc-cidr-assoc-0${fixedHex(vpc.id)}`,
        CidrBlock: vpc.cidr,
        CidrBlockState: { State: 'associated' },
      },
    ],
    IsDefault: vpc.isDefault,
    Tags: shownTags(state, vpc.id),
    VpcId: vpc.id,
    State: 'available',
    CidrBlock: vpc.cidr,
    DhcpOptionsId: `dopt-0${fixedHex(`${where.account}/${where.region}/dhcp`)}`,
  };
}

/** Both spellings of `is-default` are AWS' own. */
const filters: FilterTable<VpcRecord> = {
  'vpc-id': (vpc) => [vpc.id],
  cidr: (vpc) => [vpc.cidr],
  'cidr-block-association.cidr-block': (vpc) => [vpc.cidr],
  'is-default': (vpc) => [String(vpc.isDefault)],
  isDefault: (vpc) => [String(vpc.isDefault)],
  state: () => ['available'],
};

/** EC2 writes «vpc» in lower case here. */
export function vpcNotFound(id: string): AwsError {
  return new AwsError('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`);
}

/** The default VPC is always there. */
export const describeVpcs: Ec2Operation<DescribeVpcsCommandInput, DescribeVpcsCommandOutput> = {
  ...reads,
  name: 'ec2:DescribeVpcs',
  schema: DescribeVpcs$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:DescribeVpcs', input, ['Filters', 'VpcIds', 'NextToken', 'MaxResults']);
    const question = {
      operation: 'ec2:DescribeVpcs',
      ids: input.VpcIds,
      idOf: (vpc: VpcRecord) => vpc.id,
      notFound: vpcNotFound,
      filters,
    };
    const { items, next } = answerQuestion(world, caller, (state) => state.vpcs.values(), question, input);
    const state = network(world, caller);
    return { Vpcs: items.map((vpc) => shownVpc(state, caller, vpc)), ...next };
  },
};

/** From /16 to /28, with a main route table that leads nowhere and a default security group. */
export const createVpc: Ec2Operation<CreateVpcCommandInput, CreateVpcCommandOutput> = {
  ...changes,
  name: 'ec2:CreateVpc',
  schema: CreateVpc$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:CreateVpc', input, ['CidrBlock', 'TagSpecifications']);
    const cidr = input.CidrBlock ?? '';
    const size = parseBlock(cidr)?.size ?? 0;
    if (size === 0) throw new AwsError('InvalidParameterValue', `Value (${cidr}) for parameter cidrBlock is invalid.`);
    if (size < 16 || size > 65_536) throw new AwsError('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
    const state = network(world, caller);
    const tags = acceptTags(input.TagSpecifications, 'vpc');
    const vpc = { id: `vpc-0${world.random.hex(16)}`, cidr, isDefault: false };
    addVpc(state, vpc, 'none');
    state.tags.set(vpc.id, tags);
    return { Vpc: shownVpc(state, caller, vpc) };
  },
};
