import type { ContainerDefinition, Task } from '@aws-sdk/client-ecs';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { arn, clusterArn, findRevision, tagList } from './names.ts';
import { ecsState, type TaskRecord } from './state.ts';

/** A task as DescribeTasks answers it (aws-facts §2.7). */
export function shownTask(world: World, where: Where, task: TaskRecord, withTags = false): Task {
  const definition = findRevision(world.state(ecsState, where), task.taskDefinition)?.definition;
  const date = (time: number | undefined) => (time === undefined ? undefined : new Date(time));
  const dated = { startedAt: date(task.startedAt), stoppingAt: date(task.stoppingAt), stoppedAt: date(task.stoppedAt) };
  return {
    ...Object.fromEntries(Object.entries(dated).filter(([, value]) => value !== undefined)),
    taskArn: task.arn,
    clusterArn: clusterArn(where, task.cluster),
    taskDefinitionArn: task.taskDefinition,
    group: task.service === '' ? `family:${definition?.family ?? ''}` : `service:${task.service}`,
    startedBy: task.startedBy,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    createdAt: new Date(task.createdAt),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    availabilityZone: task.zone,
    connectivity: 'CONNECTED',
    healthStatus: task.containerHealth,
    cpu: definition?.cpu,
    memory: definition?.memory,
    version: task.version,
    overrides: { containerOverrides: [] },
    attachments: [
      {
        id: task.id,
        type: 'ElasticNetworkInterface',
        status: task.lastStatus === 'STOPPED' ? 'DELETED' : task.ip === undefined ? 'PRECREATED' : 'ATTACHED',
        details: [
          { name: 'subnetId', value: task.subnet },
          ...(task.eni === undefined
            ? []
            : [
                { name: 'networkInterfaceId', value: task.eni },
                { name: 'macAddress', value: task.mac ?? '' },
                { name: 'privateIPv4Address', value: task.ip ?? '' },
              ]),
        ],
      },
    ],
    containers: (definition?.containerDefinitions ?? []).map((container, index) => ({
      containerArn: arn(where, `container/${task.cluster}/${task.id}/${index}`),
      taskArn: task.arn,
      name: container.name,
      image: container.image,
      lastStatus: task.lastStatus,
      cpu: String(container.cpu ?? 0),
      networkInterfaces: task.ip === undefined ? [] : [{ attachmentId: task.id, privateIpv4Address: task.ip }],
      healthStatus: container.healthCheck === undefined ? 'UNKNOWN' : task.containerHealth,
      ...imageDigest(task, container),
      ...(task.exitCode === undefined || index > 0 ? {} : { exitCode: task.exitCode }),
      ...(task.containerReason === undefined || index > 0 ? {} : { reason: task.containerReason }),
    })),
    tags: withTags ? tagList(task.tags) : [],
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode as NonNullable<Task['stopCode']> }),
    ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
  };
}

function imageDigest(task: TaskRecord, { name = '', image }: ContainerDefinition): { imageDigest?: string } {
  const digest = /@(sha256:[0-9a-f]{64})$/.exec(image ?? '')?.[1] ?? task.digests[name];
  return digest === undefined ? {} : { imageDigest: digest };
}
