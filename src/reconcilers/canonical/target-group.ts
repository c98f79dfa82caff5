import { CreateTargetGroupInput$, TagDescription$, TargetGroup$ } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { KindRule } from './kind-rule.ts';
import type { Struct } from './plain-data.ts';
import { byDefault, leaf, struct } from './rules.ts';
import { capitalTagsAskedApart } from './tags.ts';

/** aws-facts §4.1, «Target groups»; the defaults of a health check depend on what the group is for. */
export const targetGroup: KindRule = {
  shapes: { declared: [CreateTargetGroupInput$], observed: [TargetGroup$, TagDescription$] },
  rule: struct({
    Name: leaf({ take: (side) => side.Name ?? side.TargetGroupName }),
    ProtocolVersion: leaf({ default: (own) => (isHttp(own.Protocol) ? 'HTTP1' : undefined) }),
    TargetType: byDefault('instance'),
    IpAddressType: byDefault('ipv4'),
    // Known once the load balancer was read; it can't be changed.
    VpcId: leaf({ silent: true }),
    HealthCheckProtocol: leaf({ default: healthCheckProtocol }),
    HealthCheckPort: byDefault('traffic-port'),
    HealthCheckEnabled: leaf({ default: (own) => !isLambda(own) }),
    HealthCheckPath: leaf({ default: healthCheckPath }),
    HealthCheckIntervalSeconds: leaf({ default: (own) => (isLambda(own) ? 35 : 30) }),
    HealthCheckTimeoutSeconds: leaf({ default: healthCheckTimeout }),
    HealthyThresholdCount: byDefault(5),
    UnhealthyThresholdCount: leaf({ default: (own) => (isLambda(own) ? 5 : 2) }),
    Matcher: struct({
      HttpCode: leaf({
        default: (_own, group) => (checksHttp(group) && !isGrpc(group) ? successCodes(group) : undefined),
      }),
      GrpcCode: leaf({ default: (_own, group) => (isGrpc(group) ? '12' : undefined) }),
    }),
    Tags: capitalTagsAskedApart,
  }),
};

function isHttp(protocol: unknown): boolean {
  return protocol === 'HTTP' || protocol === 'HTTPS';
}

function isLambda(group: Struct): boolean {
  return group.TargetType === 'lambda';
}

function isGrpc(group: Struct): boolean {
  return group.ProtocolVersion === 'GRPC';
}

/** HTTP behind an ALB, also for HTTPS groups; TCP behind an NLB. */
function healthCheckProtocol(group: Struct): string | undefined {
  if (isLambda(group)) return undefined;
  return isHttp(group.Protocol) || group.TargetType === 'alb' ? 'HTTP' : 'TCP';
}

function checksHttp(group: Struct): boolean {
  return isLambda(group) || isHttp(group.HealthCheckProtocol ?? healthCheckProtocol(group));
}

function healthCheckPath(group: Struct): string | undefined {
  if (!checksHttp(group)) return undefined;
  return isGrpc(group) ? '/AWS.ALB/healthcheck' : '/';
}

/** 5 by the user guide and in practice, where the API's model says 6 (?): declared sides should always hold it. */
function healthCheckTimeout(group: Struct): number {
  if (isLambda(group)) return 30;
  if (isHttp(group.Protocol)) return 5;
  return checksHttp(group) ? 6 : 10;
}

/** An NLB takes any answer below 400 by default. */
function successCodes(group: Struct): string {
  return isHttp(group.Protocol) || isLambda(group) ? '200' : '200-399';
}
