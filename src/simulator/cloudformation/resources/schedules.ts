import { z } from 'zod';
import { createSchedule, deleteSchedule, updateSchedule } from '../../scheduler/schedules.ts';
import { call, generatedName, number, resourceType, unlessGone } from '../resource-type.ts';

const schema = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).optional(),
  FlexibleTimeWindow: z.strictObject({ Mode: z.enum(['OFF', 'FLEXIBLE']), MaximumWindowInMinutes: number.optional() }),
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: z
      .strictObject({ MaximumEventAgeInSeconds: number.optional(), MaximumRetryAttempts: number.optional() })
      .optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  }),
});

export const schedule = resourceType({
  type: 'AWS::Scheduler::Schedule',
  schema,
  replacedBy: ['Name'],
  async create(site, wanted) {
    const Name = wanted.Name ?? generatedName(site);
    const { ScheduleArn } = await call(site, createSchedule, { ...wanted, Name });
    return { id: Name, attributes: { Arn: ScheduleArn } };
  },
  async update(site, physical, wanted) {
    await call(site, updateSchedule, { ...wanted, Name: physical.id });
    return physical;
  },
  delete: (site, { id }) => unlessGone(call(site, deleteSchedule, { Name: id }), 'ResourceNotFoundException'),
});
