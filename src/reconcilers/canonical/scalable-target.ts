import {
  ListTagsForResourceResponse$,
  RegisterScalableTargetRequest$,
  ScalableTarget$,
} from '@aws-sdk/client-application-auto-scaling';
import type { ComparisonContext } from '../difference.ts';
import type { KindRule } from './kind-rule.ts';
import { byDefault, ignored, leaf, map, type Place, struct } from './rules.ts';

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/**
 * aws-facts §5, «RegisterScalableTarget»: an upsert, what is absent stays. RoleARN is ignored for ECS. Scheduled actions
 * rewrite the bounds when they fire, so any pair that the declared ones can lead to is right.
 */
export const scalableTarget: KindRule = {
  shapes: {
    declared: [RegisterScalableTargetRequest$],
    observed: [ScalableTarget$, ListTagsForResourceResponse$],
  },
  rule: struct({
    RoleARN: ignored,
    MinCapacity: leaf({ silent: true, same: boundsAreDeclared }),
    MaxCapacity: leaf({ silent: true, same: boundsAreDeclared }),
    SuspendedState: struct({
      DynamicScalingInSuspended: byDefault(false),
      DynamicScalingOutSuspended: byDefault(false),
      ScheduledScalingSuspended: byDefault(false),
    }),
    Tags: map({ undeclared: 'ignored', askedApart: true }),
  }),
};

function boundsAreDeclared(_declared: unknown, _observed: unknown, place: Place): boolean {
  const base = boundsOf(place.declaredRoot);
  const now = boundsOf(place.observedRoot);
  if (base === undefined || now === undefined) return false;
  return reachableBounds(base, place.context.scheduled).some(({ min, max }) => min === now.min && max === now.max);
}

function boundsOf(target: Place['declaredRoot']): Bounds | undefined {
  const { MinCapacity: min, MaxCapacity: max } = target;
  return typeof min === 'number' && typeof max === 'number' ? { min, max } : undefined;
}

/** Every pair that the declared bounds and scheduled actions can leave, whichever of them fired and in which order. */
export function reachableBounds(base: Bounds, scheduled: ComparisonContext['scheduled'] = []): readonly Bounds[] {
  const reached: Bounds[] = [base];
  for (const from of reached) {
    for (const action of scheduled) {
      const to = { min: action.min ?? from.min, max: action.max ?? from.max };
      if (!reached.some(({ min, max }) => min === to.min && max === to.max)) reached.push(to);
    }
  }
  return reached;
}
