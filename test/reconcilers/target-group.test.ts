import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../src/reconcilers/observation.ts';
import type { Around } from '../../src/reconcilers/resource-kind.ts';
import { targetGroup } from '../../src/reconcilers/target-group.ts';
import { appWith, aroundOf, denied, groupArnOf, inAws, webOf } from './app-in-aws.ts';

const app = appWith();
const name = webOf(app).targetGroups[0]?.name ?? '';
const arn = groupArnOf(name);

function planned(change: (seen: Observation) => void, given = app, more: Partial<Around> = {}) {
  const seen = inAws(given);
  change(seen);
  const { steps, findings, waits = [] } = targetGroup.plan(aroundOf(given, seen, more));
  return { steps, codes: findings.map(({ code }) => code), waits };
}

const nothing = { steps: [], codes: [], waits: [] };

function alter(seen: Observation, over: Partial<TargetGroup>): void {
  for (const [key, observed] of seen.targetGroups)
    if (observed.is === 'present') seen.targetGroups.set(key, { is: 'present', seen: { ...observed.seen, ...over } });
}

describe('the plan of a target group that is there', () => {
  it('R13 R14 is empty when it is as declared', () => {
    expect(planned(() => undefined)).toEqual(nothing);
  });

  it('sends the whole health check where a part of it differs', () => {
    const { steps } = planned((seen) => alter(seen, { HealthCheckPath: '/wrong' }));
    expect(steps.map(({ call }) => call)).toEqual(['elasticloadbalancing:ModifyTargetGroup']);
    expect(steps[0]?.differences).toEqual([{ path: 'HealthCheckPath', declared: '/', observed: '/wrong' }]);
    expect(steps[0]?.input).toEqual({
      TargetGroupArn: arn,
      HealthCheckEnabled: true,
      HealthCheckProtocol: 'HTTP',
      HealthCheckPort: 'traffic-port',
      HealthCheckPath: '/',
      HealthCheckIntervalSeconds: 30,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
    });
  });

  it('sends of its attributes only what differs', () => {
    const { steps } = planned((seen) =>
      seen.attributes.set(arn, {
        is: 'present',
        seen: [
          { Key: 'deregistration_delay.timeout_seconds', Value: '300' },
          { Key: 'slow_start.duration_seconds', Value: '0' },
        ],
      }),
    );
    expect(steps.map(({ call, input }) => [call, input])).toEqual([
      [
        'elasticloadbalancing:ModifyTargetGroupAttributes',
        { TargetGroupArn: arn, Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }] },
      ],
    ]);
  });

  it('says that a field which AWS can not change needs a replacement, and writes nothing for it', () => {
    expect(planned((seen) => alter(seen, { Protocol: 'HTTPS' }))).toEqual({
      ...nothing,
      codes: ['needs-replacement'],
    });
  });

  it('leaves alone what the document leaves unmanaged', () => {
    const loose = appWith({ unmanaged: ['HealthCheckPath'] });
    expect(planned((seen) => alter(seen, { HealthCheckPath: '/wrong' }), loose)).toEqual(nothing);
  });

  it('is empty without a candidate, and where not everything is ours', () => {
    const wrong = (seen: Observation) => alter(seen, { HealthCheckPath: '/wrong' });
    expect(planned(wrong, app, { candidate: undefined })).toEqual(nothing);
    for (const manage of ['service', 'image']) expect(planned(wrong, appWith({ manage }))).toEqual(nothing);
  });
});

describe('whose the target group is', () => {
  const wrong = (tags: ReadonlyMap<string, string> | undefined) => (seen: Observation) => {
    alter(seen, { HealthCheckPath: '/wrong' });
    if (tags === undefined) seen.tags.delete(arn);
    else seen.tags.set(arn, tags);
  };

  it.each([
    ['nobody', new Map([['team', 'a']])],
    ['another app', new Map([['ecs-steward:app', 'shop']])],
  ])('R1 a group of %s gets a finding and no step', (_owner, tags) => {
    expect(planned(wrong(tags))).toEqual({ ...nothing, codes: ['not-ours'] });
  });

  it('R1 a group whose tags were not read is only changed where our records know it', () => {
    expect(planned(wrong(undefined)).steps).toHaveLength(1);
    const unknown = planned(wrong(undefined), app, { known: { rules: {}, targetGroups: {}, revisions: [] } });
    expect(unknown).toEqual({ ...nothing, waits: [`the tags of ${name} are not read yet`] });
  });

  it('R1 taking a group over begins with its tags', () => {
    const adopting = appWith({ manage: 'all', adopt: { targetGroup: 'old-group' } });
    const { steps } = planned((seen) => {
      seen.tags.set(groupArnOf('old-group'), new Map());
      alter(seen, { HealthCheckPath: '/wrong' });
    }, adopting);
    expect(steps.map(({ call, reason }) => [call, reason])).toEqual([
      ['elasticloadbalancing:AddTags', 'adoption'],
      ['elasticloadbalancing:ModifyTargetGroup', 'drift'],
    ]);
    expect(steps[0]?.input).toMatchObject({ ResourceArns: [groupArnOf('old-group')] });
  });

  it('R1 adoption takes nothing from another app', () => {
    const adopting = appWith({ manage: 'all', adopt: { targetGroup: 'old-group' } });
    const { steps, codes } = planned(
      (seen) => seen.tags.set(groupArnOf('old-group'), new Map([['ecs-steward:app', 'shop']])),
      adopting,
    );
    expect({ steps, codes }).toEqual({ steps: [], codes: ['not-ours'] });
  });
});

describe('a target group that is not there', () => {
  const gone = (seen: Observation) => seen.targetGroups.set(name, { is: 'absent' });

  it('is made in the VPC of the load balancer, and then gets its attributes', () => {
    const { steps } = planned(gone);
    expect(steps.map(({ call, reason, risk }) => [call, reason, risk])).toEqual([
      ['elasticloadbalancing:CreateTargetGroup', 'create', 'low'],
      ['elasticloadbalancing:ModifyTargetGroupAttributes', 'create', 'low'],
    ]);
    expect(steps[0]?.input).toMatchObject({ Name: name, VpcId: 'vpc-1', Port: 80, TargetType: 'ip' });
    expect(steps[1]).toMatchObject({
      after: [steps[0]?.id],
      input: { TargetGroupArn: { ref: steps[0]?.id, field: 'TargetGroups.0.TargetGroupArn' } },
    });
  });

  it('R4 is not made while it, or the load balancer, could not be read', () => {
    expect(planned((seen) => seen.targetGroups.set(name, { is: 'unknown', failure: denied }))).toEqual({
      ...nothing,
      codes: ['read-failed'],
    });
    const blind = planned((seen) => {
      gone(seen);
      for (const balancer of seen.loadBalancers.keys())
        seen.loadBalancers.set(balancer, { is: 'unknown', failure: denied });
    });
    expect(blind).toEqual({ ...nothing, codes: ['read-failed'] });
    expect(planned((seen) => seen.targetGroups.delete(name))).toEqual(nothing);
  });

  it('waits where the load balancer does not exist', () => {
    const alone = planned((seen) => {
      gone(seen);
      seen.loadBalancers.clear();
    });
    expect(alone).toEqual({ ...nothing, waits: ['the load balancer was not found'] });
  });
});
