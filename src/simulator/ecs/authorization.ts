import type {
  CreateServiceCommandInput,
  DeleteServiceCommandInput,
  DescribeClustersCommandInput,
  DescribeServicesCommandInput,
  DescribeTasksCommandInput,
  ListServiceDeploymentsCommandInput,
  ListTasksCommandInput,
  PutClusterCapacityProvidersCommandInput,
  RegisterTaskDefinitionCommandInput,
  TagResourceCommandInput,
} from '@aws-sdk/client-ecs';
import {
  type Access,
  type AccessTable,
  type Asked,
  type ConditionKeys,
  requestTags,
  resourceTags,
  tagsIn,
} from '../iam/access.ts';
import { arn, clusterArn, lastPart, serviceArn } from './names.ts';
import { ecsState, serviceKey } from './state.ts';

/** Which permissions ECS asks for (Service Authorization Reference; resource ARNs as its refusals name them). */

const TASKS = 'ecs-tasks.amazonaws.com';

function onCluster(action: string, { world, caller }: Asked<unknown>, cluster: string | undefined): Access {
  const name = lastPart(cluster ?? 'default');
  const tags = world.state(ecsState, caller).clusters.get(name)?.tags;
  return { action, resource: clusterArn(caller, name), context: resourceTags(tags) };
}

interface ServiceName {
  readonly cluster?: string | undefined;
  readonly service?: string | undefined;
}

/** Of a service that is there its tags count; one that is made has none yet. */
function onService(action: string, { world, caller }: Asked<unknown>, { cluster, service }: ServiceName): Access {
  const [clusterName, name] = [lastPart(cluster ?? 'default'), lastPart(service ?? '')];
  const found = world.state(ecsState, caller).services.get(serviceKey(clusterName, name));
  const tags = found?.status === 'INACTIVE' ? undefined : found?.tags;
  return {
    action,
    resource: serviceArn(caller, clusterName, name),
    context: { ...resourceTags(tags), ...inCluster({ caller }, cluster) },
  };
}

function inCluster({ caller }: Pick<Asked<unknown>, 'caller'>, cluster: string | undefined): ConditionKeys {
  return { 'ecs:cluster': clusterArn(caller, lastPart(cluster ?? 'default')) };
}

/** Tags at creation need TagResource, too: the setting tagResourceAuthorization is on by default. */
function withTags(made: Access, tags: ReadonlyMap<string, string>): Access[] {
  const context = { ...made.context, ...requestTags(tags) };
  const create = { ...made, context };
  if (tags.size === 0) return [create];
  const [, name = ''] = made.action.split(':');
  return [create, { ...create, action: 'ecs:TagResource', context: { ...context, 'ecs:CreateAction': name } }];
}

function passRole({ caller }: Asked<unknown>, role: string | undefined): Access[] {
  if (role === undefined) return [];
  const resource = role.startsWith('arn:') ? role : `arn:aws:iam::${caller.account}:role/${role}`;
  return [{ action: 'iam:PassRole', resource, context: { 'iam:PassedToService': TASKS } }];
}

function tagsOfArn({ world, caller }: Asked<unknown>, resource: string): ReadonlyMap<string, string> | undefined {
  const state = world.state(ecsState, caller);
  const [kind, first = '', second = ''] = resource.split(':').slice(5).join(':').split('/');
  if (kind === 'service') return state.services.get(serviceKey(first, second))?.tags;
  if (kind === 'cluster') return state.clusters.get(first)?.tags;
  if (kind === 'task') return state.tasks.get(resource)?.tags;
  const [family = '', revision] = first.split(':');
  return state.families.get(family)?.[Number(revision) - 1]?.tags;
}

export const access: AccessTable = {
  'ecs:DescribeClusters': (asked: Asked<DescribeClustersCommandInput>) =>
    (asked.input.clusters ?? ['default']).map((cluster) => onCluster('ecs:DescribeClusters', asked, cluster)),
  'ecs:DescribeServices': (asked: Asked<DescribeServicesCommandInput>) =>
    (asked.input.services ?? []).map((service) =>
      onService('ecs:DescribeServices', asked, { cluster: asked.input.cluster, service }),
    ),
  'ecs:DescribeTaskDefinition': () => [{ action: 'ecs:DescribeTaskDefinition', resource: '*' }],
  'ecs:ListTasks': (asked: Asked<ListTasksCommandInput>) => [
    { action: 'ecs:ListTasks', resource: '*', context: inCluster(asked, asked.input.cluster) },
  ],
  'ecs:DescribeTasks': (asked: Asked<DescribeTasksCommandInput>) =>
    (asked.input.tasks ?? []).map((task) => {
      const cluster = lastPart(asked.input.cluster ?? 'default');
      const resource = task.startsWith('arn:') ? task : arn(asked.caller, `task/${cluster}/${task}`);
      return {
        action: 'ecs:DescribeTasks',
        resource,
        context: { ...resourceTags(tagsOfArn(asked, resource)), ...inCluster(asked, asked.input.cluster) },
      };
    }),
  'ecs:ListServiceDeployments': (asked: Asked<ListServiceDeploymentsCommandInput>) => [
    onService('ecs:ListServiceDeployments', asked, asked.input),
  ],
  'ecs:PutClusterCapacityProviders': (asked: Asked<PutClusterCapacityProvidersCommandInput>) => [
    onCluster('ecs:PutClusterCapacityProviders', asked, asked.input.cluster),
  ],
  'ecs:RegisterTaskDefinition': (asked: Asked<RegisterTaskDefinitionCommandInput>) => {
    const { family, tags, taskRoleArn, executionRoleArn } = asked.input;
    const resource = arn(asked.caller, `task-definition/${family}:*`);
    return [
      ...withTags({ action: 'ecs:RegisterTaskDefinition', resource }, tagsIn(tags)),
      ...passRole(asked, taskRoleArn),
      ...passRole(asked, executionRoleArn),
    ];
  },
  'ecs:CreateService': (asked: Asked<CreateServiceCommandInput>) => {
    const { cluster, serviceName, tags } = asked.input;
    return withTags(onService('ecs:CreateService', asked, { cluster, service: serviceName }), tagsIn(tags));
  },
  'ecs:UpdateService': (asked: Asked<ServiceName>) => [onService('ecs:UpdateService', asked, asked.input)],
  'ecs:DeleteService': (asked: Asked<DeleteServiceCommandInput>) => [
    onService('ecs:DeleteService', asked, asked.input),
  ],
  'ecs:TagResource': (asked: Asked<TagResourceCommandInput>) => {
    const resource = asked.input.resourceArn ?? '';
    const context = { ...resourceTags(tagsOfArn(asked, resource)), ...requestTags(tagsIn(asked.input.tags)) };
    return [{ action: 'ecs:TagResource', resource, context }];
  },
};
