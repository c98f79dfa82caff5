import type { LogConfiguration, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import type { DesiredLogGroup } from '../desired.ts';
import { logGroupName } from '../names.ts';
import type { Given } from './image.ts';
import { ownTags } from './tags.ts';

/** Where a container's output goes: through the log router where one is declared, else to CloudWatch Logs. */
export function logsOf(given: Given, container: string): LogConfiguration {
  const router = given.service.logs?.firelens;
  if (router === undefined) return awslogs(given, container);
  return { logDriver: 'awsfirelens', ...(router.options === undefined ? {} : { options: router.options }) };
}

/** The three options that Fargate needs (aws-facts §3, awslogs). */
export function awslogs({ document, name, service }: Given, container: string): LogConfiguration {
  return {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': service.logs?.group ?? service.adopt?.logGroup ?? logGroupName(document.app, name),
      'awslogs-region': document.region,
      'awslogs-stream-prefix': container,
    },
  };
}

const DAYS = 30;

/** The groups that the finished task definition writes to in the document's region, whoever named them. */
export function logGroupsOf(given: Given, definition: RegisterTaskDefinitionCommandInput): DesiredLogGroup[] {
  const { document, service } = given;
  const groups = (definition.containerDefinitions ?? []).flatMap(({ logConfiguration }) => {
    const { 'awslogs-group': group, 'awslogs-region': region } = logConfiguration?.options ?? {};
    return logConfiguration?.logDriver === 'awslogs' && group !== undefined && region === document.region
      ? [group]
      : [];
  });
  const retention = service.logs?.retention ?? DAYS;
  return [...new Set(groups)].map((logGroupName) => ({
    input: { logGroupName, tags: Object.fromEntries(ownTags(given)) },
    ...(retention === 'forever' ? {} : { retentionInDays: retention }),
  }));
}
