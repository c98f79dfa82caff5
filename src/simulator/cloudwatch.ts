import { deleteAlarms, describeAlarms, putMetricAlarm, putMetricData } from './cloudwatch/alarms.ts';
import { deleteDashboards, getDashboard, putDashboard } from './cloudwatch/dashboards.ts';
import type { SimulatedService } from './operation.ts';

/** Alarms on metrics that functions, queues and rules really leave here, and dashboards as text. In JSON 1.0 only. */
export const cloudwatch: SimulatedService = {
  endpoint: 'monitoring',
  signingName: 'monitoring',
  protocol: 'awsJson1.0',
  target: 'GraniteServiceVersion20100801',
  errorNamespace: 'com.amazonaws.cloudwatch',
  queryErrors: { ValidationException: 'ValidationError' },
  operations: [
    putMetricAlarm,
    describeAlarms,
    deleteAlarms,
    putMetricData,
    putDashboard,
    getDashboard,
    deleteDashboards,
  ],
};
