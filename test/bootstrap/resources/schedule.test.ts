import { expect, it } from 'vitest';
import { roles } from '../../../bootstrap/resources/roles.ts';
import { schedule } from '../../../bootstrap/resources/schedule.ts';
import { schedule as source } from '../../../src/handlers/events/schedule.ts';
import { propertiesOf } from '../properties.ts';

const { Target, FlexibleTimeWindow } = propertiesOf(schedule(), 'SweepSchedule') as {
  Target: { Input: string; RetryPolicy: unknown };
  FlexibleTimeWindow: unknown;
};
const own = { account: '210987654321', region: 'eu-central-1', roles: ['r'], spokeRoles: [], table: 't' };

it('what the schedule sends is understood as a sweep of everything', () => {
  expect(source.read(JSON.parse(Target.Input), [], own)).toEqual([{ sweep: 'all', reason: 'schedule' }]);
});

it('it comes on time, and an old turn is not repeated for a day', () => {
  expect(FlexibleTimeWindow).toEqual({ Mode: 'OFF' });
  expect(Target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 3 });
});

it('T19 its role is for schedules of this account and may call dispatch only', () => {
  const role = propertiesOf(roles({ vpc: false, tracing: false, cloudTrail: false }), 'ScheduleRole');
  const trust = JSON.stringify(role.AssumeRolePolicyDocument);
  expect(trust).toContain('"aws:SourceAccount":{"Fn::Sub":"${AWS::AccountId}"}');
  expect(trust).toContain(':schedule-group/default');
  expect(JSON.stringify(role.Policies)).toContain(
    '"Action":"lambda:InvokeFunction","Resource":{"Fn::GetAtt":["DispatchFunction","Arn"]}',
  );
});
