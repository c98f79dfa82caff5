import type { Stage } from '../../scripts/stage/stage.ts';
import { where } from '../../scripts/stage/stage.ts';
import { TAG } from '../../src/desired-state/desired.ts';
import { ecsState } from '../../src/simulator/ecs/state.ts';
import { elbState } from '../../src/simulator/elbv2/state.ts';

/** What is in the world, without what differs from run to run (ids, times): equal digests, equal ends. Read past our own code. */
export function worldDigest(stage: Stage): unknown {
  const ecs = stage.simulator.world.state(ecsState, where);
  const elb = stage.simulator.world.state(elbState, where);
  const groupName = (arn: string | undefined) => arn?.split('/')[1];
  return {
    services: [...ecs.services.values()]
      .filter(({ status }) => status !== 'INACTIVE')
      .map((service) => {
        const [primary] = service.deployments;
        const revision = ecs.families.get(primary?.taskDefinition.split('/')[1]?.split(':')[0] ?? '')?.[
          Number(primary?.taskDefinition.split(':').at(-1)) - 1
        ];
        const {
          taskDefinitionArn,
          revision: _number,
          registeredAt,
          registeredBy,
          ...content
        } = revision?.definition ?? {};
        return {
          name: service.name,
          status: service.status,
          desired: service.desiredCount,
          deployments: service.deployments.map(({ status, rolloutState }) => `${status} ${rolloutState}`),
          groups: service.shape.loadBalancers?.map(({ targetGroupArn }) => groupName(targetGroupArn)),
          content,
          owner: service.tags.get(TAG.app),
          running: [...ecs.tasks.values()].filter(
            (task) => task.service === service.name && task.lastStatus === 'RUNNING',
          ).length,
        };
      }),
    revisions: [...ecs.families].map(([family, revisions]) => `${family} ${revisions.length}`),
    groups: [...elb.targetGroups.values()]
      .map(({ arn, healthCheck }) => ({ name: groupName(arn), path: healthCheck.path }))
      .sort((a, b) => (String(a.name) < String(b.name) ? -1 : 1)),
    rules: [...elb.rules.values()]
      .filter(({ priority }) => priority !== undefined)
      .map(({ priority, conditions, actions }) =>
        JSON.stringify({ priority, conditions, actions }).replace(/targetgroup\/([^/]+)\/[0-9a-f]+/g, 'targetgroup/$1'),
      ),
  };
}
