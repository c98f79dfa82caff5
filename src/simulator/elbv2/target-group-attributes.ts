import {
  DescribeTargetGroupAttributes$,
  type DescribeTargetGroupAttributesCommandInput,
  type DescribeTargetGroupAttributesCommandOutput,
  ModifyTargetGroupAttributes$,
  type ModifyTargetGroupAttributesCommandInput,
  type ModifyTargetGroupAttributesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../operation.ts';
import { mergeAttributes, shownAttributes } from './attributes.ts';
import { required } from './bounds.ts';
import { changes, type ElbOperation, reads } from './elb-operation.ts';
import { findGroup } from './find.ts';
import { elbState, type TargetGroupRecord } from './state.ts';

/** What decides which attributes a group has. */
type Kind = Pick<TargetGroupRecord, 'targetType' | 'protocol' | 'protocolVersion'>;

/** One line of the table: its default and what it may be. */
interface AttributeRule {
  readonly default: string;
  readonly allows: RegExp | ((value: string) => boolean);
  /** Only for these protocol versions; absent: for all of HTTP. */
  readonly versions?: readonly string[];
}

const onOff = /^(on|off)$/;
const trueFalse = /^(true|false)$/;
const count = (value: string) => value === 'off' || wholeNumber(value, 1, 1000);
const percentage = (value: string) => value === 'off' || wholeNumber(value, 1, 100);
const cookieSeconds = (value: string) => wholeNumber(value, 1, 604_800);

/** aws-facts §4.2, in the order in which AWS answers them. */
const table: Readonly<Record<string, AttributeRule>> = {
  'stickiness.enabled': { default: 'false', allows: trueFalse },
  'deregistration_delay.timeout_seconds': { default: '300', allows: (value) => wholeNumber(value, 0, 3600) },
  'stickiness.type': { default: 'lb_cookie', allows: /^(lb_cookie|app_cookie)$/ },
  'stickiness.lb_cookie.duration_seconds': { default: '86400', allows: cookieSeconds },
  'slow_start.duration_seconds': {
    default: '0',
    allows: (value) => value === '0' || wholeNumber(value, 30, 900),
  },
  'load_balancing.algorithm.type': {
    default: 'round_robin',
    allows: /^(round_robin|least_outstanding_requests|weighted_random)$/,
  },
  'load_balancing.algorithm.anomaly_mitigation': { default: 'off', allows: onOff },
  'load_balancing.cross_zone.enabled': {
    default: 'use_load_balancer_configuration',
    allows: /^(true|false|use_load_balancer_configuration)$/,
  },
  'stickiness.app_cookie.cookie_name': { default: '', allows: (value) => !/^AWSALB(APP|TG)?/.test(value) },
  'stickiness.app_cookie.duration_seconds': { default: '86400', allows: cookieSeconds },
  'target_group_health.dns_failover.minimum_healthy_targets.count': { default: '1', allows: count },
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': { default: 'off', allows: percentage },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': {
    default: '1',
    allows: (value) => wholeNumber(value, 1, 1000),
  },
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': {
    default: 'off',
    allows: percentage,
  },
  'waf.http2.traffic_inspection_behavior': {
    default: 'inspect_immediately',
    allows: /^(inspect_immediately|inspect_after_sufficient_data)$/,
    versions: ['HTTP2'],
  },
  'routing.http2.rst_stream_error_forwarding.enabled': {
    default: 'false',
    allows: trueFalse,
    versions: ['HTTP2', 'GRPC'],
  },
};

function wholeNumber(value: string, low: number, high: number): boolean {
  return /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high;
}

/** Attributes of HTTP/2 are not even answered elsewhere. */
function rulesOf(kind: Kind): [string, AttributeRule][] {
  return Object.entries(table).filter(([, rule]) => rule.versions?.includes(kind.protocolVersion ?? '') ?? true);
}

/** Empty for groups that no HTTP listener uses: their attributes are others, which the simulator does not know. */
export function defaultAttributes(kind: Kind): Map<string, string> {
  const overHttp = kind.protocol === 'HTTP' || kind.protocol === 'HTTPS';
  return new Map(overHttp ? rulesOf(kind).map(([key, rule]) => [key, rule.default]) : []);
}

function refuseOtherGroups(group: TargetGroupRecord): void {
  if (group.attributes.size === 0)
    throw new AwsError(
      'NotImplementedBySimulator',
      `The simulator does not know the attributes of ${group.protocol ?? group.targetType} target groups.`,
      501,
    );
}

/** Every key that applies, also defaults; one group a call. */
export const describeTargetGroupAttributes: ElbOperation<
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput
> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeTargetGroupAttributes',
  schema: DescribeTargetGroupAttributes$,
  limits: [required('TargetGroupArn')],
  facts: ['§4.2'],
  run(world, caller, input) {
    const group = findGroup(world.state(elbState, caller), caller, input.TargetGroupArn);
    refuseOtherGroups(group);
    return { Attributes: shownAttributes(group.attributes) };
  },
};

/** Merges by key, all or none. */
export const modifyTargetGroupAttributes: ElbOperation<
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupAttributesCommandOutput
> = {
  ...changes,
  name: 'elasticloadbalancing:ModifyTargetGroupAttributes',
  schema: ModifyTargetGroupAttributes$,
  limits: [required('TargetGroupArn'), required('Attributes')],
  facts: ['§4.2', '§8'],
  run(world, caller, input) {
    const group = findGroup(world.state(elbState, caller), caller, input.TargetGroupArn);
    refuseOtherGroups(group);
    const merged = mergeAttributes('Target group', group.attributes, input.Attributes ?? [], (key, value) => {
      const allows = table[key]?.allows;
      return typeof allows === 'function' ? allows(value) : (allows?.test(value) ?? false);
    });
    checkTogether(merged);
    for (const [key, value] of merged) group.attributes.set(key, value);
    return { Attributes: shownAttributes(group.attributes) };
  },
};

/** What the attributes must be to each other. */
function checkTogether(attributes: ReadonlyMap<string, string>): void {
  const algorithm = attributes.get('load_balancing.algorithm.type');
  if (
    attributes.get('stickiness.enabled') === 'true' &&
    attributes.get('stickiness.type') === 'app_cookie' &&
    attributes.get('stickiness.app_cookie.cookie_name') === ''
  )
    throw badTogether(`You must specify an application cookie name to enable stickiness of type 'app_cookie'`);
  if (attributes.get('slow_start.duration_seconds') !== '0' && algorithm !== 'round_robin')
    throw badTogether(`Slow start cannot be enabled with the load balancing algorithm '${algorithm}'`);
  if (attributes.get('load_balancing.algorithm.anomaly_mitigation') === 'on' && algorithm !== 'weighted_random')
    throw badTogether(`Anomaly mitigation cannot be enabled with the load balancing algorithm '${algorithm}'`);
}

function badTogether(message: string): AwsError {
  return new AwsError('InvalidConfigurationRequest', message);
}
