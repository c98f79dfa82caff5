import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import type { DesiredApp } from '../../src/desired-state/desired.ts';
import { desiredApp } from '../../src/desired-state/desired-app.ts';
import { problemText } from '../../src/desired-state/problem-text.ts';
import { readDocument } from '../../src/desired-state/read-document.ts';
import { addNetwork } from '../../src/simulator/ec2/network.ts';
import { addCluster } from '../../src/simulator/ecs/clusters.ts';
import { addLoadBalancer } from '../../src/simulator/elbv2/add-load-balancer.ts';
import { addRole } from '../../src/simulator/iam/roles.ts';
import { addSecret } from '../../src/simulator/secrets.ts';
import type { Where } from '../../src/simulator/where.ts';
import { type Stage, where } from './stage.ts';

/** What a platform team has before it writes its first document: a network, a load balancer, a cluster, roles, secrets, repositories. */

export interface Surroundings {
  readonly app: DesiredApp;
  readonly stored: string;
  readonly dnsName: string;
}

export function readStored(
  text: string,
  file: string,
  readFile?: (path: string) => string | undefined,
): { app: DesiredApp; stored: string } {
  const read = readDocument({ text, file, ...(readFile === undefined ? {} : { readFile }) });
  if (!read.ok) throw new Error(read.problems.map(problemText).join('\n'));
  return { app: desiredApp(read.document), stored: read.stored };
}

export async function prepare(
  stage: Stage,
  text: string,
  file: string,
  readFile?: (path: string) => string | undefined,
): Promise<Surroundings> {
  const { app, stored } = readStored(text, file, readFile);
  const { world } = stage.simulator;
  const at = { account: app.account, region: app.region };
  const shapes = app.services.map(({ service }) => service.networkConfiguration?.awsvpcConfiguration);
  const subnets = [...new Set(shapes.flatMap((shape) => shape?.subnets ?? []))];
  const zones = ['a', 'b', 'c'];
  addNetwork(world, at, {
    vpcId: 'vpc-0a1b2c3d4e5f60718',
    subnets: subnets.map((id, index) => ({
      id,
      zone: `${at.region}${zones[index % zones.length]}`,
      cidr: `10.0.${index}.0/24`,
      internet: 'nat-gateway' as const,
    })),
    securityGroups: [...new Set(shapes.flatMap((shape) => shape?.securityGroups ?? []))],
  });
  addCluster(world, at, app.cluster);
  const listenerArn = app.services.flatMap(({ rules }) => rules)[0]?.listenerArn;
  const balancer =
    listenerArn === undefined
      ? undefined
      : addLoadBalancer(world, at, {
          name: listenerArn.split('/')[2] ?? 'lb',
          vpcId: 'vpc-0a1b2c3d4e5f60718',
          subnets,
          listenerPort: 80,
          listenerArn,
        });
  for (const service of app.services) {
    for (const role of [service.taskDefinition.executionRoleArn, service.taskDefinition.taskRoleArn])
      if (role !== undefined) addRole(world, at.account, role);
    for (const { valueFrom } of service.taskDefinition.containerDefinitions?.flatMap(({ secrets }) => secrets ?? []) ??
      [])
      addSecret(world, at, valueFrom ?? '');
    await repositories(stage, service, at);
  }
  return { app, stored, dnsName: balancer?.dnsName ?? '' };
}

/** Repositories that the document does not make. */
export async function repositories(
  stage: Stage,
  service: DesiredApp['services'][number],
  at: Where = where,
): Promise<void> {
  const ours = new Set(service.repositories.map(({ input }) => input.repositoryName));
  for (const { registry, repository } of service.images) {
    if (registry.kind !== 'ecr' || registry.account !== at.account || ours.has(repository)) continue;
    await stage
      .as('bootstrap', at)
      .ecr.send(new CreateRepositoryCommand({ repositoryName: repository }))
      .catch((error: unknown) => {
        if ((error as { name?: string }).name !== 'RepositoryAlreadyExistsException') throw error;
      });
  }
}
