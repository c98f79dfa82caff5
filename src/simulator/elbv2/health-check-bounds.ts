import type { Limit } from '../operation.ts';
import { lengths, range } from './bounds.ts';

/** Bounds of the health check that CreateTargetGroup and ModifyTargetGroup share (aws-facts §4.1). */
export const healthCheckBounds: readonly Limit[] = [
  ...lengths('HealthCheckPath', 1, 1024),
  ...range('HealthCheckIntervalSeconds', 5, 300),
  ...range('HealthCheckTimeoutSeconds', 2, 120),
  ...range('HealthyThresholdCount', 2, 10),
  ...range('UnhealthyThresholdCount', 2, 10),
];
