import type { TargetGroupAttribute } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DesiredTargetGroup } from '../desired.ts';
import { targetGroupName } from '../names.ts';
import type { Given } from './image.ts';
import { ownTags, upperTags } from './tags.ts';

/** Ports that routes lead to, each with a group of its own; the first port where a route names none. */
export function routedPorts({ service }: Given): number[] {
  const first = service.port ?? service.ports?.[0]?.port;
  const ports = (service.routes ?? []).map((route) => route.port ?? first).filter((port) => port !== undefined);
  return [...new Set(ports)];
}

/** A port's name, else its place in the service's list: a changed number is the same group (see below). */
function portName({ service }: Given, port: number): string {
  if (service.port === port) return 'main';
  const index = (service.ports ?? []).findIndex((each) => each.port === port);
  const declared = service.ports?.[index];
  const name = declared !== undefined && 'name' in declared ? declared.name : undefined;
  return name ?? (index <= 0 ? 'main' : String(index));
}

/**
 * Target groups (aws-facts §4.1). The group's own port is always 80: with targets of type ip each carries its own, so
 * another container port is an ordinary rollout in the same group.
 */
export function targetGroupsOf(given: Given): DesiredTargetGroup[] {
  return routedPorts(given).map((port, index) => {
    const { service } = given;
    const immutable = {
      Protocol: service.protocol ?? 'HTTP',
      ProtocolVersion: service.protocolVersion ?? 'HTTP1',
      TargetType: 'ip',
      IpAddressType: 'ipv4',
    } as const;
    const adopted = index === 0 ? service.adopt?.targetGroup : undefined;
    const name = adopted ?? targetGroupName(given.document.app, given.name, portName(given, port), immutable);
    return {
      name,
      input: { Name: name, ...immutable, Port: 80, ...healthCheckOf(given), Tags: upperTags(ownTags(given)) },
      attributes: attributesOf(given),
    };
  });
}

function healthCheckOf({ service }: Given) {
  const check = service.healthCheck ?? {};
  const grpc = service.protocolVersion === 'GRPC';
  return {
    HealthCheckEnabled: true,
    HealthCheckProtocol: check.protocol ?? service.protocol ?? 'HTTP',
    HealthCheckPort: String(check.port ?? 'traffic-port'),
    HealthCheckPath: check.path ?? (grpc ? '/AWS.ALB/healthcheck' : '/'),
    HealthCheckIntervalSeconds: check.interval ?? 30,
    // Sent always: sources dispute its default.
    HealthCheckTimeoutSeconds: check.timeout ?? 5,
    HealthyThresholdCount: check.healthyThreshold ?? 5,
    UnhealthyThresholdCount: check.unhealthyThreshold ?? 2,
    Matcher: grpc ? { GrpcCode: check.status ?? '12' } : { HttpCode: check.status ?? '200' },
  };
}

/** Thirty seconds of draining unless declared: AWS' own 300 would make each rollout five minutes longer. */
function attributesOf({ service }: Given): TargetGroupAttribute[] {
  const attributes = new Map<string, string>([
    ['deregistration_delay.timeout_seconds', String(service.deregistrationDelay ?? 30)],
  ]);
  const { stickiness } = service;
  if (stickiness === true || typeof stickiness === 'object') {
    const { cookie, seconds } = stickiness === true ? {} : stickiness;
    attributes.set('stickiness.enabled', 'true');
    attributes.set('stickiness.type', cookie === undefined ? 'lb_cookie' : 'app_cookie');
    if (cookie !== undefined) attributes.set('stickiness.app_cookie.cookie_name', cookie);
    if (seconds !== undefined)
      attributes.set(`stickiness.${cookie === undefined ? 'lb' : 'app'}_cookie.duration_seconds`, String(seconds));
  }
  for (const [key, value] of Object.entries(service.targetGroupAttributes ?? {})) attributes.set(key, value);
  return [...attributes].map(([Key, Value]) => ({ Key, Value }));
}
