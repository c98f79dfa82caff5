import type { Stage } from '../scripts/stage/stage.ts';
import { where } from '../scripts/stage/stage.ts';
import { readStored, repositories } from '../scripts/stage/surroundings.ts';
import type { DesiredApp } from '../src/desired-state/desired.ts';
import { goodBehaviour } from '../src/simulator/behaviour.ts';
import { addNetwork } from '../src/simulator/ec2/network.ts';
import { pushImage } from '../src/simulator/ecr/images.ts';
import { addCluster } from '../src/simulator/ecs/clusters.ts';
import { addLoadBalancer } from '../src/simulator/elbv2/add-load-balancer.ts';
import { addRole } from '../src/simulator/iam/roles.ts';

/** Apps as a bench needs them: alternately two and three services, all in one cluster, forty behind each listener. */

export interface FleetMember {
  readonly app: DesiredApp;
  readonly stored: string;
}

export const CLUSTER = 'fleet';
const VPC = 'vpc-0a1b2c3d4e5f60718';
const SUBNETS = ['subnet-0a11aa22bb33cc44d', 'subnet-0f55ee66dd77cc88b'];
const GROUP = 'sg-0123456789abcdef0';
/** Two rules an app; a load balancer has 100 at most. */
const APPS_OF_LISTENER = 40;

function listener(index: number): string {
  const number = Math.floor(index / APPS_OF_LISTENER) + 1;
  const id = number.toString(16).padStart(4, '0');
  return `arn:aws:elasticloadbalancing:${where.region}:${where.account}:listener/app/bench-${number}/50dc6c495c0c${id}/f2f7dc8efc52${id}`;
}

function served(app: string, service: string) {
  return {
    image: `${app}/${service}:latest`,
    port: 8080,
    cpu: 256,
    memory: 512,
    routes: [{ path: `/${app}/${service}/*` }],
    healthCheck: { path: `/${app}/${service}/health` },
    smokeTest: { path: `/${app}/${service}/health`, text: 'ok' },
  };
}

function document(index: number): object {
  const app = `app-${String(index + 1).padStart(3, '0')}`;
  const jobs = { image: `${app}/jobs:latest`, cpu: 256, memory: 512, count: 1 };
  return {
    app,
    account: where.account,
    region: where.region,
    cluster: CLUSTER,
    network: { subnets: SUBNETS, securityGroups: [GROUP] },
    loadBalancer: { listener: listener(index) },
    services: {
      api: { ...served(app, 'api'), scaling: { min: 2, max: 4, cpu: 70 } },
      web: { ...served(app, 'web'), count: 2 },
      ...(index % 2 === 1 ? { jobs } : {}),
    },
  };
}

/** What is there before the first document: network, cluster, load balancers, roles, repositories, images. */
export async function prepareFleet(stage: Stage, apps: number): Promise<FleetMember[]> {
  const { world } = stage.simulator;
  addNetwork(world, where, {
    vpcId: VPC,
    subnets: SUBNETS.map((id, index) => ({
      id,
      zone: `${where.region}${'ab'[index]}`,
      cidr: `10.0.${index * 16}.0/20`,
      internet: 'nat-gateway' as const,
    })),
    securityGroups: [GROUP],
  });
  addCluster(world, where, CLUSTER);
  const fleet = Array.from({ length: apps }, (_item, index) =>
    readStored(JSON.stringify(document(index)), `app-${index + 1}.json`),
  );
  for (let index = 0; index < apps; index += APPS_OF_LISTENER) {
    const listenerArn = listener(index);
    const name = listenerArn.split('/')[2] ?? '';
    addLoadBalancer(world, where, { name, vpcId: VPC, subnets: SUBNETS, listenerPort: 80, listenerArn });
  }
  for (const { app } of fleet) await prepareServices(stage, app);
  return fleet;
}

async function prepareServices(stage: Stage, app: DesiredApp): Promise<void> {
  const { world } = stage.simulator;
  const behaviour = { ...goodBehaviour(), answer: { default: { status: 200, body: 'ok' } } };
  for (const service of app.services) {
    for (const role of [service.taskDefinition.executionRoleArn, service.taskDefinition.taskRoleArn])
      if (role !== undefined) addRole(world, where.account, role);
    await repositories(stage, service);
    for (const { repository } of service.images) pushImage(world, where, { repository, tag: 'latest', behaviour });
  }
}

export async function store(stage: Stage, { app, stored }: FleetMember): Promise<void> {
  const result = await stage.documents.put({
    app: app.app,
    text: stored,
    by: 'bench',
    comment: 'the first version',
    expectedVersion: 0,
    now: stage.now,
  });
  if (!result.ok || result.value.is !== 'stored')
    throw new Error(`${app.app} was not stored: ${JSON.stringify(result)}`);
}
