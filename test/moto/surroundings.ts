import { createHash } from 'node:crypto';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateClusterCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { tableShape } from '../../src/records/table.ts';

/** What a platform team has before it writes its first document, made in moto by the same API calls. */

export const where = { account: '210987654321', region: 'eu-central-1' } as const;
export const TABLE = 'ecs-steward';
export const CLUSTER = 'todo';
/** The other service's repository is made by the loop. */
const REPOSITORY = 'todo/web';

export interface Surroundings {
  readonly subnets: readonly string[];
  readonly securityGroup: string;
  readonly listenerArn: string;
}

/** Where moto listens, and as whom to call it. */
export function connection(endpoint: string) {
  return {
    endpoint,
    region: where.region,
    credentials: { accessKeyId: 'moto', secretAccessKey: 'moto' },
    maxAttempts: 1,
  };
}

export async function prepare(endpoint: string): Promise<Surroundings> {
  const config = connection(endpoint);
  await createTable(new DynamoDBClient(config));
  await new ECSClient(config).send(new CreateClusterCommand({ clusterName: CLUSTER }));
  await new ECRClient(config).send(new CreateRepositoryCommand({ repositoryName: REPOSITORY }));
  const network = await createNetwork(new EC2Client(config));
  const listenerArn = await createListener(new ElasticLoadBalancingV2Client(config), network);
  return { ...network, listenerArn };
}

async function createTable(dynamodb: DynamoDBClient): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      ...tableShape,
      TableName: TABLE,
    }),
  );
}

async function createNetwork(ec2: EC2Client): Promise<{ subnets: string[]; securityGroup: string }> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const subnets: string[] = [];
  for (const [index, zone] of ['a', 'b'].entries()) {
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: Vpc?.VpcId,
        CidrBlock: `10.0.${index}.0/24`,
        AvailabilityZone: `${where.region}${zone}`,
      }),
    );
    subnets.push(Subnet?.SubnetId ?? '');
  }
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId: Vpc?.VpcId, GroupName: 'todo', Description: 'todo' }),
  );
  return { subnets, securityGroup: GroupId };
}

async function createListener(
  elb: ElasticLoadBalancingV2Client,
  { subnets, securityGroup }: { subnets: string[]; securityGroup: string },
): Promise<string> {
  const { LoadBalancers } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'todo', Subnets: subnets, SecurityGroups: [securityGroup] }),
  );
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return Listeners?.[0]?.ListenerArn ?? '';
}

/** Pushes an image of its own content as `latest`; answers its digest. */
export async function push(endpoint: string, repositoryName: string, content: string): Promise<string> {
  const layer = {
    mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
    size: 1,
    digest: `sha256:${createHash('sha256').update(content).digest('hex')}`,
  };
  const { image } = await new ECRClient(connection(endpoint)).send(
    new PutImageCommand({
      repositoryName,
      imageTag: 'latest',
      imageManifest: JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        config: { ...layer, mediaType: 'application/vnd.docker.container.image.v1+json' },
        layers: [layer],
      }),
    }),
  );
  return image?.imageId?.imageDigest ?? '';
}
