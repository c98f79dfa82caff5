import {
  type CreateServiceCommandInput,
  type Deployment,
  type DescribeServicesCommandOutput,
  ECSClient,
  type Service,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import type { Fill } from './gaps.ts';
import { connection } from './surroundings.ts';

/** The SDK's own client, with a middleware that puts in what moto leaves out. */
export function createEcsClient(endpoint: string, fill: Fill): ECSClient {
  const client = new ECSClient(connection(endpoint));
  const plain = new ECSClient(connection(endpoint));
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (context.commandName === 'CreateServiceCommand')
        await sendDroppedAgain(plain, args.input as CreateServiceCommandInput, fill);
      if (context.commandName !== 'DescribeServicesCommand') return result;
      const output = result.output as DescribeServicesCommandOutput;
      const services = (output.services ?? []).map((service) => withDeployment(withTasks(service, fill), fill));
      return { ...result, output: { ...output, services } };
    },
    { step: 'initialize', name: 'gapsOfMoto' },
  );
  return client;
}

/** All tasks run at once: how they come up is the simulator's matter, not this test's. */
function withTasks(service: Service, fill: Fill): Service {
  const count = service.status === 'ACTIVE' ? (service.desiredCount ?? 0) : 0;
  if (service.runningCount === count && service.pendingCount === 0) return service;
  fill('no tasks');
  return { ...service, runningCount: count, pendingCount: 0 };
}

/** One PRIMARY deployment of what the service runs now, completed. */
function withDeployment(service: Service, fill: Fill): Service {
  const [shown] = service.deployments ?? [];
  if (shown === undefined || service.status !== 'ACTIVE') return service;
  const { taskDefinition, desiredCount, runningCount } = service;
  if (shown.taskDefinition !== taskDefinition) fill('deployment of an old revision');
  if (shown.rolloutState !== 'COMPLETED') fill('deployment never ends');
  const completed: Deployment = {
    ...shown,
    taskDefinition,
    desiredCount,
    runningCount,
    pendingCount: 0,
    rolloutState: 'COMPLETED',
    rolloutStateReason: `ECS deployment ${shown.id} completed.`,
  };
  return { ...service, deployments: [completed] };
}

/** As moto 5.2.5 has it: what its CreateService reads none of. */
const dropped = [
  'availabilityZoneRebalancing',
  'capacityProviderStrategy',
  'deploymentConfiguration',
  'enableECSManagedTags',
  'enableExecuteCommand',
  'healthCheckGracePeriodSeconds',
  'placementConstraints',
  'placementStrategy',
] as const satisfies readonly (keyof CreateServiceCommandInput & keyof UpdateServiceCommandInput)[];

async function sendDroppedAgain(ecs: ECSClient, sent: CreateServiceCommandInput, fill: Fill): Promise<void> {
  const again = Object.fromEntries(
    dropped.filter((name) => sent[name] !== undefined).map((name) => [name, sent[name]]),
  );
  if (Object.keys(again).length === 0) return;
  fill('CreateService drops fields');
  await ecs.send(new UpdateServiceCommand({ cluster: sent.cluster, service: sent.serviceName, ...again }));
}
