import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { deleteAlarms, putMetricAlarm } from '../../cloudwatch/alarms.ts';
import { deleteDashboards, putDashboard } from '../../cloudwatch/dashboards.ts';
import {
  boolean,
  call,
  generatedName,
  number,
  type Physical,
  resourceType,
  type Site,
  unlessGone,
} from '../resource-type.ts';

const schema = z.strictObject({
  AlarmName: z.string().optional(),
  AlarmDescription: z.string().optional(),
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.strictObject({ Name: z.string(), Value: z.string() })).optional(),
  Statistic: z.enum(['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount']),
  ComparisonOperator: z.enum([
    'GreaterThanOrEqualToThreshold',
    'GreaterThanThreshold',
    'LessThanThreshold',
    'LessThanOrEqualToThreshold',
  ]),
  Threshold: number,
  Period: number,
  EvaluationPeriods: number,
  DatapointsToAlarm: number.optional(),
  TreatMissingData: z.enum(['missing', 'ignore', 'breaching', 'notBreaching']).optional(),
  ActionsEnabled: boolean.optional(),
  AlarmActions: z.array(z.string()).optional(),
  OKActions: z.array(z.string()).optional(),
  InsufficientDataActions: z.array(z.string()).optional(),
});

async function put(
  site: Site,
  AlarmName: string,
  wanted: Omit<PutMetricAlarmCommandInput, 'AlarmName'>,
): Promise<Physical> {
  await call(site, putMetricAlarm, { ...wanted, AlarmName });
  const { region, account } = site.caller;
  return { id: AlarmName, attributes: { Arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${AlarmName}` } };
}

export const alarm = resourceType({
  type: 'AWS::CloudWatch::Alarm',
  schema,
  replacedBy: ['AlarmName'],
  create: (site, wanted) => put(site, wanted.AlarmName ?? generatedName(site), wanted),
  update: (site, { id }, wanted) => put(site, id, wanted),
  async delete(site, { id }) {
    await call(site, deleteAlarms, { AlarmNames: [id] });
  },
});

const dashboardSchema = z.strictObject({ DashboardName: z.string().optional(), DashboardBody: z.string() });

export const dashboard = resourceType({
  type: 'AWS::CloudWatch::Dashboard',
  schema: dashboardSchema,
  replacedBy: ['DashboardName'],
  async create(site, { DashboardName = generatedName(site), DashboardBody }) {
    await call(site, putDashboard, { DashboardName, DashboardBody });
    return { id: DashboardName };
  },
  async update(site, physical, { DashboardBody }) {
    await call(site, putDashboard, { DashboardName: physical.id, DashboardBody });
    return physical;
  },
  delete: (site, { id }) => unlessGone(call(site, deleteDashboards, { DashboardNames: [id] }), 'ResourceNotFound'),
});
