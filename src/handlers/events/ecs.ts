import { z } from 'zod';
import type { FleetApp } from '../../records/fleet-index.ts';
import { fromAws } from './envelope.ts';
import { type EventSource, type Hint, LONGEST_NAME } from './event-source.ts';

const text = z.string().max(LONGEST_NAME);

/** A service's or a task's own news: deployments, steady states, stopped tasks (aws-facts §11). */
export const ecs: EventSource = {
  name: 'ecs',
  read(event, fleet, own) {
    const service = fromAws(
      event,
      own,
      ['ECS Deployment State Change', 'ECS Service Action'],
      ['aws.ecs'],
      z.object({ eventName: text }),
    );
    if (service !== undefined)
      return service.resources.flatMap((arn) => ofService(fleet, arn, service.detail.eventName));
    const task = fromAws(
      event,
      own,
      ['ECS Task State Change'],
      ['aws.ecs'],
      z.object({ clusterArn: text, group: text.default(''), lastStatus: text.default('') }),
    );
    if (task === undefined) return undefined;
    const { clusterArn, group, lastStatus } = task.detail;
    // Of a life of eight states only the end is news: the others come with the deployment.
    if (!group.startsWith('service:') || lastStatus !== 'STOPPED') return [];
    return byName(fleet, clusterArn.split('/').at(-1) ?? '', group.slice('service:'.length), 'a task stopped');
  },
};

/** `…:service/CLUSTER/NAME` */
function ofService(fleet: readonly FleetApp[], arn: string, reason: string): Hint[] {
  const [, cluster = '', name = ''] = /:service\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  return byName(fleet, cluster, name, reason);
}

export function byName(fleet: readonly FleetApp[], cluster: string, ecsService: string, reason: string): Hint[] {
  return fleet
    .filter((app) => app.cluster === cluster && app.services.some((service) => service.ecsService === ecsService))
    .map(({ app }) => ({ app, reason }));
}
