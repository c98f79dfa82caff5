import { type Failure, RunTask$, type RunTaskCommandInput, type RunTaskCommandOutput } from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed, within } from './ecs-operation.ts';
import { clusterName, findCluster, invalid } from './names.ts';
import { hasRoom, providerOf, takeLaunches, takeRoom } from './scheduler/fargate-launches.ts';
import { newTask } from './scheduler/new-task.ts';
import { live } from './scheduler/task-life.ts';
import { checkLaunch, checkNetwork, usableRevision } from './service-checks.ts';
import { same, shapeOf } from './service-shape.ts';
import { shownTask } from './shown-task.ts';
import { ecsState, type RevisionRecord, type ServiceShape, type TaskRecord } from './state.ts';
import { tagMap } from './tags.ts';
import { addTask, presentTasksOf } from './task-index.ts';

const known = [
  'capacityProviderStrategy',
  'cluster',
  'count',
  'enableECSManagedTags',
  'enableExecuteCommand',
  'group',
  'launchType',
  'networkConfiguration',
  'overrides',
  'platformVersion',
  'propagateTags',
  'startedBy',
  'tags',
  'taskDefinition',
  'clientToken',
];

/** One to ten tasks, once; what can't be placed is a failure in a good answer. */
export const runTask: EcsOperation<RunTaskCommandInput, RunTaskCommandOutput> = {
  name: 'ecs:RunTask',
  schema: RunTask$,
  effect: 'write',
  buckets: buckets.runTask,
  facts: ['§2.7', '§8', '§9.1'],
  limits: [
    needed('taskDefinition'),
    within('count', 1, 10),
    { path: 'startedBy', max: 128, code: 'InvalidParameterException', message: 'startedBy is too long.' },
    { path: 'clientToken', max: 64, code: 'InvalidParameterException', message: 'clientToken is too long.' },
  ],
  run(world, caller, input) {
    refuseOthers('ecs:RunTask', input, known);
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const answered = byToken(world, caller, input);
    if (answered !== undefined) return { tasks: answered.map((task) => shownTask(world, caller, task)), failures: [] };
    const record = usable(world, caller, input.taskDefinition);
    const shape = shapeOf({ ...input, propagateTags: input.propagateTags ?? 'NONE' });
    check(world, caller, input, shape, record);
    const { tasks, failures } = place(world, caller, cluster, input, shape, record);
    if (input.clientToken !== undefined)
      state.runTokens.set(input.clientToken, { input: JSON.stringify(input), tasks: tasks.map(({ arn }) => arn) });
    return { tasks: tasks.map((task) => shownTask(world, caller, task, true)), failures };
  },
};

/** The same token answers the same tasks; with other parameters it is a conflict. */
function byToken(world: World, caller: Caller, input: RunTaskCommandInput): TaskRecord[] | undefined {
  const state = world.state(ecsState, caller);
  const earlier = state.runTokens.get(input.clientToken ?? '');
  if (earlier === undefined) return undefined;
  if (!same(JSON.parse(earlier.input), JSON.parse(JSON.stringify(input))))
    throw new AwsError('ConflictException', 'The clientToken was used with other parameters.', 400, {
      resourceIds: earlier.tasks,
    });
  return earlier.tasks.flatMap((arn) => state.tasks.get(arn) ?? []);
}

/** RunTask says the same of a revision as CreateService, with another code. */
function usable(world: World, caller: Caller, name: string | undefined): RevisionRecord {
  try {
    return usableRevision(world, caller, name);
  } catch (error) {
    if (error instanceof AwsError && error.message === 'TaskDefinition is inactive') throw invalid(error.message);
    throw error;
  }
}

function check(
  world: World,
  caller: Caller,
  { overrides }: RunTaskCommandInput,
  shape: ServiceShape,
  { definition }: RevisionRecord,
): void {
  checkLaunch(shape, definition);
  checkNetwork(world, caller, shape, definition);
  for (const { name } of overrides?.containerOverrides ?? []) {
    if (!definition.containerDefinitions?.some((container) => container.name === name))
      throw invalid(`Override for container named ${name} is not a container in the TaskDefinition.`);
  }
}

function place(
  world: World,
  caller: Caller,
  cluster: string,
  input: RunTaskCommandInput,
  shape: ServiceShape,
  { definition }: RevisionRecord,
): { tasks: TaskRecord[]; failures: Failure[] } {
  const state = world.state(ecsState, caller);
  const subnets = shape.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  const tasks: TaskRecord[] = [];
  const failures: Failure[] = [];
  for (const [index, capacityProvider] of launchesOf(world, caller, cluster, input.count ?? 1, shape).entries()) {
    if (!hasRoom(state)) {
      failures.push({ reason: 'RESOURCE:FARGATE', detail: 'Capacity is unavailable at this time.' });
      continue;
    }
    takeRoom(state);
    const task = newTask(world, caller, {
      cluster,
      service: '',
      deployment: '',
      taskDefinition: definition.taskDefinitionArn ?? '',
      group: input.group ?? `family:${definition.family}`,
      startedBy: input.startedBy ?? '',
      shape,
      subnet: subnets[index % subnets.length] ?? '',
      capacityProvider,
      ownTags: tagMap(input.tags),
      systemTags: { 'aws:ecs:clusterName': cluster },
      ...(input.overrides === undefined ? {} : { overrides: { containerOverrides: [], ...input.overrides } }),
    });
    addTask(state, task);
    live(world, caller, task, shape, {});
    tasks.push(task);
  }
  return { tasks, failures };
}

/** The provider of each task. Too many at once are refused before the first of them is there. */
function launchesOf(world: World, caller: Caller, cluster: string, count: number, shape: ServiceShape) {
  const state = world.state(ecsState, caller);
  const siblings: { capacityProvider?: string | undefined }[] = presentTasksOf(state, { cluster, name: '' });
  const providers: (string | undefined)[] = [];
  for (let index = 0; index < count; index++) {
    const capacityProvider = providerOf(shape.capacityProviderStrategy ?? [], siblings);
    siblings.push({ capacityProvider });
    providers.push(capacityProvider);
  }
  if (!takeLaunches(state, providers, world.clock.now())) throw new AwsError('ThrottlingException', 'Rate exceeded');
  return providers;
}
