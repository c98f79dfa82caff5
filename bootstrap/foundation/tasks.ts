import { attribute, ref } from '../intrinsics.ts';
import { names } from '../names.ts';
import type { StackOptions } from '../stack-options.ts';
import type { Resource } from '../template-shape.ts';
import { made } from './kept.ts';

/** Where tasks run: the cluster, and who may talk to them. */
export function tasks({ vpc }: StackOptions): Readonly<Record<string, Resource>> {
  return {
    Cluster: made('AWS::ECS::Cluster', {
      ClusterName: names.cluster,
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
    }),
    TaskSecurityGroup: made(
      'AWS::EC2::SecurityGroup',
      {
        GroupDescription: 'Tasks of the apps: from the load balancer only.',
        VpcId: ref('Vpc'),
        SecurityGroupIngress: [
          {
            IpProtocol: 'tcp',
            FromPort: 1,
            ToPort: 65535,
            SourceSecurityGroupId: attribute('LoadBalancerSecurityGroup', 'GroupId'),
            Description: 'load balancer',
          },
        ],
      },
      'ecs-steward tasks',
    ),
    ...(vpc ? { FunctionSecurityGroup: functionGroup() } : {}),
  };
}

/** The functions answer nobody: they only call. */
function functionGroup(): Resource {
  return made(
    'AWS::EC2::SecurityGroup',
    { GroupDescription: 'Functions of ecs-steward: no way in.', VpcId: ref('Vpc') },
    'ecs-steward functions',
  );
}
