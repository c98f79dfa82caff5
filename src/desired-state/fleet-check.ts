import { partsOf } from './checks/route-cover.ts';
import { type PlacedRoute, shadows, shadowText, takesSame } from './checks/routes.ts';
import type { DesiredApp } from './desired.ts';
import { desiredApp } from './desired-app.ts';
import { collisions, collisionText, ownedNames } from './owned-names.ts';
import { type Problem, pathText } from './problem.ts';
import type { Document } from './schema/document.ts';

/**
 * What valid documents of one fleet have in each other's way: paths and priorities on one listener, names, repositories.
 * Each is said once, of the later document; `file` is its app's name, for these facts have no single line.
 */
export function fleetProblems(documents: readonly Document[]): Problem[] {
  const apps = documents.map(desiredApp);
  return [...twice(apps), ...names(apps), ...listeners(apps)];
}

function problem(app: string, code: string, path: readonly (string | number)[], allowed: string): Problem {
  const place = { file: app, line: 1, column: 1, value: undefined } as const;
  return { code, severity: 'error', path: pathText(path), allowed, ...place };
}

function twice(apps: readonly DesiredApp[]): Problem[] {
  return apps.flatMap(({ app }, index) =>
    apps.slice(0, index).some((other) => other.app === app)
      ? [problem(app, 'duplicate-app', ['app'], `two documents call their app ${app}`)]
      : [],
  );
}

function names(apps: readonly DesiredApp[]): Problem[] {
  return collisions(apps.flatMap(ownedNames))
    .filter(({ owner, other }) => owner.app !== other.app)
    .map((collision) => {
      const code = collision.other.what === 'ECR repository' ? 'repository-owners' : 'name-collision';
      return problem(collision.other.app, code, ['services', collision.other.service], collisionText(collision));
    });
}

interface FleetRoute extends PlacedRoute {
  readonly app: string;
}

function listeners(apps: readonly DesiredApp[]): Problem[] {
  const byListener = Map.groupBy(apps.flatMap(routesOf), ({ listener }) => listener);
  return [...byListener.values()].flatMap((routes) =>
    routes.flatMap(({ route }, index) =>
      conflicts(
        route,
        routes.map((each) => each.route),
        index,
      ),
    ),
  );
}

function routesOf(app: DesiredApp): { listener: string; route: FleetRoute }[] {
  return app.services.flatMap((service) =>
    service.rules.map((rule) => {
      const index = Number(rule.key.split('#')[1]);
      const owner = `services.${service.name}.routes[${index}] of the app ${app.app}`;
      const { conditions, priority, specificity } = rule;
      const at = ['services', service.name, 'routes', index];
      return {
        listener: rule.listenerArn,
        route: {
          app: app.app,
          at,
          owner,
          conditions,
          parts: partsOf(conditions),
          priority,
          specificity,
          isEmpty: conditions.length === 0,
        },
      };
    }),
  );
}

/** Inside one app these were said when its document was read. */
function conflicts(route: FleetRoute, all: readonly FleetRoute[], index: number): Problem[] {
  const others = all.filter(({ app }) => app !== route.app);
  const earlier = all.slice(0, index).filter(({ app }) => app !== route.app);
  const same = earlier.find((other) => takesSame(other, route));
  const before = others.find((other) => shadows(other, route));
  const taken = earlier.find(({ priority }) => priority !== undefined && priority === route.priority);
  return [
    ...(taken === undefined
      ? []
      : [
          problem(
            route.app,
            'duplicate-priority',
            [...route.at, 'priority'],
            `${route.priority} is taken by ${taken.owner}`,
          ),
        ]),
    ...(same !== undefined
      ? [problem(route.app, 'path-overlap', route.at, `the same requests as ${same.owner}`)]
      : before !== undefined
        ? [problem(route.app, 'path-overlap', route.at, `${shadowText(before)} (${before.owner})`)]
        : []),
  ];
}
