import { describe, expect, it } from 'vitest';
import { type Observation, present, type SeenScaling } from '../../src/reconcilers/observation.ts';
import type { Around, ResourceKind } from '../../src/reconcilers/resource-kind.ts';
import { scalableTarget } from '../../src/reconcilers/scalable-target.ts';
import { scalingPolicy } from '../../src/reconcilers/scaling-policy.ts';
import { scheduledAction } from '../../src/reconcilers/scheduled-action.ts';
import { appWith, aroundOf, changeService, denied, groupArnOf, inAws, removalOf, webOf } from './app-in-aws.ts';

const app = appWith({
  count: undefined,
  scaling: { min: 2, max: 6, cpu: 80, schedules: [{ name: 'night', cron: '0 20 * * ? *', min: 1 }] },
});
const KEY = {
  ServiceNamespace: 'ecs',
  ScalableDimension: 'ecs:service:DesiredCount',
  ResourceId: 'service/todo/todo-web',
};
const all = [scalableTarget, scalingPolicy, scheduledAction];
const none: SeenScaling = { target: undefined, policies: [], scheduledActions: [] };

const scaling = (change: (there: SeenScaling) => Partial<SeenScaling>) => (seen: Observation) => {
  const there = present(seen.scaling.get('todo-web')) ?? none;
  seen.scaling.set('todo-web', { is: 'present', seen: { ...there, ...change(there) } });
};

function planned(
  kinds: readonly ResourceKind[],
  change: (seen: Observation) => void = () => undefined,
  given = app,
  more: Partial<Around> = {},
) {
  const seen = inAws(given);
  change(seen);
  const plans = kinds.map((kind) => kind.plan(aroundOf(given, seen, more)));
  const steps = plans.flatMap((plan) => plan.steps);
  return {
    steps,
    calls: steps.map(({ call }) => call.split(':')[1]),
    codes: plans.flatMap((plan) => plan.findings.map(({ code }) => code)),
  };
}

const nothing = { steps: [], calls: [], codes: [] };

describe('the plan of scaling', () => {
  it('R13 R14 is empty when everything is as declared', () => {
    expect(planned(all)).toEqual(nothing);
  });

  it('makes all of it, policies and actions after their target', () => {
    const { steps, calls } = planned(
      all,
      scaling(() => none),
    );
    expect(calls).toEqual(['RegisterScalableTarget', 'PutScalingPolicy', 'PutScheduledAction']);
    expect(steps[0]).toMatchObject({ input: { ...KEY, MinCapacity: 2, MaxCapacity: 6 }, reason: 'create', after: [] });
    for (const { after, input } of steps.slice(1)) {
      expect(after).toEqual([steps[0]?.id]);
      expect(input).toMatchObject(KEY);
    }
  });

  it('waits with its target for the service that the same plan makes', () => {
    const change = (seen: Observation) => {
      scaling(() => none)(seen);
      seen.services.set('todo-web', { is: 'absent' });
    };
    expect(planned([scalableTarget], change).steps[0]?.after).toEqual(['web/service/create todo-web']);
    expect(planned(all, change, app, { candidate: undefined })).toEqual(nothing);
  });

  it('repairs the bounds that somebody changed', () => {
    const { steps } = planned(
      all,
      scaling(({ target }) => ({ target: target && { ...target, MaxCapacity: 60 } })),
    );
    expect(steps).toMatchObject([
      { call: 'application-autoscaling:RegisterScalableTarget', input: { MinCapacity: 2, MaxCapacity: 6 } },
    ]);
    expect(steps[0]?.differences).toEqual([{ path: 'MaxCapacity', declared: 6, observed: 60 }]);
  });

  it('R12 leaves bounds that a declared schedule has set', () => {
    expect(
      planned(
        all,
        scaling(({ target }) => ({ target: target && { ...target, MinCapacity: 1 } })),
      ),
    ).toEqual(nothing);
  });

  it('repairs a policy and an action by putting the whole of each', () => {
    const { steps, calls } = planned(
      all,
      scaling(({ policies, scheduledActions }) => ({
        policies: policies.map((policy) => ({
          ...policy,
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 50,
            ...policy.TargetTrackingScalingPolicyConfiguration,
            ScaleInCooldown: 1,
          },
        })),
        scheduledActions: scheduledActions.map((action) => ({ ...action, Schedule: 'rate(1 day)' })),
      })),
    );
    expect(calls).toEqual(['PutScalingPolicy', 'PutScheduledAction']);
    expect(steps[0]?.input).toMatchObject({
      PolicyName: 'todo-web-cpu',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 80, ScaleInCooldown: 300, ScaleOutCooldown: 300 },
    });
    expect(steps[1]?.input).toMatchObject({ ScheduledActionName: 'todo-web-night', Schedule: 'cron(0 20 * * ? *)' });
  });

  it('R2 deletes what an earlier document declared, and tells of what is somebody else’s', () => {
    const more = (prefix: string) =>
      scaling(({ policies, scheduledActions }) => ({
        policies: [...policies, ...policies.map((each) => ({ ...each, PolicyName: `${prefix}-old` }))],
        scheduledActions: [
          ...scheduledActions,
          ...scheduledActions.map((each) => ({ ...each, ScheduledActionName: `${prefix}-old` })),
        ],
      }));
    const own = planned(all, more('todo-web'));
    expect(own.calls).toEqual(['DeleteScalingPolicy', 'DeleteScheduledAction']);
    expect(own.steps.every(({ risk }) => risk === 'high')).toBe(true);
    expect(planned(all, more('mine'))).toEqual({ ...nothing, codes: ['foreign-scaling', 'foreign-scaling'] });
  });

  it('labels requests per target with the load balancer and the group that is there', () => {
    const requests = appWith({ count: undefined, scaling: { min: 2, max: 6, requestsPerTarget: 100 } });
    const group = groupArnOf(webOf(requests).targetGroups[0]?.name ?? '')
      .split(':')
      .at(-1);
    const { steps } = planned(
      [scalingPolicy],
      scaling(() => ({ policies: [] })),
      requests,
    );
    expect(steps[0]?.input).toMatchObject({
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { ResourceLabel: `app/todo/50dc6c495c0c9188/${group}` },
      },
    });
    const early = planned([scalingPolicy], (seen) => seen.targetGroups.clear(), requests);
    expect(early.steps).toEqual([]);
  });

  it('ends where the document gives a count in its place, if the policies are ours', () => {
    const counted = appWith();
    const left = present(inAws(app).scaling.get('todo-web')) ?? none;
    const { steps } = planned(
      all,
      scaling(() => left),
      counted,
    );
    expect(steps.map(({ call, input, risk }) => [call, input, risk])).toEqual([
      ['application-autoscaling:DeregisterScalableTarget', KEY, 'high'],
    ]);
    const theirs = { ...left, policies: left.policies.map((each) => ({ ...each, PolicyName: 'mine' })) };
    expect(
      planned(
        all,
        scaling(() => theirs),
        counted,
      ),
    ).toEqual(nothing);
  });

  it('R1 is empty for the service of somebody else', () => {
    const change = (seen: Observation) => {
      scaling(() => none)(seen);
      changeService(seen, { tags: [{ key: 'ecs-steward:app', value: 'shop' }] });
    };
    expect(planned(all, change)).toEqual(nothing);
  });

  it('R4 makes and ends nothing that could not be read', () => {
    const failed = (seen: Observation) => seen.scaling.set('todo-web', { is: 'unknown', failure: denied });
    expect(planned(all, failed)).toEqual({ ...nothing, codes: ['read-failed'] });
    const service = (seen: Observation) => {
      scaling(() => none)(seen);
      seen.services.set('todo-web', { is: 'unknown', failure: denied });
    };
    expect(planned(all, service)).toEqual(nothing);
  });
});

describe('the removal of scaling', () => {
  const removal = (change: (seen: Observation) => void = () => undefined) => {
    const seen = inAws(app);
    change(seen);
    return all.flatMap((kind) => kind.remove(removalOf(app, seen)).steps.map(({ call, input }) => [call, input]));
  };

  it('R2 ends the target, with which policies and actions go', () => {
    expect(removal()).toEqual([['application-autoscaling:DeregisterScalableTarget', KEY]]);
    expect(removal(scaling(() => none))).toEqual([]);
  });

  it('R1 R4 leaves that of somebody else, or that could not be read', () => {
    expect(removal((seen) => changeService(seen, { tags: [] }))).toEqual([]);
    expect(removal((seen) => seen.scaling.set('todo-web', { is: 'unknown', failure: denied }))).toEqual([]);
  });
});
