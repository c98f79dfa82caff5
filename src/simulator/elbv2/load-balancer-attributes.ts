import {
  DescribeLoadBalancerAttributes$,
  type DescribeLoadBalancerAttributesCommandInput,
  type DescribeLoadBalancerAttributesCommandOutput,
  ModifyLoadBalancerAttributes$,
  type ModifyLoadBalancerAttributesCommandInput,
  type ModifyLoadBalancerAttributesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { mergeAttributes, shownAttributes } from './attributes.ts';
import { required } from './bounds.ts';
import { changes, type ElbOperation, reads } from './elb-operation.ts';
import { findLoadBalancer } from './find.ts';
import { elbState } from './state.ts';

const trueFalse = /^(true|false)$/;
const seconds = /^[1-9]\d{0,5}$/;
const text = /^.*$/;

/** The SDK's model, LoadBalancerAttribute: key, default, what it may be. */
const table: Readonly<Record<string, readonly [string, RegExp]>> = {
  'access_logs.s3.enabled': ['false', trueFalse],
  'access_logs.s3.bucket': ['', text],
  'access_logs.s3.prefix': ['', text],
  'idle_timeout.timeout_seconds': ['60', seconds],
  'deletion_protection.enabled': ['false', trueFalse],
  'routing.http2.enabled': ['true', trueFalse],
  'routing.http.drop_invalid_header_fields.enabled': ['false', trueFalse],
  'routing.http.xff_client_port.enabled': ['false', trueFalse],
  'routing.http.preserve_host_header.enabled': ['false', trueFalse],
  'routing.http.xff_header_processing.mode': ['append', /^(append|preserve|remove)$/],
  'load_balancing.cross_zone.enabled': ['true', /^true$/],
  'routing.http.desync_mitigation_mode': ['defensive', /^(monitor|defensive|strictest)$/],
  'client_keep_alive.seconds': ['3600', seconds],
  'waf.fail_open.enabled': ['false', trueFalse],
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': ['false', trueFalse],
  'connection_logs.s3.enabled': ['false', trueFalse],
  'connection_logs.s3.bucket': ['', text],
  'connection_logs.s3.prefix': ['', text],
  'zonal_shift.config.enabled': ['false', trueFalse],
};

/** Those of an Application Load Balancer; its cross-zone balancing can't be turned off. */
export function defaultLoadBalancerAttributes(): Map<string, string> {
  return new Map(Object.entries(table).map(([key, [value]]) => [key, value]));
}

export const describeLoadBalancerAttributes: ElbOperation<
  DescribeLoadBalancerAttributesCommandInput,
  DescribeLoadBalancerAttributesCommandOutput
> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeLoadBalancerAttributes',
  schema: DescribeLoadBalancerAttributes$,
  limits: [required('LoadBalancerArn')],
  facts: ['§4.5'],
  run(world, caller, input) {
    const loadBalancer = findLoadBalancer(world.state(elbState, caller), caller, input.LoadBalancerArn);
    return { Attributes: shownAttributes(loadBalancer.attributes) };
  },
};

/** Only deletion protection has an effect in the simulator; the others are kept and answered. */
export const modifyLoadBalancerAttributes: ElbOperation<
  ModifyLoadBalancerAttributesCommandInput,
  ModifyLoadBalancerAttributesCommandOutput
> = {
  ...changes,
  name: 'elasticloadbalancing:ModifyLoadBalancerAttributes',
  schema: ModifyLoadBalancerAttributes$,
  limits: [required('LoadBalancerArn'), required('Attributes')],
  facts: ['§4.5'],
  run(world, caller, input) {
    const loadBalancer = findLoadBalancer(world.state(elbState, caller), caller, input.LoadBalancerArn);
    const merged = mergeAttributes(
      'Load balancer',
      loadBalancer.attributes,
      input.Attributes ?? [],
      (key, value) => table[key]?.[1].test(value) ?? false,
    );
    for (const [key, value] of merged) loadBalancer.attributes.set(key, value);
    return { Attributes: shownAttributes(loadBalancer.attributes) };
  },
};
