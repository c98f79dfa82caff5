/** An account's defaults (aws-facts §4.1, §4.3, §4.5), by the names of DescribeAccountLimits. */
export const quotas = {
  'application-load-balancers': 50,
  'listeners-per-application-load-balancer': 50,
  'rules-per-application-load-balancer': 100,
  'target-groups': 3000,
  'target-groups-per-action-on-application-load-balancer': 5,
  'target-groups-per-application-load-balancer': 100,
  'targets-per-application-load-balancer': 1000,
  'condition-values-per-alb-rule': 5,
  'condition-wildcards-per-alb-rule': 5,
} as const;

/** Of any target group; DescribeAccountLimits does not name it. */
export const targetsPerGroup = 1000;
