import type { GuardContext } from '../../../src/control-loop/guards/guard.ts';
import type { Plan } from '../../../src/reconcilers/plan.ts';
import type { Step } from '../../../src/reconcilers/step.ts';
import { appWith, inAws } from '../../reconcilers/app-in-aws.ts';

/** A plan and what guards know beside it, with one thing changed. */

export function stepOf(over: Partial<Step> = {}): Step {
  return {
    id: 'web/service/update todo-web',
    kind: 'service',
    service: 'web',
    call: 'ecs:UpdateService',
    input: {},
    target: 'todo-web',
    reason: 'drift',
    risk: 'medium',
    why: 'it is not as declared',
    differences: [],
    after: [],
    ...over,
  };
}

export function planOf(steps: readonly Step[], lowestHealthy: Plan['lowestHealthy'] = {}): Plan {
  return { app: 'todo', steps, findings: [], waits: [], lowestHealthy };
}

export function contextOf(over: Partial<GuardContext> = {}): GuardContext {
  const app = over.app ?? appWith();
  return {
    app,
    seen: inAws(app),
    now: 1_000_000,
    paused: undefined,
    frozen: undefined,
    killed: undefined,
    massChange: { is: 'granted' },
    limits: {
      maxSteps: 50,
      registries: ['public.ecr.aws'],
      rolePaths: [],
      deletionProtection: [],
      removalCoolingSeconds: 60,
      massChange: { share: 0.2, atLeast: 10, windowMinutes: 60, approvedUntil: 0 },
    },
    documentStoredAt: 0,
    ...over,
  };
}

export const reasons: readonly Step['reason'][] = [
  'create',
  'document',
  'drift',
  'rollout',
  'roll-back',
  'replacement',
  'tombstone',
  'adoption',
  'request',
];

/** One step for each reason, its id the reason. */
export const oneOfEach = reasons.map((reason) => stepOf({ id: reason, reason }));
