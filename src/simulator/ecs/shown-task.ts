import type { Attachment, Container, Task } from '@aws-sdk/client-ecs';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { arn, clusterArn, findRevision } from './names.ts';
import { taskHealth } from './scheduler/view.ts';
import { type ContainerRecord, ecsState, type TaskRecord } from './state.ts';
import { tagList } from './tags.ts';

/** A task as DescribeTasks answers it. */
export function shownTask(world: World, where: Where, task: TaskRecord, withTags = false): Task {
  const definition = findRevision(world.state(ecsState, where), task.taskDefinition)?.definition;
  const { ephemeralStorage = { sizeInGiB: 20 } } = definition ?? {};
  return {
    ...timesOf(task),
    taskArn: task.arn,
    clusterArn: clusterArn(where, task.cluster),
    taskDefinitionArn: task.taskDefinition,
    group: task.group,
    ...(task.startedBy === '' ? {} : { startedBy: task.startedBy }),
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    launchType: 'FARGATE',
    ...(task.capacityProvider === undefined ? {} : { capacityProviderName: task.capacityProvider }),
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    availabilityZone: task.zone,
    enableExecuteCommand: task.enableExecuteCommand,
    ...(task.ip === undefined ? {} : { connectivity: 'CONNECTED' as const }),
    healthStatus: taskHealth(task),
    cpu: task.overrides.cpu ?? definition?.cpu,
    memory: task.overrides.memory ?? definition?.memory,
    ephemeralStorage,
    version: task.version,
    overrides: structuredClone(task.overrides),
    attachments: [attachment(where, task)],
    attributes: [{ name: 'ecs.cpu-architecture', value: architecture(definition?.runtimePlatform?.cpuArchitecture) }],
    inferenceAccelerators: [],
    containers: task.containers.map((container, index) => shownContainer(where, task, container, index)),
    tags: withTags ? tagList(task.tags) : [],
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode as NonNullable<Task['stopCode']> }),
    ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
  };
}

const architecture = (given: string | undefined) => (given === 'ARM64' ? 'arm64' : 'x86_64');

function timesOf(task: TaskRecord): Partial<Task> {
  const times = {
    createdAt: task.createdAt,
    pullStartedAt: task.pullStartedAt,
    pullStoppedAt: task.pullStoppedAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    executionStoppedAt: task.executionStoppedAt,
    stoppedAt: task.stoppedAt,
  };
  const known = Object.entries(times).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(known.map(([name, time]) => [name, new Date(time)]));
}

function attachment({ region }: Where, task: TaskRecord): Attachment {
  const { lastStatus, ip, subnet, eni, mac } = task;
  const status = lastStatus === 'STOPPED' ? 'DELETED' : ip === undefined ? 'PRECREATED' : 'ATTACHED';
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  const details = {
    subnetId: subnet,
    networkInterfaceId: eni,
    macAddress: mac,
    privateDnsName: ip === undefined ? undefined : `ip-${ip.replaceAll('.', '-')}.${domain}`,
    privateIPv4Address: ip,
  };
  return {
    // The first 32 digits of the task's id, as a UUID.
    id: task.id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'),
    type: 'ElasticNetworkInterface',
    status,
    details: Object.entries(details).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
  };
}

function shownContainer(where: Where, task: TaskRecord, container: ContainerRecord, index: number): Container {
  const { name, image, digest, exitCode, reason, health } = container;
  const ended = exitCode !== undefined || task.lastStatus === 'STOPPED' || task.lastStatus === 'DEPROVISIONING';
  return {
    containerArn: arn(where, `container/${task.cluster}/${task.id}/${index}`),
    taskArn: task.arn,
    name,
    image,
    ...(digest === undefined ? {} : { imageDigest: digest }),
    ...(task.pullStoppedAt === undefined ? {} : { runtimeId: `${task.id}-${String(index).padStart(10, '0')}` }),
    lastStatus: ended ? 'STOPPED' : task.startedAt === undefined ? 'PENDING' : 'RUNNING',
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
    networkBindings: [],
    networkInterfaces: task.ip === undefined ? [] : [{ privateIpv4Address: task.ip }],
    healthStatus: health,
    cpu: '0',
  };
}
