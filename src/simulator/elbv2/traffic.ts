import type {
  Action,
  FixedResponseActionConfig,
  RedirectActionConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { replyTo } from '../answer.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { statusAt } from './health.ts';
import { fits, type ListenerRequest } from './patterns.ts';
import { rulesOf } from './rules.ts';
import { type ElbState, elbState, type ListenerRecord, type RuleRecord, type TargetRecord } from './state.ts';
import { presentTargets } from './targets.ts';
import { rewriteUrl } from './transforms.ts';

export interface TrafficRequest {
  readonly dnsName: string;
  readonly port: number;
  readonly method: string;
  /** The Host header; it need not be the DNS name. */
  readonly host: string;
  /** With its query string. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Default: an address of a documentation block. */
  readonly sourceIp?: string;
}

export interface TrafficAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Nobody answers at that address: the name is unknown (or not active yet), or no listener has that port. */
class NoConnection extends Error {
  readonly code: 'ENOTFOUND' | 'ECONNREFUSED';

  constructor(code: 'ENOTFOUND' | 'ECONNREFUSED', address: string) {
    super(code === 'ENOTFOUND' ? `getaddrinfo ENOTFOUND ${address}` : `connect ECONNREFUSED ${address}`);
    this.name = 'NoConnection';
    this.code = code;
  }
}

/** What a client of the load balancer sees. No time passes, also where a target lets it wait. Stickiness is not simulated. */
export function requestThroughLoadBalancer(world: World, where: Where, request: TrafficRequest): TrafficAnswer {
  const state = world.state(elbState, where);
  const listener = listenerAt(state, world.clock.now(), request);
  // The default address is of a block that is kept for documentation.
  const seen = { sourceIp: '203.0.113.10', ...request };
  const rule = rulesOf(state, listener.arn).find(({ conditions }) => conditions.every((one) => fits(one, seen)));
  const action = rule?.actions.at(-1);
  if (rule === undefined || action === undefined) return failure(503);
  switch (action.Type) {
    case 'fixed-response':
      return fixed(action.FixedResponseConfig);
    case 'redirect':
      return redirect(action.RedirectConfig, listener, seen);
    default:
      return forward(world, state, rule, action, seen);
  }
}

function listenerAt(state: ElbState, now: number, { dnsName, port }: TrafficRequest): ListenerRecord {
  const loadBalancer = [...state.loadBalancers.values()].find(
    (one) => one.dnsName.toLowerCase() === dnsName.toLowerCase(),
  );
  if (loadBalancer === undefined || now < loadBalancer.activeFrom) throw new NoConnection('ENOTFOUND', dnsName);
  const listener = [...state.listeners.values()].find(
    (one) => one.loadBalancerArn === loadBalancer.arn && one.port === port,
  );
  if (listener === undefined) throw new NoConnection('ECONNREFUSED', `${dnsName}:${port}`);
  return listener;
}

function fixed(config: FixedResponseActionConfig | undefined): TrafficAnswer {
  const body = config?.MessageBody ?? '';
  const type = config?.ContentType ?? 'text/plain';
  return { status: Number(config?.StatusCode), headers: { server: 'awselb/2.0', 'content-type': type }, body };
}

/** Placeholders are filled from the request, the port from the listener. */
function redirect(
  config: RedirectActionConfig | undefined,
  listener: ListenerRecord,
  { host, path }: ListenerRequest,
): TrafficAnswer {
  const url = new URL(path, 'http://any');
  const parts: Readonly<Record<string, string>> = {
    protocol: listener.protocol.toLowerCase(),
    host: host.replace(/:\d+$/, ''),
    port: String(listener.port),
    path: url.pathname.slice(1),
    query: url.search.slice(1),
  };
  const fill = (text = '') => text.replace(/#\{(\w+)\}/g, (_all, name: string) => parts[name] ?? '');
  const query = fill(config?.Query);
  const base = `${fill(config?.Protocol).toLowerCase()}://${fill(config?.Host)}:${fill(config?.Port)}${fill(config?.Path)}`;
  const location = query === '' ? base : `${base}?${query}`;
  return {
    status: config?.StatusCode === 'HTTP_301' ? 301 : 302,
    headers: { server: 'awselb/2.0', location },
    body: '',
  };
}

function forward(
  world: World,
  state: ElbState,
  rule: RuleRecord,
  action: Action,
  request: ListenerRequest,
): TrafficAnswer {
  const target = pickTarget(world, state, pickGroup(world, action));
  if (target === undefined) return failure(503);
  const reply = replyTo(target.answer, target.port, rewriteUrl(rule.transforms, request.path));
  if ('timeout' in reply) return failure(504);
  if ('refused' in reply) return failure(502);
  const headers: Record<string, string> = reply.location === undefined ? {} : { location: reply.location };
  return { status: reply.status, headers, body: reply.body ?? '' };
}

/** By weight; undefined when all weights are 0. */
function pickGroup(world: World, action: Action): string | undefined {
  const groups = (action.ForwardConfig?.TargetGroups ?? []).filter(({ Weight = 1 }) => Weight > 0);
  if (groups.length <= 1) return groups[0]?.TargetGroupArn;
  const total = groups.reduce((sum, { Weight = 1 }) => sum + Weight, 0);
  let left = world.random.next() * total;
  return groups.find(({ Weight = 1 }) => {
    left -= Weight;
    return left < 0;
  })?.TargetGroupArn;
}

/** One of the healthy targets. Where none is healthy, every registered one gets requests, as an ALB fails open. */
function pickTarget(world: World, state: ElbState, groupArn: string | undefined): TargetRecord | undefined {
  const group = state.targetGroups.get(groupArn ?? '');
  if (group === undefined) return undefined;
  const now = world.clock.now();
  const usable = presentTargets(group, now).filter((target) => {
    const status = statusAt(group, target, now).state;
    return status !== 'draining' && status !== 'unused';
  });
  const healthy = usable.filter((target) => statusAt(group, target, now).state === 'healthy');
  const choice = healthy.length > 0 ? healthy : usable;
  return choice.length > 1 ? world.random.pick(choice) : choice[0];
}

const titles = {
  502: '502 Bad Gateway',
  503: '503 Service Temporarily Unavailable',
  504: '504 Gateway Time-out',
} as const;

/** What the load balancer says where no target does. */
function failure(status: keyof typeof titles): TrafficAnswer {
  const title = titles[status];
  return {
    status,
    headers: { server: 'awselb/2.0', 'content-type': 'text/html' },
    body: `<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>`,
  };
}
