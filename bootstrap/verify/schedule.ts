import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { names } from '../names.ts';
import { type Check, must } from './check.ts';

export const schedule: Check = {
  name: 'schedule',
  async look({ clients: { scheduler } }) {
    const { State, ScheduleExpression, Target } = await scheduler.send(
      new GetScheduleCommand({ Name: names.schedule }),
    );
    return [
      must(
        State === 'ENABLED',
        `everything is looked at by ${ScheduleExpression}`,
        `the schedule is ${State}: only events wake us`,
      ),
      must(
        Target?.Arn?.endsWith(`:function:${names.dispatch}`) === true,
        'it calls dispatch',
        `it calls ${Target?.Arn ?? 'nothing'}`,
      ),
    ];
  },
};
