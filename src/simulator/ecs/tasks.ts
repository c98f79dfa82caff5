import {
  DescribeTasks$,
  type DescribeTasksCommandInput,
  type DescribeTasksCommandOutput,
  ListTasks$,
  type ListTasksCommandInput,
  type ListTasksCommandOutput,
  StopTask$,
  type StopTaskCommandInput,
  type StopTaskCommandOutput,
} from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed, pageSize, within } from './ecs-operation.ts';
import { arn, clusterName, findCluster, findService, findTask, invalid, lastPart, serviceNotFound } from './names.ts';
import { paged } from './paging.ts';
import { stop } from './scheduler/stopping.ts';
import { shownTask } from './shown-task.ts';
import { type EcsState, ecsState, type TaskRecord } from './state.ts';
import { tasksOf } from './task-index.ts';

const known = [
  'cluster',
  'serviceName',
  'family',
  'desiredStatus',
  'startedBy',
  'launchType',
  'maxResults',
  'nextToken',
];

/** Those whose desired status is RUNNING unless it is asked for STOPPED, which lists the last hour. */
export const listTasks: EcsOperation<ListTasksCommandInput, ListTasksCommandOutput> = {
  name: 'ecs:ListTasks',
  schema: ListTasks$,
  effect: 'read',
  buckets: buckets.resourceRead,
  facts: ['§2.4'],
  limits: [pageSize],
  run(world, caller, input) {
    refuseOthers('ecs:ListTasks', input, known);
    if (input.serviceName !== undefined && input.family !== undefined)
      throw invalid('Only one of serviceName and family can be specified.');
    const state = world.state(ecsState, caller);
    const tasks = candidates(state, clusterName(findCluster(state, input.cluster)), input.serviceName).filter(
      (task) =>
        task.desiredStatus === (input.desiredStatus ?? 'RUNNING') &&
        (input.startedBy === undefined || task.startedBy === input.startedBy) &&
        (input.launchType === undefined || input.launchType === 'FARGATE') &&
        (input.family === undefined || lastPart(task.taskDefinition).startsWith(`${input.family}:`)),
    );
    const { page, rest } = paged(
      tasks.map((task) => task.arn),
      input,
    );
    return { taskArns: [...page], ...rest };
  },
};

function candidates(state: EcsState, cluster: string, serviceName: string | undefined): TaskRecord[] {
  if (serviceName === undefined) return [...state.tasks.values()].filter((task) => task.cluster === cluster);
  const service = findService(state, cluster, serviceName);
  if (service === undefined) throw serviceNotFound();
  return tasksOf(state, service);
}

export const describeTasks: EcsOperation<DescribeTasksCommandInput, DescribeTasksCommandOutput> = {
  name: 'ecs:DescribeTasks',
  schema: DescribeTasks$,
  effect: 'read',
  buckets: buckets.resourceRead,
  facts: ['§2.4', '§2.7'],
  limits: [needed('tasks'), within('tasks', 1, 100)],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const names = input.tasks ?? [];
    const withTags = (input.include ?? []).includes('TAGS');
    const found = names.map((name) => findTask(caller, state, cluster, name));
    return {
      tasks: found.flatMap((task) => (task === undefined ? [] : [shownTask(world, caller, task, withTags)])),
      failures: names
        .filter((_name, index) => found[index] === undefined)
        .map((name) => ({ arn: arn(caller, `task/${cluster}/${lastPart(name)}`), reason: 'MISSING' })),
    };
  },
};

export const stopTask: EcsOperation<StopTaskCommandInput, StopTaskCommandOutput> = {
  name: 'ecs:StopTask',
  schema: StopTask$,
  effect: 'write',
  buckets: buckets.resourceModify,
  facts: ['§2.7'],
  limits: [needed('task')],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const task = findTask(caller, state, cluster, input.task ?? '');
    if (task === undefined) throw invalid('The referenced task was not found.');
    stop(world, caller, task, 'UserInitiated', input.reason ?? 'Task stopped by user');
    return { task: shownTask(world, caller, task) };
  },
};
