import { isDeepStrictEqual } from 'node:util';
import {
  CreateLoadBalancer$,
  type CreateLoadBalancerCommandInput,
  type CreateLoadBalancerCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { network } from '../ec2/network.ts';
import type { SubnetRecord } from '../ec2/state.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { newLoadBalancerArn } from './arns.ts';
import { oneOf, required, tagBounds } from './bounds.ts';
import { builds, type ElbOperation, invalid, unknownValue } from './elb-operation.ts';
import { defaultLoadBalancerAttributes } from './load-balancer-attributes.ts';
import { shownLoadBalancer } from './load-balancers.ts';
import { checkName } from './names.ts';
import { quotas } from './quotas.ts';
import { elbState, type LoadBalancerRecord } from './state.ts';
import { acceptTags } from './tags.ts';

const operation = 'elasticloadbalancing:CreateLoadBalancer';
const mostLoadBalancers = quotas['application-load-balancers'];

/** `active` after two to three minutes. The same settings under the same name answer the one that is there. */
export const createLoadBalancer: ElbOperation<CreateLoadBalancerCommandInput, CreateLoadBalancerCommandOutput> = {
  ...builds,
  name: operation,
  schema: CreateLoadBalancer$,
  limits: [
    required('Name'),
    oneOf('Scheme', ['internet-facing', 'internal']),
    oneOf('Type', ['application', 'network', 'gateway']),
    ...tagBounds,
  ],
  facts: ['§4.5'],
  run(world, caller, input) {
    const implemented = ['Name', 'Subnets', 'SecurityGroups', 'Scheme', 'Tags', 'Type', 'IpAddressType'];
    refuseOthers(operation, input, implemented);
    const state = world.state(elbState, caller);
    const settings = settingsOf(world, caller, input);
    const tags = acceptTags(input.Tags);
    const present = [...state.loadBalancers.values()].find((one) => one.name === settings.name);
    if (present !== undefined) {
      if (!sameSettings(present, settings))
        throw new AwsError(
          'DuplicateLoadBalancerName',
          `A load balancer with the same name '${settings.name}' exists, but with different settings`,
        );
      return { LoadBalancers: [shownLoadBalancer(present, world.clock.now())] };
    }
    if (state.loadBalancers.size >= mostLoadBalancers)
      throw new AwsError('TooManyLoadBalancers', `The maximum number of load balancers is ${mostLoadBalancers}`);
    const activeFrom = world.clock.now() + world.random.between(120_000, 180_000);
    const made = newLoadBalancer(world, caller, settings, { activeFrom });
    state.tags.set(made.arn, tags);
    return { LoadBalancers: [shownLoadBalancer(made, world.clock.now())] };
  },
};

type Settings = Pick<LoadBalancerRecord, 'name' | 'scheme' | 'vpcId' | 'ipAddressType' | 'subnets' | 'securityGroups'>;

function sameSettings(present: LoadBalancerRecord, settings: Settings): boolean {
  const { name, scheme, vpcId, ipAddressType, subnets, securityGroups } = present;
  return isDeepStrictEqual({ name, scheme, vpcId, ipAddressType, subnets, securityGroups }, settings);
}

/** Puts a load balancer into the world. Its DNS name holds a number that nobody can guess, as AWS' do. */
export function newLoadBalancer(
  world: World,
  where: Where,
  settings: Settings,
  given: { readonly activeFrom: number; readonly arn?: string },
): LoadBalancerRecord {
  const host = `${settings.scheme === 'internal' ? 'internal-' : ''}${settings.name}-${world.random.digits(10)}`;
  const made: LoadBalancerRecord = {
    ...settings,
    arn: given.arn ?? newLoadBalancerArn(where, settings.name, world.random),
    dnsName: `${host}.${where.region}.elb.amazonaws.com`,
    createdAt: world.clock.now(),
    activeFrom: given.activeFrom,
    attributes: defaultLoadBalancerAttributes(),
  };
  world.state(elbState, where).loadBalancers.set(made.arn, made);
  return made;
}

/** What is asked for, after defaults; refuses what AWS refuses. */
function settingsOf(world: World, where: Where, input: CreateLoadBalancerCommandInput): Settings {
  const name = input.Name ?? '';
  checkName('Load balancer', name);
  if (name.startsWith('internal-')) throw invalid(`Load balancer name '${name}' cannot begin with 'internal-'`);
  const { Type = 'application', IpAddressType = 'ipv4', Scheme: scheme = 'internet-facing' } = input;
  if (Type !== 'application') throw unknownValue(operation, `Type '${Type}'`);
  if (IpAddressType !== 'ipv4') throw unknownValue(operation, `IpAddressType '${IpAddressType}'`);
  const subnets = (input.Subnets ?? []).map((id) => subnetOf(world, where, id));
  const vpcId = vpcOf(subnets);
  if (scheme === 'internet-facing') checkGateway(world, where, vpcId);
  return {
    name,
    scheme,
    vpcId,
    ipAddressType: 'ipv4',
    subnets: subnets.map(({ id, zone }) => ({ id, zone })),
    securityGroups: groupsOf(world, where, vpcId, input.SecurityGroups),
  };
}

function subnetOf(world: World, where: Where, id: string): SubnetRecord {
  const subnet = network(world, where).subnets.get(id);
  if (subnet === undefined) throw new AwsError('SubnetNotFound', `The subnet ID '${id}' is not found`);
  return subnet;
}

/** One subnet a zone, two zones at least, one VPC. */
function vpcOf(subnets: readonly SubnetRecord[]): string {
  const zones = new Set(subnets.map((subnet) => subnet.zone));
  if (zones.size < subnets.length)
    throw new AwsError(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  const [first, ...others] = subnets;
  if (first === undefined || others.length === 0)
    throw invalid('At least two subnets in two different Availability Zones must be specified');
  if (others.some((subnet) => subnet.vpcId !== first.vpcId))
    throw new AwsError('InvalidConfigurationRequest', 'All subnets must belong to the same VPC');
  return first.vpcId;
}

/** A load balancer that faces the internet needs a way there. */
function checkGateway(world: World, where: Where, vpcId: string): void {
  const tables = [...network(world, where).routeTables.values()].filter((table) => table.vpcId === vpcId);
  if (!tables.some((table) => table.routes.some((route) => route.target.startsWith('igw-'))))
    throw new AwsError('InvalidSubnet', `VPC ${vpcId} has no internet gateway`);
}

/** None named: the VPC's default group. */
function groupsOf(world: World, where: Where, vpcId: string, given: readonly string[] | undefined): string[] {
  const known = [...network(world, where).securityGroups.values()].filter((group) => group.vpcId === vpcId);
  const ids = given ?? known.filter((group) => group.name === 'default').map((group) => group.id);
  for (const id of ids)
    if (!known.some((group) => group.id === id))
      throw new AwsError('InvalidSecurityGroup', `Security group '${id}' does not exist in the VPC '${vpcId}'`);
  return [...ids];
}
