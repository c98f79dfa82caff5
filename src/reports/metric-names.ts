/** Metrics that alarms and the dashboard look at, by the names under which the functions write them (EMF). */

export const metricNamespace = 'ecs-steward';
/** Powertools puts it on every metric; the same for both functions, so that a sweep counts whoever ended it. */
export const metricService = 'ecs-steward';
export const metricDimension = { Name: 'service', Value: metricService } as const;

export const metricNames = {
  /** The heartbeat: sweeps that ended; one as well where there is no app to look at yet. */
  sweeps: 'sweeps',
  appsDiffer: 'apps_differ',
  passConverged: 'pass_converged',
  passUnsettled: 'pass_unsettled',
  passFailed: 'pass_failed',
  reads: 'reads',
  writes: 'writes',
  differencesFound: 'differences_found',
  differencesRepaired: 'differences_repaired',
  findingError: 'finding_error',
  findingWarning: 'finding_warning',
  completed: 'rollout_completed',
  rolledBack: 'rollout_rolled-back',
  held: 'rollout_held',
} as const;
