import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';

/** The rolling window of a deployment: at most so many tasks, at least so many healthy ones. */
export interface Window {
  readonly most: number;
  readonly least: number;
}

/** desired 3 with 50/150: most ⌊4.5⌋ = 4, least ⌈1.5⌉ = 2. */
export function windowOf(desired: number, configuration: DeploymentConfiguration = {}): Window {
  const { maximumPercent = 200, minimumHealthyPercent = 100 } = configuration;
  return {
    most: Math.floor((desired * maximumPercent) / 100),
    least: Math.ceil((desired * minimumHealthyPercent) / 100),
  };
}

/** Failures in a row that trip the circuit breaker; 3 to 200 by half of the count unless it says otherwise. */
export function breakerThreshold(desired: number, configuration: DeploymentConfiguration = {}): number {
  const { type = 'BOUNDED_PERCENT', value = 50 } = configuration.deploymentCircuitBreaker?.thresholdConfiguration ?? {};
  const share = Math.ceil((desired * value) / 100);
  switch (type) {
    case 'COUNT':
      return value;
    case 'UNBOUNDED_PERCENT':
      return Math.max(1, share);
    default:
      return Math.min(200, Math.max(3, share));
  }
}
