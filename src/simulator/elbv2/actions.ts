import type { Action, ForwardActionConfig, RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../operation.ts';
import { groupsOf } from './association.ts';
import { invalid, unknownValue } from './elb-operation.ts';
import { quotas } from './quotas.ts';
import type { ElbState, ListenerRecord, LoadBalancerRecord, TargetGroupRecord } from './state.ts';

/** What the checks need to know of a listener; one that is being made has no ARN yet. */
type Listening = Pick<ListenerRecord, 'protocol' | 'loadBalancerArn'>;

const mostGroupsOfAnAction = quotas['target-groups-per-action-on-application-load-balancer'];
const mostGroupsOfALoadBalancer = quotas['target-groups-per-application-load-balancer'];

/** Brings actions into the form in which DescribeRules answers them (aws-facts §4.3), or refuses them. */
export function acceptActions(state: ElbState, listener: Listening, given: readonly Action[]): Action[] {
  if (given.length === 0) throw invalid('An action must be specified');
  for (const action of given) refuseAuthentication(listener, action);
  const [action] = given;
  if (action === undefined || given.length > 1)
    throw invalid(`A rule must have exactly one action of type 'forward', 'redirect' or 'fixed-response'`);
  const { Order } = action;
  if (Order !== undefined && (Order < 1 || Order > 50_000))
    throw invalid(`Action order '${Order}' must be between 1 and 50000 inclusive`);
  return [{ ...acceptAction(state, listener, action), ...(Order === undefined ? {} : { Order }) }];
}

/** AWS allows these only on HTTPS listeners and says so; there the simulator does not know them. */
function refuseAuthentication(listener: Listening, { Type }: Action): void {
  if (Type !== 'authenticate-oidc' && Type !== 'authenticate-cognito' && Type !== 'jwt-validation') return;
  if (listener.protocol === 'HTTP') throw badAction(`Actions of type '${Type}' are supported only on HTTPS listeners.`);
  throw unknownValue('listener rules', `actions of type '${Type}'`);
}

function acceptAction(state: ElbState, listener: Listening, action: Action): Action {
  switch (action.Type) {
    case 'forward':
      return acceptForward(state, listener, action);
    case 'redirect':
      return { Type: 'redirect', RedirectConfig: acceptRedirect(action.RedirectConfig) };
    case 'fixed-response':
      return { Type: 'fixed-response', FixedResponseConfig: acceptFixedResponse(action.FixedResponseConfig) };
    default:
      throw invalid(`Action type '${action.Type}' must be one of 'redirect,fixed-response,forward'`);
  }
}

function acceptForward(state: ElbState, listener: Listening, action: Action): Action {
  const config = forwardConfig(action);
  const arns = groupsOf({ actions: [{ Type: 'forward', ForwardConfig: config }] });
  checkGroups(state, listener, arns);
  const [only] = arns;
  // AWS answers the short form beside the config, but only where there is one group.
  const short = arns.length === 1 && only !== undefined ? { TargetGroupArn: only } : {};
  return { Type: 'forward', ...short, ForwardConfig: config };
}

/** Short and long form in one: `TargetGroupArn` alone means one group of weight 1. Both may be sent where they agree. */
function forwardConfig({ TargetGroupArn, ForwardConfig }: Action): ForwardActionConfig {
  const groups = ForwardConfig?.TargetGroups ?? (TargetGroupArn === undefined ? [] : [{ TargetGroupArn }]);
  if (groups.length === 0) throw invalid('A target group ARN must be specified');
  if (TargetGroupArn !== undefined && (groups.length > 1 || groups[0]?.TargetGroupArn !== TargetGroupArn))
    throw invalid(`You cannot specify different target groups in 'TargetGroupArn' and 'ForwardConfig'`);
  if (groups.length > mostGroupsOfAnAction)
    throw invalid(`An action of type 'forward' can only have '${mostGroupsOfAnAction}' target groups`);
  if (new Set(groups.map((group) => group.TargetGroupArn)).size < groups.length)
    throw invalid(`An action of type 'forward' cannot name a target group more than once`);
  return {
    TargetGroups: groups.map(({ TargetGroupArn: arn, Weight = 1 }) => {
      if (arn === undefined) throw invalid('A target group ARN must be specified');
      if (Weight < 0 || Weight > 999) throw invalid(`Weight '${Weight}' must be between 0 and 999 inclusive`);
      return { TargetGroupArn: arn, Weight };
    }),
    TargetGroupStickinessConfig: acceptStickiness(ForwardConfig),
  };
}

/** Turned off, AWS answers no duration; turned on, it asks for one. */
function acceptStickiness(config: ForwardActionConfig | undefined) {
  const { Enabled = false, DurationSeconds } = config?.TargetGroupStickinessConfig ?? {};
  if (!Enabled) return { Enabled };
  if (DurationSeconds === undefined || DurationSeconds < 1 || DurationSeconds > 604_800)
    throw invalid(`Target group stickiness duration must be between 1 and 604800 seconds`);
  return { Enabled, DurationSeconds };
}

/** A group serves one load balancer only (aws-facts §4.5), and a load balancer at most a hundred groups. */
function checkGroups(state: ElbState, listener: Listening, arns: readonly string[]): void {
  const groups = arns.map((arn) => {
    const group = state.targetGroups.get(arn);
    if (group === undefined) throw new AwsError('TargetGroupNotFound', `Target group '${arn}' not found`);
    return group;
  });
  const loadBalancer = state.loadBalancers.get(listener.loadBalancerArn);
  for (const group of groups) checkGroup(group, loadBalancer);
  const elsewhere = groups.filter(
    (group) => group.loadBalancerArn !== undefined && group.loadBalancerArn !== listener.loadBalancerArn,
  );
  if (elsewhere.length > 0)
    throw new AwsError(
      'TargetGroupAssociationLimit',
      `The following target groups cannot be associated with more than one load balancer: ${elsewhere.map((group) => group.arn).join(', ')}`,
    );
  const used = [...state.targetGroups.values()].filter((group) => group.loadBalancerArn === listener.loadBalancerArn);
  if (new Set([...used, ...groups]).size > mostGroupsOfALoadBalancer)
    throw new AwsError(
      'TooManyUniqueTargetGroupsPerLoadBalancer',
      `The maximum number of unique target groups per load balancer is '${mostGroupsOfALoadBalancer}'`,
    );
}

/** What can never work is refused when the rule is made, not when the first request comes. */
function checkGroup(group: TargetGroupRecord, loadBalancer: LoadBalancerRecord | undefined): void {
  if (group.targetType !== 'lambda' && group.protocol !== 'HTTP' && group.protocol !== 'HTTPS')
    throw new AwsError(
      'IncompatibleProtocols',
      `The target group '${group.arn}' has protocol '${group.protocol}', which an Application Load Balancer cannot use`,
    );
  if (group.vpcId !== undefined && loadBalancer !== undefined && group.vpcId !== loadBalancer.vpcId)
    throw new AwsError(
      'InvalidConfigurationRequest',
      `The target group '${group.arn}' and the load balancer '${loadBalancer.arn}' must be in the same VPC`,
    );
}

/** AWS fills in what is not sent, and answers it so (aws-facts §4.3). */
const redirectDefaults = {
  Protocol: '#{protocol}',
  Host: '#{host}',
  Port: '#{port}',
  Path: '/#{path}',
  Query: '#{query}',
} as const;

function acceptRedirect(given: RedirectActionConfig | undefined): RedirectActionConfig {
  if (given?.StatusCode !== 'HTTP_301' && given?.StatusCode !== 'HTTP_302')
    throw invalid(`A redirect action needs the status code 'HTTP_301' or 'HTTP_302'`);
  const config = {
    Protocol: given.Protocol ?? redirectDefaults.Protocol,
    Port: given.Port ?? redirectDefaults.Port,
    Host: given.Host ?? redirectDefaults.Host,
    Path: given.Path ?? redirectDefaults.Path,
    Query: given.Query ?? redirectDefaults.Query,
    StatusCode: given.StatusCode,
  };
  if (!config.Path.startsWith('/')) throw invalid(`The path '${config.Path}' of a redirect must begin with '/'`);
  // A redirect to where the request went would go on for ever; the query string does not count.
  const { Protocol, Host, Port, Path } = redirectDefaults;
  if (config.Protocol === Protocol && config.Host === Host && config.Port === Port && config.Path === Path)
    throw badAction('The redirect would lead to the same address again');
  return config;
}

const contentTypes = ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'];

function acceptFixedResponse(given: Action['FixedResponseConfig']): NonNullable<Action['FixedResponseConfig']> {
  const { StatusCode, ContentType, MessageBody } = given ?? {};
  if (StatusCode === undefined || !/^[245]\d\d$/.test(StatusCode))
    throw invalid(`The status code '${StatusCode}' of a fixed response must be 2XX, 4XX or 5XX`);
  if (ContentType !== undefined && !contentTypes.includes(ContentType))
    throw invalid(`The content type '${ContentType}' must be one of '${contentTypes.join(',')}'`);
  if (MessageBody !== undefined && MessageBody.length > 1024)
    throw invalid(`The message body is too long; the limit is '1024'`);
  return {
    StatusCode,
    ...(ContentType === undefined ? {} : { ContentType }),
    ...(MessageBody === undefined ? {} : { MessageBody }),
  };
}

function badAction(message: string): AwsError {
  return new AwsError('InvalidLoadBalancerAction', message);
}
