import { ref, sub } from '../intrinsics.ts';
import type { Resource, Value } from '../template-shape.ts';
import { made } from './kept.ts';

const zones = { A: 0, B: 1 } as const;
type Zone = keyof typeof zones;

/** A VPC over two availability zones: public subnets for the load balancer, private ones for tasks. */
export function network(): Readonly<Record<string, Resource>> {
  return {
    Vpc: made(
      'AWS::EC2::VPC',
      { CidrBlock: cidr('0.0/16'), EnableDnsHostnames: true, EnableDnsSupport: true },
      'ecs-steward',
    ),
    InternetGateway: made('AWS::EC2::InternetGateway', {}, 'ecs-steward'),
    InternetAttachment: made('AWS::EC2::VPCGatewayAttachment', {
      VpcId: ref('Vpc'),
      InternetGatewayId: ref('InternetGateway'),
    }),
    PublicSubnetA: subnet('public', 'A', '0.0/20'),
    PublicSubnetB: subnet('public', 'B', '16.0/20'),
    PrivateSubnetA: subnet('private', 'A', '128.0/20'),
    PrivateSubnetB: subnet('private', 'B', '144.0/20'),
    PublicRoutes: routeTable('public'),
    PrivateRoutes: routeTable('private'),
    PublicRouteOut: {
      ...made('AWS::EC2::Route', {
        RouteTableId: ref('PublicRoutes'),
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: ref('InternetGateway'),
      }),
      DependsOn: ['InternetAttachment'],
    },
    PublicSubnetARoutes: association('PublicSubnetA', 'PublicRoutes'),
    PublicSubnetBRoutes: association('PublicSubnetB', 'PublicRoutes'),
    PrivateSubnetARoutes: association('PrivateSubnetA', 'PrivateRoutes'),
    PrivateSubnetBRoutes: association('PrivateSubnetB', 'PrivateRoutes'),
  };
}

/** `0.0/16` → `10.20.0.0/16` with the network's own prefix. */
export function cidr(rest: string): Value {
  return sub(`\${NetworkPrefix}.${rest}`);
}

/** Nothing gets a public address by itself: load balancer and NAT have theirs. */
function subnet(kind: 'public' | 'private', zone: Zone, rest: string): Resource {
  return made(
    'AWS::EC2::Subnet',
    {
      VpcId: ref('Vpc'),
      AvailabilityZone: { 'Fn::Select': [zones[zone], { 'Fn::GetAZs': '' }] },
      CidrBlock: cidr(rest),
      MapPublicIpOnLaunch: false,
    },
    `ecs-steward ${kind} ${zone.toLowerCase()}`,
  );
}

function routeTable(kind: 'public' | 'private'): Resource {
  return made('AWS::EC2::RouteTable', { VpcId: ref('Vpc') }, `ecs-steward ${kind}`);
}

function association(subnetId: string, routes: string): Resource {
  return made('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref(subnetId), RouteTableId: ref(routes) });
}
