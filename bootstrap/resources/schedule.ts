import { arnOf, ref } from '../intrinsics.ts';
import { names } from '../names.ts';
import type { Resource } from '../template-shape.ts';

/** The schedule alone would be enough: what an event missed, the next sweep sees. */
export function schedule(): Readonly<Record<string, Resource>> {
  return {
    SweepSchedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: names.schedule,
        Description: 'Looks at every app of the fleet.',
        ScheduleExpression: ref('Schedule'),
        State: 'ENABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: arnOf('DispatchFunction'),
          RoleArn: arnOf('ScheduleRole'),
          Input: JSON.stringify({ sweep: true }),
          // The next turn comes soon: an old one is not worth a retry.
          RetryPolicy: { MaximumEventAgeInSeconds: 300, MaximumRetryAttempts: 3 },
          DeadLetterConfig: { Arn: arnOf('DeadLetters') },
        },
      },
    },
  };
}
