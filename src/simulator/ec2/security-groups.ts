import {
  CreateSecurityGroup$,
  type CreateSecurityGroupCommandInput,
  type CreateSecurityGroupCommandOutput,
  DescribeSecurityGroups$,
  type DescribeSecurityGroupsCommandInput,
  type DescribeSecurityGroupsCommandOutput,
  type IpPermission,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { answerQuestion, changes, type Ec2Operation, reads, shownTags } from './ec2-operation.ts';
import type { FilterTable } from './filters.ts';
import { defaultNetwork, network } from './network.ts';
import type { Ec2State, SecurityGroupRecord } from './state.ts';
import { acceptTags } from './tags.ts';
import { vpcNotFound } from './vpcs.ts';

/** All protocols and ports. */
const everywhere: IpPermission = {
  IpProtocol: '-1',
  UserIdGroupPairs: [],
  IpRanges: [{ CidrIp: '0.0.0.0/0' }],
  Ipv6Ranges: [],
  PrefixListIds: [],
};

function arnOf(where: Where, id: string): string {
  return `arn:aws:ec2:${where.region}:${where.account}:security-group/${id}`;
}

function shownGroup(state: Ec2State, where: Where, group: SecurityGroupRecord): SecurityGroup {
  return {
    GroupId: group.id,
    IpPermissionsEgress: [structuredClone(everywhere)],
    Tags: shownTags(state, group.id),
    VpcId: group.vpcId,
    SecurityGroupArn: arnOf(where, group.id),
    OwnerId: where.account,
    GroupName: group.name,
    Description: group.description,
    IpPermissions: ingressOf(where, group),
  };
}

/** Single rules are not simulated, only these three. */
function ingressOf(where: Where, group: SecurityGroupRecord): IpPermission[] {
  switch (group.ingress) {
    case 'nobody':
      return [];
    case 'itself':
      return [{ ...everywhere, IpRanges: [], UserIdGroupPairs: [{ UserId: where.account, GroupId: group.id }] }];
    case 'anybody':
      return [structuredClone(everywhere)];
  }
}

const filters: FilterTable<SecurityGroupRecord> = {
  'group-id': (group) => [group.id],
  'group-name': (group) => [group.name],
  'vpc-id': (group) => [group.vpcId],
  description: (group) => [group.description],
};

/** By ids or filters; names alone are refused, since they mean the default VPC only. */
export const describeSecurityGroups: Ec2Operation<
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput
> = {
  ...reads,
  name: 'ec2:DescribeSecurityGroups',
  schema: DescribeSecurityGroups$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:DescribeSecurityGroups', input, ['Filters', 'GroupIds', 'NextToken', 'MaxResults']);
    const question = {
      operation: 'ec2:DescribeSecurityGroups',
      ids: input.GroupIds,
      idOf: (group: SecurityGroupRecord) => group.id,
      notFound: (id: string) => new AwsError('InvalidGroup.NotFound', `The security group '${id}' does not exist`),
      filters,
    };
    const { items, next } = answerQuestion(world, caller, (state) => state.securityGroups.values(), question, input);
    const state = network(world, caller);
    return { SecurityGroups: items.map((group) => shownGroup(state, caller, group)), ...next };
  },
};

/** Unique by name in its VPC. Lets nobody in until a rule says so; calls that add rules are not simulated. */
export const createSecurityGroup: Ec2Operation<CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput> = {
  ...changes,
  name: 'ec2:CreateSecurityGroup',
  schema: CreateSecurityGroup$,
  limits: [],
  run(world, caller, input) {
    refuseOthers('ec2:CreateSecurityGroup', input, ['Description', 'GroupName', 'VpcId', 'TagSpecifications']);
    const state = network(world, caller);
    const { GroupName: name = '', Description: description = '' } = input;
    const vpcId = input.VpcId ?? defaultNetwork(world, caller).vpcId;
    if (!state.vpcs.has(vpcId)) throw vpcNotFound(vpcId);
    if (name === '' || description === '')
      throw new AwsError('MissingParameter', 'The request must contain the parameters GroupName and GroupDescription');
    if ([...state.securityGroups.values()].some((group) => group.vpcId === vpcId && group.name === name))
      throw new AwsError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcId}'`);
    const tags = acceptTags(input.TagSpecifications, 'security-group');
    const id = `sg-0${world.random.hex(16)}`;
    state.securityGroups.set(id, { id, vpcId, name, description, ingress: 'nobody' });
    state.tags.set(id, tags);
    return { GroupId: id, Tags: shownTags(state, id), SecurityGroupArn: arnOf(caller, id) };
  },
};
