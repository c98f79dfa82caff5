import type { DesiredApp, DesiredService } from './desired.ts';
import { executionRoleArn, taskRoleArn } from './names.ts';

/** A name that one service has for itself: nothing else in the same place may have it. */
export interface OwnedName {
  readonly what:
    | 'ECS service'
    | 'task definition family'
    | 'target group'
    | 'log group'
    | 'ECR repository'
    | 'rule'
    | 'role';
  readonly name: string;
  /** Equal for equal things: what, place and name. */
  readonly key: string;
  readonly app: string;
  readonly service: string;
}

/** Everything that a service is made of by name; repositories only where the document declares them. */
export function ownedNames(app: DesiredApp): OwnedName[] {
  return app.services.flatMap((service) => {
    const place = `${app.account} ${app.region}`;
    const own = { app: app.app, service: service.name };
    return [
      ...namesOf(service).map(([what, name]) => ({
        what,
        name,
        key: [what, place, what === 'ECS service' ? app.cluster : '', name].join('\n'),
        ...own,
      })),
      ...rolesOf(app, service).map((name) => ({
        what: 'role' as const,
        name,
        key: `role ${app.account} ${name}`,
        ...own,
      })),
    ];
  });
}

/** Derived roles: their names are unique in an account whatever their paths are. Declared ones may be shared. */
function rolesOf(app: DesiredApp, service: DesiredService): string[] {
  const { executionRoleArn: execution, taskRoleArn: task } = service.taskDefinition;
  // One role for all services of the app: it is the first one's.
  const isFirst = app.services.find((each) => each.taskDefinition.executionRoleArn === execution) === service;
  const derived = [
    ...(isFirst && execution === executionRoleArn(app.account, app.app) ? [execution] : []),
    ...(task === taskRoleArn(app.account, app.app, service.name) ? [task] : []),
  ];
  return derived.map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
}

function namesOf(service: DesiredService): [OwnedName['what'], string][] {
  const family = service.taskDefinition.family;
  return [
    ['ECS service', service.ecsService],
    ...(family === undefined ? [] : [['task definition family', family] as [OwnedName['what'], string]]),
    ...service.targetGroups.map(({ name }): [OwnedName['what'], string] => ['target group', name]),
    ...service.logGroups.map(({ input }): [OwnedName['what'], string] => ['log group', input.logGroupName ?? '']),
    ...service.repositories.map(({ input }): [OwnedName['what'], string] => [
      'ECR repository',
      input.repositoryName ?? '',
    ]),
    ...service.rules.flatMap(({ adopt }): [OwnedName['what'], string][] =>
      adopt === undefined ? [] : [['rule', adopt]],
    ),
  ];
}

export interface Collision {
  readonly owner: OwnedName;
  readonly other: OwnedName;
}

/** Names that two services would have: the later one, with the earlier. */
export function collisions(names: readonly OwnedName[]): Collision[] {
  const taken = new Map<string, OwnedName>();
  return names.flatMap((name) => {
    const owner = taken.get(name.key);
    if (owner === undefined) taken.set(name.key, name);
    return owner === undefined || (owner.app === name.app && owner.service === name.service)
      ? []
      : [{ owner, other: name }];
  });
}

export function collisionText({ owner, other }: Collision): string {
  const who =
    owner.app === other.app ? `services.${owner.service}` : `services.${owner.service} of the app ${owner.app}`;
  return `the ${other.what} ${other.name} is that of ${who}, too`;
}
