import { z } from 'zod';
import type { FleetApp } from '../../records/fleet-index.ts';
import type { PlaceId } from '../../records/spokes.ts';
import { fromAws } from './envelope.ts';
import { type EventSource, type Hint, LONGEST_NAME } from './event-source.ts';

const text = z.string().max(LONGEST_NAME);

/** A service's or a task's own news: deployments, steady states, stopped tasks (aws-facts §11). */
export const ecs: EventSource = {
  name: 'ecs',
  read(event, fleet) {
    const service = fromAws(
      event,
      ['ECS Deployment State Change', 'ECS Service Action'],
      ['aws.ecs'],
      z.object({ eventName: text }),
    );
    if (service !== undefined)
      return service.resources.flatMap((arn) => ofService(fleet, service.origin, arn, service.detail.eventName));
    const task = fromAws(
      event,
      ['ECS Task State Change'],
      ['aws.ecs'],
      z.object({ clusterArn: text, group: text.default(''), lastStatus: text.default('') }),
    );
    if (task === undefined) return undefined;
    const { clusterArn, group, lastStatus } = task.detail;
    // Of a life of eight states only the end is news: the others come with the deployment.
    if (!group.startsWith('service:') || lastStatus !== 'STOPPED') return [];
    const [, region, account, cluster = ''] = CLUSTER.exec(clusterArn) ?? [];
    if (account !== task.origin.account || region !== task.origin.region) return [];
    return byName(fleet, task.origin, cluster, group.slice('service:'.length), 'a task stopped');
  },
};

const CLUSTER = /^arn:[\w-]+:ecs:([\w-]+):(\d+):cluster\/([^/]+)$/;
const SERVICE = /^arn:[\w-]+:ecs:([\w-]+):(\d+):service\/([^/]+)\/([^/]+)$/;

/** What an event says of another place than its own is nobody's news. */
function ofService(fleet: readonly FleetApp[], origin: PlaceId, arn: string, reason: string): Hint[] {
  const [, region, account, cluster = '', name = ''] = SERVICE.exec(arn) ?? [];
  return account === origin.account && region === origin.region ? byName(fleet, origin, cluster, name, reason) : [];
}

export function isAt({ account, region }: FleetApp, origin: PlaceId): boolean {
  return account === origin.account && region === origin.region;
}

export function byName(
  fleet: readonly FleetApp[],
  origin: PlaceId,
  cluster: string,
  ecsService: string,
  reason: string,
): Hint[] {
  return fleet
    .filter(
      (app) =>
        isAt(app, origin) &&
        app.cluster === cluster &&
        app.services.some((service) => service.ecsService === ecsService),
    )
    .map(({ app }) => ({ app, reason }));
}
