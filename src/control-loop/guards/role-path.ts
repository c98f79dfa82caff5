import { present } from '../../reconcilers/observation.ts';
import type { Step } from '../../reconcilers/step.ts';
import type { Guard, GuardContext } from './guard.ts';

/** Only roles below the app's own path are passed, or below one that the fleet allows (T5). A role that runs already stays. */
export const rolePath: Guard = {
  name: 'role path',
  judge: (plan, context) =>
    plan.steps
      .filter(({ call }) => call === 'ecs:RegisterTaskDefinition')
      .flatMap((step) => {
        const bad = rolesOf(step.input).find((role) => !allowed(role, context) && !runsNow(role, step, context));
        return bad === undefined ? [] : [{ step, why: `the role ${bad} is outside of the allowed role paths` }];
      }),
  lift: ({ app }) =>
    `move the role below /ecs-steward/${app.app}/, or add its path to limits.rolePaths in the item control/current`,
};

function rolesOf({ taskRoleArn, executionRoleArn }: Readonly<Record<string, unknown>>): string[] {
  return [taskRoleArn, executionRoleArn].filter((role) => typeof role === 'string');
}

function allowed(role: string, { app, limits }: GuardContext): boolean {
  const path = /^arn:aws[a-z-]*:iam::(\d{12}):role(\/.*)$/.exec(role);
  if (path === null || path[1] !== app.account) return false;
  return [`/ecs-steward/${app.app}/`, ...limits.rolePaths].some((prefix) => path[2]?.startsWith(prefix));
}

function runsNow(role: string, step: Step, { app, seen }: GuardContext): boolean {
  const name = app.services.find(({ name }) => name === step.service)?.ecsService ?? '';
  const running = present(seen.services.get(name))?.taskDefinition ?? '';
  const definition = present(seen.taskDefinitions.get(running))?.definition;
  return definition?.taskRoleArn === role || definition?.executionRoleArn === role;
}
