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
import type { Operation } from '../operation.ts';
import { arn, buckets, clusterName, findCluster, invalid, lastPart } from './names.ts';
import { paged } from './paging.ts';
import { stop } from './scheduler/task-life.ts';
import { shownTask } from './shown-task.ts';
import { ecsState } from './state.ts';

type Answer<Output> = Omit<Output, '$metadata'>;

export const listTasks: Operation<ListTasksCommandInput, Answer<ListTasksCommandOutput>> = {
  name: 'ecs:ListTasks',
  schema: ListTasks$,
  effect: 'read',
  buckets: buckets.resourceRead,
  facts: ['§2.4'],
  limits: [
    {
      path: 'maxResults',
      min: 1,
      max: 100,
      code: 'InvalidParameterException',
      message: 'maxResults must be between 1 and 100.',
    },
  ],
  run(world, caller, input) {
    refuseOthers('ecs:ListTasks', input, [
      'cluster',
      'serviceName',
      'family',
      'desiredStatus',
      'startedBy',
      'launchType',
      'maxResults',
      'nextToken',
    ]);
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const tasks = [...state.tasks.values()].filter(
      (task) =>
        task.cluster === cluster &&
        task.desiredStatus === (input.desiredStatus ?? 'RUNNING') &&
        (input.serviceName === undefined || task.service === lastPart(input.serviceName)) &&
        (input.launchType === undefined || input.launchType === 'FARGATE') &&
        (input.startedBy === undefined || task.startedBy === input.startedBy) &&
        (input.family === undefined || lastPart(task.taskDefinition).startsWith(`${input.family}:`)),
    );
    const { page, nextToken } = paged(
      tasks.map((task) => task.arn),
      input.maxResults ?? 100,
      input.nextToken,
    );
    return { taskArns: page, ...(nextToken === undefined ? {} : { nextToken }) };
  },
};

export const describeTasks: Operation<DescribeTasksCommandInput, Answer<DescribeTasksCommandOutput>> = {
  name: 'ecs:DescribeTasks',
  schema: DescribeTasks$,
  effect: 'read',
  buckets: buckets.resourceRead,
  facts: ['§2.4', '§2.7'],
  limits: [
    {
      path: 'tasks',
      required: true,
      min: 1,
      max: 100,
      code: 'InvalidParameterException',
      message: 'Tasks must have between 1 and 100 items.',
    },
  ],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const names = input.tasks ?? [];
    const found = names.map((name) =>
      [...state.tasks.values()].find((task) => task.cluster === cluster && task.id === lastPart(name)),
    );
    return {
      tasks: found
        .filter((task) => task !== undefined)
        .map((task) => shownTask(world, caller, task, (input.include ?? []).includes('TAGS'))),
      failures: names
        .filter((_name, index) => found[index] === undefined)
        .map((name) => ({ arn: arn(caller, `task/${cluster}/${lastPart(name)}`), reason: 'MISSING' })),
    };
  },
};

export const stopTask: Operation<StopTaskCommandInput, Answer<StopTaskCommandOutput>> = {
  name: 'ecs:StopTask',
  schema: StopTask$,
  effect: 'write',
  buckets: buckets.resourceModify,
  facts: ['§2.7'],
  limits: [],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const task = [...state.tasks.values()].find(
      (each) => each.cluster === cluster && each.id === lastPart(input.task ?? ''),
    );
    if (task === undefined) throw invalid('The referenced task was not found.');
    stop(world, caller, task, 'UserInitiated', input.reason ?? 'Task stopped by user');
    return { task: shownTask(world, caller, task) };
  },
};
