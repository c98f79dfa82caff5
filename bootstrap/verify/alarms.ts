import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { alarmNames } from '../resources/alarms.ts';
import { type Check, failed, must, ok } from './check.ts';

const silence = 'ecs-steward-nothing-looked-at';
const NEW_MS = 15 * 60_000;

export const alarms: Check = {
  name: 'alarms',
  async look({ clients: { cloudwatch }, clock, createdAt }) {
    const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'ecs-steward-' }));
    return alarmNames.map((name) => {
      const alarm = MetricAlarms.find(({ AlarmName }) => AlarmName === name);
      if (alarm === undefined) return failed(`the alarm ${name} is not there`);
      // A new stack has not been looked at by the schedule yet, and silence is what this alarm is about.
      if (name === silence && alarm.StateValue === 'ALARM' && clock.now() - createdAt < NEW_MS)
        return ok(`${name} rings until the schedule's first look, within minutes`);
      return must(
        alarm.StateValue !== 'ALARM' && alarm.ActionsEnabled !== false,
        `${name} is ${alarm.StateValue}`,
        alarm.StateValue === 'ALARM'
          ? `${name} is in ALARM: ${alarm.StateReason}`
          : `${name} tells nobody: its actions are off`,
        alarm.StateValue === 'ALARM' ? `see what it means: ${alarm.AlarmDescription}` : 'ecs-steward bootstrap',
      );
    });
  },
};
