import type { CreateTargetGroupInput, Matcher } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalid } from './elb-operation.ts';
import { validCodes } from './matcher.ts';
import type { GroupProtocol, HealthCheck, TargetGroupRecord } from './state.ts';

/** The members of CreateTargetGroup and ModifyTargetGroup that speak of the health check. */
export type HealthCheckInput = Pick<
  CreateTargetGroupInput,
  | 'HealthCheckProtocol'
  | 'HealthCheckPort'
  | 'HealthCheckEnabled'
  | 'HealthCheckPath'
  | 'HealthCheckIntervalSeconds'
  | 'HealthCheckTimeoutSeconds'
  | 'HealthyThresholdCount'
  | 'UnhealthyThresholdCount'
  | 'Matcher'
>;

type Kind = Pick<TargetGroupRecord, 'targetType' | 'protocol' | 'protocolVersion'>;

/** aws-facts §4.1. Where sources dispute the time-out of HTTP (5 or 6 s), practice wins. */
function defaultsOf({ targetType, protocol, protocolVersion }: Kind, given: HealthCheckInput): HealthCheck {
  const grpc = protocolVersion === 'GRPC';
  const counts = { healthyThreshold: 5, unhealthyThreshold: 2 };
  if (targetType === 'lambda')
    return {
      enabled: false,
      path: '/',
      intervalSeconds: 35,
      timeoutSeconds: 30,
      ...counts,
      unhealthyThreshold: 5,
      matcher: { HttpCode: '200' },
    };
  const checks =
    protocolOf(given.HealthCheckProtocol) ?? (protocol === 'HTTP' || protocol === 'HTTPS' ? 'HTTP' : 'TCP');
  const common = { enabled: true, protocol: checks, port: 'traffic-port', intervalSeconds: 30, ...counts };
  if (checks === 'TCP') return { ...common, timeoutSeconds: 10 };
  const overHttp = protocol === 'HTTP' || protocol === 'HTTPS';
  return {
    ...common,
    timeoutSeconds: overHttp ? 5 : 6,
    path: grpc ? '/AWS.ALB/healthcheck' : '/',
    matcher: grpc ? { GrpcCode: '12' } : { HttpCode: overHttp ? '200' : '200-399' },
  };
}

export function newHealthCheck(kind: Kind, given: HealthCheckInput): HealthCheck {
  return changedHealthCheck(kind, defaultsOf(kind, given), given);
}

/** The check with what is given replaced; refuses what AWS refuses. */
export function changedHealthCheck(kind: Kind, before: HealthCheck, given: HealthCheckInput): HealthCheck {
  const protocol = protocolOf(given.HealthCheckProtocol);
  const overHttp = (protocol ?? before.protocol) !== 'TCP';
  const path = given.HealthCheckPath ?? before.path ?? '/';
  const matcher = given.Matcher ?? before.matcher ?? { HttpCode: '200-399' };
  const after: HealthCheck = {
    ...withoutHttp(before),
    ...(protocol === undefined ? {} : { protocol }),
    ...(given.HealthCheckPort === undefined ? {} : { port: given.HealthCheckPort }),
    ...(overHttp ? { path, matcher: { ...matcher } } : {}),
    enabled: given.HealthCheckEnabled ?? before.enabled,
    intervalSeconds: given.HealthCheckIntervalSeconds ?? before.intervalSeconds,
    timeoutSeconds: given.HealthCheckTimeoutSeconds ?? before.timeoutSeconds,
    healthyThreshold: given.HealthyThresholdCount ?? before.healthyThreshold,
    unhealthyThreshold: given.UnhealthyThresholdCount ?? before.unhealthyThreshold,
  };
  if (!overHttp && (given.HealthCheckPath ?? given.Matcher) !== undefined)
    throw invalid(`Health check path and matcher cannot be specified for health checks with protocol 'TCP'`);
  check(kind, after);
  return after;
}

/** Of a change from HTTP to TCP nothing of HTTP may stay. */
function withoutHttp({ path: _path, matcher: _matcher, ...rest }: HealthCheck): Omit<HealthCheck, 'path' | 'matcher'> {
  return rest;
}

function protocolOf(protocol: string | undefined): 'HTTP' | 'HTTPS' | 'TCP' | undefined {
  if (protocol === undefined || protocol === 'HTTP' || protocol === 'HTTPS' || protocol === 'TCP') return protocol;
  throw invalid(`Health check protocol '${protocol}' must be one of 'HTTP,HTTPS,TCP'`);
}

/** Groups that an Application Load Balancer can use. */
const overHttpGroups: readonly (GroupProtocol | undefined)[] = ['HTTP', 'HTTPS'];

/** The relations that AWS checks over the whole, also where only one side was sent. */
function check(kind: Kind, after: HealthCheck): void {
  if (after.timeoutSeconds >= after.intervalSeconds)
    throw invalid(
      `Health check timeout '${after.timeoutSeconds}' must be smaller than the interval '${after.intervalSeconds}'`,
    );
  if (!after.enabled && kind.targetType !== 'lambda')
    throw invalid(`Health checks must be enabled for target groups with target type '${kind.targetType}'`);
  if (after.protocol === 'TCP' && overHttpGroups.includes(kind.protocol))
    throw invalid(`Health check protocol 'TCP' is not supported for target groups with protocol '${kind.protocol}'`);
  if (kind.targetType === 'lambda' && (after.protocol ?? after.port) !== undefined)
    throw invalid(`Health check protocol and port cannot be specified for target groups with target type 'lambda'`);
  if (after.path !== undefined && !after.path.startsWith('/'))
    throw invalid(`Health check path '${after.path}' must begin with a '/' character`);
  checkPort(after.port);
  if (after.matcher !== undefined) checkMatcher(kind, after.matcher);
}

function checkPort(port: string | undefined): void {
  if (port === undefined || port === 'traffic-port') return;
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw invalid(`Health check port '${port}' must be 'traffic-port' or a number between 1 and 65535`);
}

/** HTTP groups 200–499, TCP groups 200–599, gRPC 0–99 (aws-facts §4.1). */
function checkMatcher(kind: Kind, { HttpCode, GrpcCode }: Matcher): void {
  const grpc = kind.protocolVersion === 'GRPC';
  const [given, other] = grpc ? [GrpcCode, HttpCode] : [HttpCode, GrpcCode];
  if (given === undefined || other !== undefined)
    throw invalid(
      `The matcher of a target group with protocol version '${kind.protocolVersion}' must have ${grpc ? 'GrpcCode' : 'HttpCode'} and nothing else`,
    );
  const [lowest, highest] = grpc ? [0, 99] : [200, overHttpGroups.includes(kind.protocol) ? 499 : 599];
  if (!validCodes(given, lowest, highest))
    throw invalid(`Health check matcher '${given}' must be codes between ${lowest} and ${highest}`);
}
