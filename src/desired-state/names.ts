import { createHash } from 'node:crypto';

/** Names that the document never spells: legal, stable, unique. Limits: aws-facts §2.3, §2.2, §4.1, §7 Logs, §7 IAM. */

/** ECS service and task definition family: `todo-backend`. */
export function ecsServiceName(app: string, service: string): string {
  return `${app}-${service}`;
}

/** `/ecs/todo/backend`; with an empty service the prefix that all of an app's groups share. */
export function logGroupName(app: string, service: string): string {
  return `/ecs/${app}/${service}`;
}

export function executionRoleArn(account: string, app: string): string {
  return roleArn(account, app, 'execution');
}

export function taskRoleArn(account: string, app: string, service: string): string {
  return roleArn(account, app, service);
}

const ROLE_LIMIT = 64;

/** A role's name is unique in its account whatever its path, so it names the app, too: `/ecs-steward/todo/todo-execution`. */
function roleArn(account: string, app: string, what: string): string {
  const whole = `${app}-${what}`;
  const hash = createHash('sha256')
    .update(JSON.stringify([app, what]))
    .digest('hex')
    .slice(0, 6);
  const name = whole.length <= ROLE_LIMIT ? whole : `${whole.slice(0, ROLE_LIMIT - 7).replace(/-+$/, '')}-${hash}`;
  return `arn:aws:iam::${account}:role/ecs-steward/${app}/${name}`;
}

const TARGET_GROUP_LIMIT = 32;
const HASH_LENGTH = 6;

/**
 * `es-todo-backend-7c1f20`: at most 32 characters. The hash covers the whole names and what can't be changed in place, so
 * that an immutable change gives another name and a cut name stays unique.
 */
export function targetGroupName(
  app: string,
  service: string,
  port: string,
  immutable: Readonly<Record<string, unknown>>,
): string {
  const facts = JSON.stringify([app, service, port, Object.entries(immutable).sort(([a], [b]) => (a < b ? -1 : 1))]);
  const hash = createHash('sha256').update(facts).digest('hex').slice(0, HASH_LENGTH);
  return `${targetGroupPrefix(app, service)}${hash}`;
}

/** What all names of a service's groups begin with: `es-todo-backend-`. A cut one may be shared with another service. */
export function targetGroupPrefix(app: string, service: string): string {
  const room = TARGET_GROUP_LIMIT - 'es--'.length - HASH_LENGTH;
  return `es-${`${app}-${service}`.slice(0, room).replace(/-+$/, '')}-`;
}

/** `todo-backend-cpu` */
export function scalingName(app: string, service: string, what: string): string {
  return `${app}-${service}-${what}`;
}
