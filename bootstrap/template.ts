import { foundation } from './foundation/foundation.ts';
import { outputsOf } from './outputs.ts';
import { conditions, parametersOf } from './parameters.ts';
import { alarms } from './resources/alarms.ts';
import { dashboard } from './resources/dashboard.ts';
import { eventSources } from './resources/event-sources.ts';
import { functions } from './resources/functions.ts';
import { people } from './resources/people.ts';
import { queues } from './resources/queues.ts';
import { roles } from './resources/roles.ts';
import { rulesAndPermissions } from './resources/rules.ts';
import { schedule } from './resources/schedule.ts';
import { table } from './resources/table.ts';
import { topic } from './resources/topic.ts';
import { conflictOf, type StackOptions } from './stack-options.ts';
import type { Resource, Template } from './template-shape.ts';

/** One file for each group of resources. */
const groups: readonly ((options: StackOptions) => Readonly<Record<string, Resource>>)[] = [
  table,
  queues,
  roles,
  people,
  functions,
  eventSources,
  schedule,
  rulesAndPermissions,
  topic,
  alarms,
  dashboard,
  foundation,
];

/** The whole stack as a CloudFormation template. Throws where the options can't go together: `conflictOf` says so before. */
export function template(options: StackOptions): Template {
  const conflict = conflictOf(options);
  if (conflict !== undefined) throw new Error(conflict);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'ecs-steward: one document per app says what should run on ECS Fargate, and it runs.',
    Parameters: parametersOf(options),
    Conditions: conditions,
    Resources: Object.fromEntries(groups.flatMap((group) => Object.entries(group(options)))),
    Outputs: outputsOf(options),
  };
}
