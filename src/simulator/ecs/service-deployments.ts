import {
  ListServiceDeployments$,
  type ListServiceDeploymentsCommandInput,
  type ListServiceDeploymentsCommandOutput,
  StopServiceDeployment$,
  type StopServiceDeploymentCommandInput,
  type StopServiceDeploymentCommandOutput,
} from '@aws-sdk/client-ecs';
import { AwsError, type Operation } from '../operation.ts';
import { arn, buckets, clusterArn, clusterName, findCluster, findService, invalid, lastPart } from './names.ts';
import { paged } from './paging.ts';
import { failDeployment, pastOf, stoppedByUser } from './scheduler/deployments.ts';
import { ecsState } from './state.ts';

type Answer<Output> = Omit<Output, '$metadata'>;

/** Newest first (aws-facts §2.4, §2.6). */
export const listServiceDeployments: Operation<
  ListServiceDeploymentsCommandInput,
  Answer<ListServiceDeploymentsCommandOutput>
> = {
  name: 'ecs:ListServiceDeployments',
  schema: ListServiceDeployments$,
  effect: 'read',
  buckets: buckets.deployment,
  facts: ['§2.4', '§2.6'],
  limits: [],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const service = findService(state, cluster, input.service);
    if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    const after = input.createdAt?.after?.getTime() ?? 0;
    const before = input.createdAt?.before?.getTime() ?? Number.POSITIVE_INFINITY;
    const wanted = service.past.filter(
      ({ createdAt, status }) =>
        createdAt > after &&
        createdAt < before &&
        (input.status === undefined || input.status.length === 0 || input.status.includes(status)),
    );
    const { page, nextToken } = paged(wanted, input.maxResults ?? 100, input.nextToken);
    return {
      serviceDeployments: page.map((past) => {
        const digits = past.id.slice('ecs-svc/'.length);
        return {
          serviceDeploymentArn: arn(caller, `service-deployment/${cluster}/${service.name}/${digits}`),
          serviceArn: service.arn,
          clusterArn: clusterArn(caller, cluster),
          createdAt: new Date(past.createdAt),
          startedAt: new Date(past.createdAt),
          status: past.status,
          targetServiceRevisionArn: arn(caller, `service-revision/${cluster}/${service.name}/${digits}`),
          ...(past.finishedAt === undefined ? {} : { finishedAt: new Date(past.finishedAt) }),
          ...(past.statusReason === undefined ? {} : { statusReason: past.statusReason }),
        };
      }),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
};

/** Ends a running deployment by going back to the last completed one. */
export const stopServiceDeployment: Operation<
  StopServiceDeploymentCommandInput,
  Answer<StopServiceDeploymentCommandOutput>
> = {
  name: 'ecs:StopServiceDeployment',
  schema: StopServiceDeployment$,
  effect: 'write',
  buckets: buckets.deployment,
  facts: ['§2.4', '§2.6', '§8'],
  limits: [],
  run(world, caller, input) {
    if ((input.stopType ?? 'ROLLBACK') !== 'ROLLBACK') throw invalid('The stop type must be ROLLBACK.');
    const [, cluster = '', name = '', digits = ''] = lastPartsOf(input.serviceDeploymentArn ?? '');
    const service = findService(world.state(ecsState, caller), cluster, name);
    const past = service === undefined ? undefined : pastOf(service, `ecs-svc/${digits}`);
    if (service === undefined || past === undefined)
      throw new AwsError('ServiceDeploymentNotFoundException', 'The service deployment was not found.');
    const deployment = service.deployments.find(({ id }) => id === past.id);
    if (past.status !== 'IN_PROGRESS' || deployment === undefined)
      throw new AwsError('ConflictException', 'The service deployment is not in a state that can be stopped.');
    failDeployment(world, caller, service, deployment, true, stoppedByUser);
    return { serviceDeploymentArn: input.serviceDeploymentArn };
  },
};

/** `…:service-deployment/C/S/ID` */
function lastPartsOf(given: string): string[] {
  return lastPart(given) === given ? [] : given.split(':').slice(5).join(':').split('/');
}
