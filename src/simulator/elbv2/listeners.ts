import {
  type Action,
  CreateListener$,
  type CreateListenerCommandInput,
  type CreateListenerCommandOutput,
  DeleteListener$,
  type DeleteListenerCommandInput,
  type DeleteListenerCommandOutput,
  DescribeListeners$,
  type DescribeListenersCommandInput,
  type DescribeListenersCommandOutput,
  type Listener,
  ModifyListener$,
  type ModifyListenerCommandInput,
  type ModifyListenerCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { acceptActions } from './actions.ts';
import { newListenerArn, newRuleArn } from './arns.ts';
import { relink } from './association.ts';
import { pageSize, range, required, tagBounds } from './bounds.ts';
import { changes, type ElbOperation, invalid, reads } from './elb-operation.ts';
import { findListener, findLoadBalancer, listenersNotFound } from './find.ts';
import { pageOf } from './pages.ts';
import { quotas } from './quotas.ts';
import { dropRule, rulesOf } from './rules.ts';
import { type ElbState, elbState, type ListenerRecord } from './state.ts';
import { acceptTags } from './tags.ts';

const mostListeners = quotas['listeners-per-application-load-balancer'];
const settable = ['Protocol', 'Port', 'SslPolicy', 'Certificates', 'DefaultActions'];

/** As DescribeListeners answers it; its default actions are those of the default rule. */
function shownListener(state: ElbState, listener: ListenerRecord): Listener {
  const [first] = rulesOf(state, listener.arn).filter((rule) => rule.priority === undefined);
  return structuredClone({
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    ...(listener.certificates.length === 0
      ? {}
      : { Certificates: listener.certificates.map((CertificateArn) => ({ CertificateArn })) }),
    ...(listener.sslPolicy === undefined ? {} : { SslPolicy: listener.sslPolicy }),
    DefaultActions: first?.actions ?? [],
  });
}

/** Makes the default rule with it. HTTPS needs exactly one certificate; whether that exists is not looked at. */
export const createListener: ElbOperation<CreateListenerCommandInput, CreateListenerCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:CreateListener',
  schema: CreateListener$,
  limits: [required('LoadBalancerArn'), required('DefaultActions'), ...range('Port', 1, 65_535), ...tagBounds],
  facts: ['§4.5'],
  run(world, caller, input) {
    refuseOthers('elasticloadbalancing:CreateListener', input, ['LoadBalancerArn', 'Tags', ...settable]);
    const state = world.state(elbState, caller);
    const loadBalancer = findLoadBalancer(state, caller, input.LoadBalancerArn);
    if (input.Port === undefined) throw invalid('A port must be specified');
    const listener: ListenerRecord = {
      arn: newListenerArn(loadBalancer.arn, world.random),
      loadBalancerArn: loadBalancer.arn,
      port: input.Port,
      ...acceptProtocol(input),
    };
    const actions = acceptActions(state, listener, input.DefaultActions ?? []);
    const tags = acceptTags(input.Tags);
    checkPort(state, listener);
    if (listenersOf(state, loadBalancer.arn).length >= mostListeners)
      throw new AwsError('TooManyListeners', `The maximum number of listeners has been reached: ${mostListeners}`);
    addListener(state, listener, actions, newRuleArn(listener.arn, world.random));
    state.tags.set(listener.arn, tags);
    relink(world, caller);
    return { Listeners: [shownListener(state, listener)] };
  },
};

/** A listener with its default rule. */
export function addListener(state: ElbState, listener: ListenerRecord, actions: Action[], ruleArn: string): void {
  state.listeners.set(listener.arn, listener);
  const rule = {
    arn: ruleArn,
    listenerArn: listener.arn,
    priority: undefined,
    conditions: [],
    actions,
    transforms: [],
  };
  state.rules.set(ruleArn, rule);
}

/** What belongs together: a policy and certificates exist only with HTTPS. */
type Secured = Pick<ListenerRecord, 'protocol' | 'sslPolicy' | 'certificates'>;

function acceptProtocol({ Protocol, SslPolicy, Certificates }: CreateListenerCommandInput | Listener): Secured {
  if (Protocol !== 'HTTP' && Protocol !== 'HTTPS')
    throw invalid(`Listener protocol '${Protocol}' must be one of 'HTTP, HTTPS'`);
  const certificates = (Certificates ?? []).flatMap(({ CertificateArn }) => CertificateArn ?? []);
  if (Protocol === 'HTTP') {
    if (certificates.length > 0 || SslPolicy !== undefined)
      throw invalid('Certificates and SSL policies cannot be specified for HTTP listeners');
    return { protocol: Protocol, sslPolicy: undefined, certificates };
  }
  if (certificates.length !== 1) throw invalid('A certificate must be specified for HTTPS listeners');
  return { protocol: Protocol, sslPolicy: SslPolicy ?? 'ELBSecurityPolicy-2016-08', certificates };
}

function listenersOf(state: ElbState, loadBalancerArn: string): ListenerRecord[] {
  return [...state.listeners.values()].filter((listener) => listener.loadBalancerArn === loadBalancerArn);
}

/** Unique per load balancer (aws-facts §4.5). */
function checkPort(state: ElbState, listener: Pick<ListenerRecord, 'arn' | 'loadBalancerArn' | 'port'>): void {
  const others = listenersOf(state, listener.loadBalancerArn).filter((other) => other.arn !== listener.arn);
  if (others.some((other) => other.port === listener.port))
    throw new AwsError('DuplicateListener', 'A listener already exists on this port for this load balancer');
}

export const describeListeners: ElbOperation<DescribeListenersCommandInput, DescribeListenersCommandOutput> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeListeners',
  schema: DescribeListeners$,
  limits: pageSize,
  facts: ['§4.5', '§8'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const { items, next } = pageOf(askedListeners(state, caller, input), (listener) => listener.arn, input);
    return { Listeners: items.map((listener) => shownListener(state, listener)), ...next };
  },
};

function askedListeners(state: ElbState, where: Where, input: DescribeListenersCommandInput): ListenerRecord[] {
  const { ListenerArns, LoadBalancerArn } = input;
  if ((ListenerArns === undefined) === (LoadBalancerArn === undefined))
    throw invalid('You must specify either listener ARNs or a load balancer ARN');
  if (ListenerArns === undefined) return listenersOf(state, findLoadBalancer(state, where, LoadBalancerArn).arn);
  return [...new Set(ListenerArns.map((arn) => findListener(state, where, arn, listenersNotFound)))];
}

/** Replaces what is given; new default actions take the place of the old ones as a whole. */
export const modifyListener: ElbOperation<ModifyListenerCommandInput, ModifyListenerCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:ModifyListener',
  schema: ModifyListener$,
  limits: [required('ListenerArn'), ...range('Port', 1, 65_535)],
  facts: ['§4.3', '§4.5'],
  run(world, caller, input) {
    refuseOthers('elasticloadbalancing:ModifyListener', input, ['ListenerArn', ...settable]);
    const state = world.state(elbState, caller);
    const listener = findListener(state, caller, input.ListenerArn);
    const { DefaultActions, ListenerArn: _arn, ...given } = input;
    const before = shownListener(state, listener);
    // With HTTP, certificate and policy of before must not count as given.
    const stays = given.Protocol === 'HTTP' ? { Protocol: before.Protocol } : before;
    const secured = acceptProtocol({ ...stays, ...given });
    const after = { ...listener, ...secured, port: input.Port ?? listener.port };
    checkPort(state, after);
    const actions = DefaultActions && acceptActions(state, after, DefaultActions);
    Object.assign(listener, after);
    for (const rule of rulesOf(state, listener.arn))
      if (rule.priority === undefined && actions !== undefined) rule.actions = actions;
    relink(world, caller);
    return { Listeners: [shownListener(state, listener)] };
  },
};

/** Takes its rules with it, and sets their target groups free. */
export const deleteListener: ElbOperation<DeleteListenerCommandInput, DeleteListenerCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:DeleteListener',
  schema: DeleteListener$,
  limits: [required('ListenerArn')],
  facts: ['§4.5', '§10'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    dropListener(state, findListener(state, caller, input.ListenerArn));
    relink(world, caller);
    return {};
  },
};

function dropListener(state: ElbState, listener: ListenerRecord): void {
  for (const rule of rulesOf(state, listener.arn)) dropRule(state, rule);
  state.listeners.delete(listener.arn);
  state.tags.delete(listener.arn);
}

/** For the deletion of a load balancer; `relink` is the caller's. */
export function dropListenersOf(state: ElbState, loadBalancerArn: string): void {
  for (const listener of listenersOf(state, loadBalancerArn)) dropListener(state, listener);
}
