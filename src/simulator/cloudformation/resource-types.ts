import type { ResourceType } from './resource-type.ts';
import { alarm, dashboard } from './resources/alarms.ts';
import { cluster } from './resources/clusters.ts';
import { eventBusPolicy, rule } from './resources/events.ts';
import { eventSourceMapping, permission } from './resources/function-sources.ts';
import { lambdaFunction } from './resources/functions.ts';
import { listener, loadBalancer } from './resources/load-balancers.ts';
import { logGroup } from './resources/log-groups.ts';
import { address, internetGateway, natGateway, routeTable, securityGroup, subnet, vpc } from './resources/network.ts';
import { queue, queuePolicy } from './resources/queues.ts';
import { managedPolicy, role } from './resources/roles.ts';
import { gatewayAttachment, route, routeTableAssociation, vpcEndpoint } from './resources/routes.ts';
import { schedule } from './resources/schedules.ts';
import { table } from './resources/tables.ts';
import { subscription, topic, topicPolicy } from './resources/topics.ts';

/** Every kind of resource that stacks can be made of here; others are refused by name. */
const all: readonly ResourceType[] = [
  table,
  queue,
  queuePolicy,
  role,
  managedPolicy,
  lambdaFunction,
  eventSourceMapping,
  permission,
  schedule,
  rule,
  eventBusPolicy,
  logGroup,
  topic,
  topicPolicy,
  subscription,
  alarm,
  dashboard,
  vpc,
  subnet,
  securityGroup,
  internetGateway,
  gatewayAttachment,
  natGateway,
  address,
  routeTable,
  route,
  routeTableAssociation,
  vpcEndpoint,
  loadBalancer,
  listener,
  cluster,
];

export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(all.map((one) => [one.type, one]));
