import {
  DescribeServices$,
  type DescribeServicesCommandInput,
  type DescribeServicesCommandOutput,
  ListServices$,
  type ListServicesCommandInput,
  type ListServicesCommandOutput,
} from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed, pageSize } from './ecs-operation.ts';
import { clusterName, findCluster, findService, invalid, lastPart, serviceArn } from './names.ts';
import { paged } from './paging.ts';
import { launchOf, shownService } from './shown-service.ts';
import { ecsState, type ServiceRecord } from './state.ts';

/** Ten names or ARNs of one cluster; unknown ones are failures in a good answer. */
export const describeServices: EcsOperation<DescribeServicesCommandInput, DescribeServicesCommandOutput> = {
  name: 'ecs:DescribeServices',
  schema: DescribeServices$,
  effect: 'read',
  buckets: buckets.serviceRead,
  facts: ['§2.3', '§2.4', '§2.5'],
  limits: [
    needed('services'),
    { path: 'services', min: 1, code: 'InvalidParameterException', message: 'Services cannot be empty.' },
    { path: 'services', max: 10, code: 'InvalidParameterException', message: 'Services cannot exceed 10.' },
  ],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const names = input.services ?? [];
    const withTags = (input.include ?? []).includes('TAGS');
    const found = names.map((name) => findService(state, cluster, name));
    return {
      services: found.flatMap((service) =>
        service === undefined ? [] : [shownService(world, caller, service, withTags)],
      ),
      failures: names
        .filter((_name, index) => found[index] === undefined)
        .map((name) => ({ arn: serviceArn(caller, cluster, lastPart(name)), reason: 'MISSING' })),
    };
  },
};

const known = ['cluster', 'maxResults', 'nextToken', 'launchType', 'schedulingStrategy', 'resourceManagementType'];

/** ARNs of ACTIVE services; a new one is missing for up to five seconds. */
export const listServices: EcsOperation<ListServicesCommandInput, ListServicesCommandOutput> = {
  name: 'ecs:ListServices',
  schema: ListServices$,
  effect: 'read',
  buckets: buckets.serviceRead,
  facts: ['§2.4', '§10'],
  limits: [pageSize],
  run(world, caller, input) {
    refuseOthers('ecs:ListServices', input, known);
    const state = world.state(ecsState, caller);
    const cluster = clusterName(findCluster(state, input.cluster));
    const now = world.clock.now();
    const arns = [...state.services.values()]
      .filter((service) => service.cluster === cluster && service.status === 'ACTIVE' && service.listedFrom <= now)
      .filter((service) => matches(service, input))
      .map((service) => service.arn);
    const { page, rest } = paged(arns.sort(), input, 10);
    return { serviceArns: [...page], ...rest };
  },
};

/** All services here are REPLICA ones that their customer manages. */
function matches({ shape }: ServiceRecord, input: ListServicesCommandInput): boolean {
  const { launchType, schedulingStrategy = 'REPLICA', resourceManagementType = 'CUSTOMER' } = input;
  if (schedulingStrategy !== 'REPLICA' && schedulingStrategy !== 'DAEMON') throw invalid('Invalid schedulingStrategy.');
  const launch = launchOf(shape);
  return (
    schedulingStrategy === 'REPLICA' &&
    resourceManagementType === 'CUSTOMER' &&
    (launchType === undefined || ('launchType' in launch && launch.launchType === launchType))
  );
}
