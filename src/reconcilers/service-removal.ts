import type { Service } from '@aws-sdk/client-ecs';
import { notOurs } from '../findings/not-ours.ts';
import { removalWaits } from '../findings/removal-waits.ts';
import { present } from './observation.ts';
import { ownerOf, tagsOf } from './ownership.ts';
import { step, withheldAsUnknown } from './planning.ts';
import { removalRules } from './removal-rules.ts';
import { nothingPlanned, type Planned, type RemovalAround } from './resource-kind.ts';

/** After its rules: to zero, then, with its last task gone, deleted (R6). */
export function remove(around: RemovalAround): Planned {
  const { app, tombstone, seen } = around;
  const place = { app: app.app, service: tombstone.service, resource: tombstone.ecsService };
  const observed = seen.services.get(tombstone.ecsService);
  if (observed?.is === 'unknown') return withheldAsUnknown(place, observed.failure);
  const running = present(observed);
  if (running === undefined) return nothingPlanned;
  const waits = (why: string): Planned => ({
    ...nothingPlanned,
    findings: [removalWaits(place, { service: tombstone.service, why })],
    waits: [why],
  });
  if (running.status === 'DRAINING') return waits('its last tasks drain');
  const owner = ownerOf(tagsOf(running.tags), app.app);
  if (owner === 'nobody' || owner === 'another app') {
    const name = tombstone.ecsService;
    return {
      ...nothingPlanned,
      findings: [notOurs(place, { what: 'ECS service', name, owner, adoptLine: `adopt: { service: ${name} }` })],
    };
  }
  const { ours, strangers, unread } = removalRules(around);
  if (ours.length > 0) return waits('its rules go first');
  if (unread !== undefined) return waits(unread);
  // Said as blocked, with the rule's name, by the rules' own removal.
  if (strangers.length > 0) return { ...nothingPlanned, waits: ['a rule of somebody else leads to it'] };
  return nextStep(app.cluster, tombstone, running) ?? waits('its tasks stop');
}

/** undefined: tasks are still on their way out. */
function nextStep(
  cluster: string,
  { service, ecsService, force }: RemovalAround['tombstone'],
  running: Service,
): Planned | undefined {
  const common = { kind: 'service', service, target: ecsService, reason: 'tombstone', risk: 'high' } as const;
  const input = { cluster, service: ecsService };
  const why = 'its service was removed by a tombstone';
  if (force)
    return {
      ...nothingPlanned,
      steps: [
        step({
          ...common,
          does: 'delete',
          call: 'ecs:DeleteService',
          input: { ...input, force },
          why: 'its tombstone says force',
        }),
      ],
    };
  if ((running.desiredCount ?? 0) > 0) {
    const differences = [{ path: 'desiredCount', declared: 0, observed: running.desiredCount }];
    const zero = step({
      ...common,
      does: 'scale to zero',
      call: 'ecs:UpdateService',
      input: { ...input, desiredCount: 0 },
      why,
      differences,
    });
    return { ...nothingPlanned, steps: [zero], waits: ['its tasks stop'] };
  }
  if ((running.runningCount ?? 0) + (running.pendingCount ?? 0) > 0) return undefined;
  return {
    ...nothingPlanned,
    steps: [step({ ...common, does: 'delete', call: 'ecs:DeleteService', input, why })],
    waits: ['its name is free when it is inactive'],
  };
}
