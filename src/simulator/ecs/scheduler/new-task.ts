import type { TaskOverride } from '@aws-sdk/client-ecs';
import { findSubnet } from '../../ec2/network.ts';
import type { Where } from '../../where.ts';
import type { World } from '../../world.ts';
import { arn, findRevision } from '../names.ts';
import { ecsState, type ServiceShape, type TaskRecord } from '../state.ts';

/** What a task is made from, by the scheduler or by RunTask. */
export interface TaskOrder {
  readonly cluster: string;
  /** Empty for RunTask. */
  readonly service: string;
  readonly deployment: string;
  readonly taskDefinition: string;
  readonly group: string;
  readonly startedBy: string;
  readonly shape: ServiceShape;
  readonly subnet: string;
  /** undefined: by launch type. */
  readonly capacityProvider: string | undefined;
  /** Tags of the service, or of RunTask's request. */
  readonly ownTags: ReadonlyMap<string, string>;
  readonly systemTags: Readonly<Record<string, string>>;
  readonly overrides?: TaskOverride;
}

export function newTask(world: World, where: Where, order: TaskOrder): TaskRecord {
  const record = findRevision(world.state(ecsState, where), order.taskDefinition);
  const { shape } = order;
  const id = world.random.hex(32);
  const tags = new Map(shape.propagateTags === 'TASK_DEFINITION' ? record?.tags : []);
  if (shape.propagateTags === 'SERVICE' || order.service === '')
    for (const [key, value] of order.ownTags) tags.set(key, value);
  if (shape.enableECSManagedTags === true)
    for (const [key, value] of Object.entries(order.systemTags)) tags.set(key, value);
  return {
    arn: arn(where, `task/${order.cluster}/${id}`),
    id,
    cluster: order.cluster,
    service: order.service,
    deployment: order.deployment,
    taskDefinition: order.taskDefinition,
    group: order.group,
    startedBy: order.startedBy,
    lastStatus: 'PROVISIONING',
    desiredStatus: 'RUNNING',
    createdAt: world.clock.now(),
    ...(order.capacityProvider === undefined ? {} : { capacityProvider: order.capacityProvider }),
    enableExecuteCommand: shape.enableExecuteCommand ?? false,
    zone: findSubnet(world, where, order.subnet)?.zone ?? '',
    subnet: order.subnet,
    version: 1,
    containers: (record?.definition.containerDefinitions ?? []).map(
      ({ name = '', image = '', essential = true, healthCheck }) => ({
        name,
        image,
        essential,
        checked: healthCheck !== undefined,
        health: 'UNKNOWN',
      }),
    ),
    targets: [],
    overrides: structuredClone(order.overrides ?? { containerOverrides: [] }),
    proven: false,
    counted: false,
    blamed: false,
    tags,
  };
}
