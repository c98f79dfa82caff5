import { APP_TAG } from '../src/aws/arns.ts';
import type { Place } from '../src/aws/policy.ts';
import type { DesiredApp } from '../src/desired-state/desired.ts';
import type { WantedRole } from './deploy/roles.ts';
import * as executionRole from './policies/execution-role.ts';
import * as taskRole from './policies/task-role.ts';

/** The roles on an app's own path that its document names or derives; a role elsewhere is the team's. */
export function appRoles(place: Place, app: DesiredApp, boundary: string | undefined): readonly WantedRole[] {
  const path = `/${place.prefix}/${app.app}/`;
  const own = (arn: string | undefined) =>
    arn?.startsWith(`arn:${place.partition}:iam::${place.account}:role${path}`) === true
      ? arn.slice(arn.lastIndexOf('/') + 1)
      : undefined;
  const roles = new Map<string, WantedRole>();
  const common = { path, trust: executionRole.trustOf(place), tags: { [APP_TAG]: app.app }, boundary };
  for (const service of app.services) {
    const execution = own(service.taskDefinition.executionRoleArn);
    if (execution !== undefined)
      roles.set(execution, {
        ...common,
        name: execution,
        description: `Starts the tasks of ${app.app}: pulls their images, reads their secrets, writes their logs.`,
        policy: executionRole.policyOf(place, app),
      });
  }
  for (const service of app.services) {
    const task = own(service.taskDefinition.taskRoleArn);
    if (task !== undefined && !roles.has(task))
      roles.set(task, {
        ...common,
        name: task,
        description: `What the tasks of ${app.app} ${service.name} may call; its team adds what its code needs.`,
        policy: taskRole.policyOf(place, service),
      });
  }
  return [...roles.values()];
}
