import {
  DescribeTargetGroupAttributesOutput$,
  ModifyTargetGroupAttributesInput$,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { KindRule } from './kind-rule.ts';
import type { Struct } from './plain-data.ts';
import { ignored, keyed, leaf, struct } from './rules.ts';

/**
 * aws-facts §4.2 and, for the groups of other load balancers, the API reference of TargetGroupAttribute. A key that is not
 * here and not declared is not compared: AWS adds attributes without notice.
 */
const attributeDefaults: Readonly<Record<string, string>> = {
  'deregistration_delay.timeout_seconds': '300',
  'stickiness.enabled': 'false',
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
  'stickiness.app_cookie.cookie_name': '',
  'stickiness.app_cookie.duration_seconds': '86400',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'slow_start.duration_seconds': '0',
  'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
  'waf.http2.traffic_inspection_behavior': 'inspect_immediately',
  'routing.http2.rst_stream_error_forwarding.enabled': 'false',
  'lambda.multi_value_headers.enabled': 'false',
  'proxy_protocol_v2.enabled': 'false',
  'target_health_state.unhealthy.draining_interval_seconds': '0',
};

const byKey = new Map<string, Struct>(Object.entries(attributeDefaults).map(([Key, Value]) => [Key, { Key, Value }]));

export const targetGroupAttributes: KindRule = {
  shapes: { declared: [ModifyTargetGroupAttributesInput$], observed: [DescribeTargetGroupAttributesOutput$] },
  rule: struct({
    TargetGroupArn: ignored,
    Attributes: keyed(
      'Key',
      { Value: leaf({ read: ofOneForm }) },
      { undeclared: 'ignored', absent: (key) => byKey.get(key) },
    ),
  }),
};

/** The only stickiness that an NLB has is its default there, as the cookie is behind an ALB. */
function ofOneForm(value: unknown, attribute: Struct): unknown {
  return attribute.Key === 'stickiness.type' && value === 'source_ip' ? 'lb_cookie' : value;
}
