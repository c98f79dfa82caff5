import { type EcsState, type ServiceRecord, serviceKey, type TaskRecord } from './state.ts';

/** Tasks by service: a look at one service must not cost a walk over the tasks of a fleet. */

export function addTask(state: EcsState, task: TaskRecord): void {
  const key = serviceKey(task.cluster, task.service);
  state.tasks.set(task.arn, task);
  const arns = state.tasksByService.get(key) ?? new Set();
  state.tasksByService.set(key, arns.add(task.arn));
}

export function forgetTask(state: EcsState, task: TaskRecord): void {
  const key = serviceKey(task.cluster, task.service);
  const arns = state.tasksByService.get(key);
  state.tasks.delete(task.arn);
  arns?.delete(task.arn);
  if (arns?.size === 0) state.tasksByService.delete(key);
}

/** All that are known, stopped ones of the last hour with them, in the order of their start. */
export function tasksOf(state: EcsState, service: Pick<ServiceRecord, 'cluster' | 'name'>): TaskRecord[] {
  const arns = state.tasksByService.get(serviceKey(service.cluster, service.name)) ?? [];
  return [...arns].flatMap((arn) => state.tasks.get(arn) ?? []);
}

/** Those that have not stopped. */
export function presentTasksOf(state: EcsState, service: Pick<ServiceRecord, 'cluster' | 'name'>): TaskRecord[] {
  return tasksOf(state, service).filter(({ lastStatus }) => lastStatus !== 'STOPPED');
}
