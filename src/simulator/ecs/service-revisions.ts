import {
  DescribeServiceRevisions$,
  type DescribeServiceRevisionsCommandInput,
  type DescribeServiceRevisionsCommandOutput,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed, within } from './ecs-operation.ts';
import { clusterArn, findRevision, findService, partsOf, serviceRevisionArn } from './names.ts';
import { launchOf, networkOf } from './shown-service.ts';
import { type EcsState, ecsState, type ServiceRecord, type ServiceRevisionRecord } from './state.ts';

/** What one deployment meant, with the digests that its tags led to. */
export const describeServiceRevisions: EcsOperation<
  DescribeServiceRevisionsCommandInput,
  DescribeServiceRevisionsCommandOutput
> = {
  name: 'ecs:DescribeServiceRevisions',
  schema: DescribeServiceRevisions$,
  effect: 'read',
  buckets: buckets.revision,
  facts: ['§2.2', '§2.4', '§2.5'],
  limits: [needed('serviceRevisionArns'), within('serviceRevisionArns', 1, 20)],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const arns = input.serviceRevisionArns ?? [];
    const found = arns.map((arn) => findServiceRevision(state, arn));
    return {
      serviceRevisions: found.flatMap((one) =>
        one === undefined ? [] : [shown(world, caller, one.service, one.revision)],
      ),
      failures: arns.filter((_arn, index) => found[index] === undefined).map((arn) => ({ arn, reason: 'MISSING' })),
    };
  },
};

function findServiceRevision(
  state: EcsState,
  arn: string,
): { service: ServiceRecord; revision: ServiceRevisionRecord } | undefined {
  const [kind, cluster = '', name = '', digits] = partsOf(arn);
  const service = kind === 'service-revision' ? findService(state, cluster, name) : undefined;
  const revision = service?.revisions.find(({ id }) => id === `ecs-svc/${digits}`);
  return service === undefined || revision === undefined ? undefined : { service, revision };
}

function shown(
  world: World,
  where: Where,
  service: ServiceRecord,
  { id, taskDefinition, shape, createdAt, digests }: ServiceRevisionRecord,
): ServiceRevision {
  const definition = findRevision(world.state(ecsState, where), taskDefinition)?.definition;
  const { serviceConnectConfiguration, volumeConfigurations } = shape;
  return structuredClone({
    serviceRevisionArn: serviceRevisionArn(where, service, id),
    serviceArn: service.arn,
    clusterArn: clusterArn(where, service.cluster),
    taskDefinition,
    ...launchOf(shape),
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    loadBalancers: shape.loadBalancers ?? [],
    serviceRegistries: shape.serviceRegistries ?? [],
    ...networkOf(shape),
    containerImages: (definition?.containerDefinitions ?? []).map(({ name = '', image }) => ({
      containerName: name,
      image,
      ...(digests[name] === undefined ? {} : { imageDigest: digests[name] }),
    })),
    guardDutyEnabled: false,
    createdAt: new Date(createdAt),
    ...(serviceConnectConfiguration === undefined ? {} : { serviceConnectConfiguration }),
    ...(volumeConfigurations === undefined ? {} : { volumeConfigurations }),
  });
}
