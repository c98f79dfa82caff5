import { attribute, ref, sub } from '../intrinsics.ts';
import type { Foundation } from '../stack-options.ts';
import type { Resource } from '../template-shape.ts';
import { made } from './kept.ts';

/** Pulling an image and writing a log, from a subnet without internet (ECR User Guide, «Amazon ECR interface VPC endpoints»). */
const SERVICES = { EcrApi: 'ecr.api', EcrDocker: 'ecr.dkr', Logs: 'logs' } as const;

/** How tasks get out. The way to S3, where ECR keeps the layers, costs nothing and is always there. */
export function egress({ egress: how }: Foundation): Readonly<Record<string, Resource>> {
  const s3 = made('AWS::EC2::VPCEndpoint', {
    VpcId: ref('Vpc'),
    ServiceName: sub('com.amazonaws.${AWS::Region}.s3'),
    VpcEndpointType: 'Gateway',
    RouteTableIds: [ref('PrivateRoutes')],
  });
  return { S3Endpoint: s3, ...(how === 'nat' ? nat() : endpoints()) };
}

/** One gateway for both zones: half the price, and a zone that fails takes the way out of the other one with it. */
function nat(): Readonly<Record<string, Resource>> {
  return {
    NatAddress: { ...made('AWS::EC2::EIP', { Domain: 'vpc' }, 'ecs-steward nat'), DependsOn: ['InternetAttachment'] },
    NatGateway: made(
      'AWS::EC2::NatGateway',
      { AllocationId: attribute('NatAddress', 'AllocationId'), SubnetId: ref('PublicSubnetA') },
      'ecs-steward',
    ),
    PrivateRouteOut: made('AWS::EC2::Route', {
      RouteTableId: ref('PrivateRoutes'),
      DestinationCidrBlock: '0.0.0.0/0',
      NatGatewayId: ref('NatGateway'),
    }),
  };
}

function endpoints(): Readonly<Record<string, Resource>> {
  const group = made(
    'AWS::EC2::SecurityGroup',
    {
      GroupDescription: 'Endpoints of AWS services: HTTPS from the tasks.',
      VpcId: ref('Vpc'),
      SecurityGroupIngress: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          SourceSecurityGroupId: attribute('TaskSecurityGroup', 'GroupId'),
          Description: 'tasks',
        },
      ],
    },
    'ecs-steward endpoints',
  );
  const each = Object.entries(SERVICES).map(([id, service]) => [
    `${id}Endpoint`,
    made('AWS::EC2::VPCEndpoint', {
      VpcId: ref('Vpc'),
      ServiceName: sub(`com.amazonaws.\${AWS::Region}.${service}`),
      VpcEndpointType: 'Interface',
      PrivateDnsEnabled: true,
      SubnetIds: [ref('PrivateSubnetA'), ref('PrivateSubnetB')],
      SecurityGroupIds: [attribute('EndpointSecurityGroup', 'GroupId')],
    }),
  ]);
  return { EndpointSecurityGroup: group, ...Object.fromEntries(each) };
}
