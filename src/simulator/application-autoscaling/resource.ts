import { AwsError, type Limit } from '../operation.ts';
import type { Where } from '../where.ts';
import type { Caller, World } from '../world.ts';
import { autoScalingState, type TargetRecord } from './state.ts';

export const namespace = 'ecs';
export const dimension = 'ecs:service:DesiredCount';

/** What names a scalable target in every call. */
export interface ResourceKey {
  readonly ServiceNamespace?: string | undefined;
  readonly ResourceId?: string | undefined;
  readonly ScalableDimension?: string | undefined;
}

export interface ServiceName {
  readonly resourceId: string;
  readonly cluster: string;
  readonly service: string;
}

/** AWS' own role that scales services; the first target of an account makes it. */
export function scalingRole(account: string): string {
  return `arn:aws:iam::${account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`;
}

/** ValidationException, Application Auto Scaling's word for most refusals. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

function unsupported(): AwsError {
  return invalid('Unsupported service namespace, resource type or scalable dimension');
}

/** Only ECS services are known here. */
export function serviceOf(input: ResourceKey): ServiceName {
  const [kind, cluster, service, more] = (input.ResourceId ?? '').split('/');
  if (input.ServiceNamespace !== namespace || input.ScalableDimension !== dimension) throw unsupported();
  if (kind !== 'service' || !cluster || !service || more !== undefined) throw unsupported();
  return { resourceId: `service/${cluster}/${service}`, cluster, service };
}

/** For the Describe calls, which may leave out resource and dimension. */
export function checkNamespace(input: ResourceKey): void {
  if (input.ServiceNamespace !== namespace) throw unsupported();
  if (input.ScalableDimension !== undefined && input.ScalableDimension !== dimension) throw unsupported();
}

/** The target as other calls see it: one that was registered just now is not there yet. */
export function visibleTarget(world: World, where: Where, resourceId: string): TargetRecord | undefined {
  const target = world.state(autoScalingState, where).targets.get(resourceId);
  return target === undefined || world.clock.now() < target.visibleFrom ? undefined : target;
}

/** All targets that other calls see by now. */
export function visibleTargets(world: World, where: Where): TargetRecord[] {
  const now = world.clock.now();
  return [...world.state(autoScalingState, where).targets.values()].filter((target) => now >= target.visibleFrom);
}

/** ObjectNotFoundException in the words of aws-facts §8; `resource` names what was looked for. */
export function notFound(what: string, resource: string): AwsError {
  return new AwsError('ObjectNotFoundException', `${what} for service namespace: ${namespace}, ${resource}`);
}

/** For calls that hang something on a target; throws ObjectNotFoundException, also while the target is too new to be seen. */
export function registeredTarget(world: World, caller: Caller, input: ResourceKey): TargetRecord {
  const { resourceId } = serviceOf(input);
  const target = visibleTarget(world, caller, resourceId);
  if (target === undefined)
    throw notFound('No scalable target registered', `resource ID: ${resourceId}, scalable dimension: ${dimension}`);
  return target;
}

/** A bound as the service words it, with the member in lower camel case. */
export function limit(path: string, must: string, bounds: Omit<Limit, 'path' | 'code' | 'message'>): Limit {
  const name = path.charAt(0).toLowerCase() + path.slice(1);
  const message = (value: unknown) =>
    `1 validation error detected: Value '${String(value ?? null)}' at '${name}' failed to satisfy constraint: Member must ${must}`;
  return { path, code: 'ValidationException', message, ...bounds };
}

/** For a member that must be there. */
export function needed(path: string): Limit {
  return limit(path, 'not be null', { required: true });
}

export const keyLimits: readonly Limit[] = [
  needed('ServiceNamespace'),
  needed('ResourceId'),
  limit('ResourceId', 'have length between 1 and 1600', { min: 1, max: 1600 }),
  needed('ScalableDimension'),
];

/** Larger pages are refused, not cut. */
export function pageLimit(max: number): Limit {
  return limit('MaxResults', `have value between 1 and ${max}`, { min: 1, max });
}

/** For a NextToken that no page of ours gave. */
export function invalidToken(): AwsError {
  return new AwsError('InvalidNextTokenException', 'The next token supplied is invalid.');
}

/** AWS publishes none; these are from practice (aws-facts §9.3). */
export const buckets = {
  read: [{ name: 'reads', burst: 20, refill: 15 }],
  write: [{ name: 'writes', burst: 10, refill: 5 }],
  policies: [{ name: 'DescribeScalingPolicies', burst: 10, refill: 10 }],
} as const;

/** In the form 8-4-4-4-12. */
export function identifier(world: World): string {
  const hex = world.random.hex(32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
