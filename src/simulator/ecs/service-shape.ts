import { launchOf, networkOf } from './shown-service.ts';
import type { ServiceShape } from './state.ts';

/** Members of CreateService and UpdateService that make up a service. */
export const shapeMembers = [
  'launchType',
  'capacityProviderStrategy',
  'platformVersion',
  'networkConfiguration',
  'loadBalancers',
  'serviceRegistries',
  'deploymentConfiguration',
  'healthCheckGracePeriodSeconds',
  'placementConstraints',
  'placementStrategy',
  'enableECSManagedTags',
  'propagateTags',
  'enableExecuteCommand',
  'availabilityZoneRebalancing',
  'schedulingStrategy',
  'serviceConnectConfiguration',
  'volumeConfigurations',
] as const satisfies readonly (keyof ServiceShape)[];

/** Changes of these start a deployment; as shown, so that a default that is sent is no change. */
export function deployed(shape: ServiceShape): object {
  const { loadBalancers, serviceRegistries, serviceConnectConfiguration, volumeConfigurations } = shape;
  return {
    ...launchOf(shape),
    ...networkOf(shape),
    platformVersion: shape.platformVersion ?? 'LATEST',
    loadBalancers,
    serviceRegistries,
    serviceConnectConfiguration,
    volumeConfigurations,
  };
}

/** The shape that is in an input; what is not sent is not in it. A copy. */
export function shapeOf(input: ServiceShape): ServiceShape {
  const given: Readonly<Record<string, unknown>> = { ...input };
  const sent = shapeMembers.filter((member) => given[member] !== undefined && given[member] !== null);
  // Each member keeps its type: they are picked one by one from an input that has them.
  return structuredClone(Object.fromEntries(sent.map((member) => [member, given[member]]))) as ServiceShape;
}

/** Equal whatever the order of members; absent, null and (for lists) empty are the same. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

function ordered(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(ordered);
  if (typeof value !== 'object') return value;
  const members = Object.entries(value)
    .map(([name, member]) => [name, ordered(member)] as const)
    .filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.sort(([one], [other]) => (one < other ? -1 : 1)));
}
