import {
  DescribeServiceDeployments$,
  type DescribeServiceDeploymentsCommandInput,
  type DescribeServiceDeploymentsCommandOutput,
  ListServiceDeployments$,
  type ListServiceDeploymentsCommandInput,
  type ListServiceDeploymentsCommandOutput,
} from '@aws-sdk/client-ecs';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed, pageSize, within } from './ecs-operation.ts';
import {
  clusterArn,
  clusterName,
  findCluster,
  findService,
  partsOf,
  serviceDeploymentArn,
  serviceNotFound,
  serviceRevisionArn,
} from './names.ts';
import { paged } from './paging.ts';
import { shownServiceDeployment } from './shown-service-deployment.ts';
import { type EcsState, ecsState, type ServiceDeploymentRecord, type ServiceRecord } from './state.ts';

/** Newest first. */
export const listServiceDeployments: EcsOperation<
  ListServiceDeploymentsCommandInput,
  ListServiceDeploymentsCommandOutput
> = {
  name: 'ecs:ListServiceDeployments',
  schema: ListServiceDeployments$,
  effect: 'read',
  buckets: buckets.deployment,
  facts: ['§2.4', '§2.6'],
  limits: [needed('service'), pageSize],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const service = findService(state, cluster, input.service);
    if (service === undefined) throw serviceNotFound();
    const { page, rest } = paged(
      service.past.filter((past) => wanted(past, input)),
      input,
    );
    const serviceDeployments = page.map((past) => ({
      serviceDeploymentArn: serviceDeploymentArn(caller, service, past.arnId),
      serviceArn: service.arn,
      clusterArn: clusterArn(caller, cluster),
      createdAt: new Date(past.createdAt),
      status: past.status,
      targetServiceRevisionArn: serviceRevisionArn(caller, service, past.id),
      ...(past.startedAt === undefined ? {} : { startedAt: new Date(past.startedAt) }),
      ...(past.finishedAt === undefined ? {} : { finishedAt: new Date(past.finishedAt) }),
      ...(past.statusReason === undefined ? {} : { statusReason: past.statusReason }),
    }));
    return { serviceDeployments, ...rest };
  },
};

function wanted(past: ServiceDeploymentRecord, { status = [], createdAt }: ListServiceDeploymentsCommandInput) {
  const after = createdAt?.after?.getTime() ?? Number.NEGATIVE_INFINITY;
  const before = createdAt?.before?.getTime() ?? Number.POSITIVE_INFINITY;
  return past.createdAt > after && past.createdAt < before && (status.length === 0 || status.includes(past.status));
}

/** The service and its deployment that an ARN `…:service-deployment/C/S/ID` names. */
export function findServiceDeployment(
  state: EcsState,
  arn: string | undefined,
): { service: ServiceRecord; past: ServiceDeploymentRecord } | undefined {
  const [kind, cluster = '', name = '', id] = partsOf(arn);
  const service = kind === 'service-deployment' ? findService(state, cluster, name) : undefined;
  const past = service?.past.find(({ arnId }) => arnId === id);
  return service === undefined || past === undefined ? undefined : { service, past };
}

export const describeServiceDeployments: EcsOperation<
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceDeploymentsCommandOutput
> = {
  name: 'ecs:DescribeServiceDeployments',
  schema: DescribeServiceDeployments$,
  effect: 'read',
  buckets: buckets.deployment,
  facts: ['§2.4', '§2.6'],
  limits: [needed('serviceDeploymentArns'), within('serviceDeploymentArns', 1, 20)],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const arns = input.serviceDeploymentArns ?? [];
    const found = arns.map((arn) => findServiceDeployment(state, arn));
    return {
      serviceDeployments: found.flatMap((one) =>
        one === undefined ? [] : [shownServiceDeployment(world, caller, one.service, one.past)],
      ),
      failures: arns.filter((_arn, index) => found[index] === undefined).map((arn) => ({ arn, reason: 'MISSING' })),
    };
  },
};
