import type { Service } from '@aws-sdk/client-ecs';
import { differences } from './compare.ts';
import type { ComparisonContext } from './difference.ts';
import { present } from './observation.ts';
import { managed, step } from './planning.ts';
import type { Around } from './resource-kind.ts';
import type { Step } from './step.ts';

function scalingContext({ service: wanted }: Around): ComparisonContext {
  if (wanted.scaling === undefined) return {};
  const { MinCapacity, MaxCapacity } = wanted.scaling.target;
  const scheduled = wanted.scaling.scheduledActions.map(({ ScalableTargetAction }) => ({
    ...(ScalableTargetAction?.MinCapacity === undefined ? {} : { min: ScalableTargetAction.MinCapacity }),
    ...(ScalableTargetAction?.MaxCapacity === undefined ? {} : { max: ScalableTargetAction.MaxCapacity }),
  }));
  return { scaling: { min: MinCapacity, max: MaxCapacity }, ...(scheduled.length > 0 ? { scheduled } : {}) };
}

/** The count: ours without scaling; with it only to come back inside the bounds that are in force now (R12). */
export function countStep(around: Around, running: Service): Step | undefined {
  const { app, service: wanted, seen } = around;
  if (wanted.manage === 'image' || running.schedulingStrategy === 'DAEMON') return undefined;
  const target = present(seen.scaling.get(wanted.ecsService))?.target;
  const context = scalingContext(around);
  // A scheduled action may have set other declared bounds: those that hold now decide.
  const bounds =
    wanted.scaling !== undefined &&
    target?.MinCapacity !== undefined &&
    target.MaxCapacity !== undefined &&
    wanted.scaling.scheduledActions.length > 0
      ? { scaling: { min: target.MinCapacity, max: target.MaxCapacity } }
      : context;
  const found = managed(
    differences(
      'service',
      { desiredCount: wanted.service.desiredCount },
      { desiredCount: running.desiredCount },
      bounds,
    ),
    wanted.unmanaged,
  ).filter(({ path }) => path === 'desiredCount');
  const [difference] = found;
  if (difference === undefined) return undefined;
  const count = Number(difference.declared);
  return step({
    kind: 'service',
    service: wanted.name,
    does: 'count',
    call: 'ecs:UpdateService',
    target: wanted.ecsService,
    input: { cluster: app.cluster, service: wanted.ecsService, desiredCount: count },
    reason: around.reason === 'rollout' || around.reason === 'roll-back' ? 'drift' : around.reason,
    risk: 'medium',
    why:
      wanted.scaling === undefined
        ? `the document declares ${count}`
        : `the scaler's bounds are ${bounds.scaling?.min} to ${bounds.scaling?.max}`,
    differences: found,
  });
}
