import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/simulator/answer.ts';
import { createRule } from '../../../src/simulator/elbv2/create-rule.ts';
import { deregisterTarget, registerTarget } from '../../../src/simulator/elbv2/targets.ts';
import { requestThroughLoadBalancer, type TrafficRequest } from '../../../src/simulator/elbv2/traffic.ts';
import { caller, loadBalancedWorld, makeGroup, makeRule } from './load-balanced-world.ts';

function site() {
  const here = loadBalancedWorld();
  const { world, dnsName, listenerArn } = here;
  const ask = (path: string, more: Partial<TrafficRequest> = {}) =>
    requestThroughLoadBalancer(world, caller, {
      dnsName,
      port: 80,
      method: 'GET',
      host: 'todo.example.com',
      path,
      headers: {},
      ...more,
    });
  const rule = (Priority: number, Conditions: RuleCondition[], action: Action | string) =>
    createRule.run(world, caller, {
      ListenerArn: listenerArn,
      Priority,
      Conditions,
      Actions: [
        typeof action === 'string'
          ? { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: action } }
          : action,
      ],
    });
  const target = (group: string, id: string, answer: Answer, wait = 10) => {
    registerTarget(world, caller, group, { id, port: 8080, zone: 'eu-central-1a', answer });
    world.clock.advance(wait * 1000);
  };
  return { ...here, ask, rule, target };
}

describe('rules', () => {
  it('go by priority, and the default action answers what none takes', () => {
    const { ask, rule } = site();
    rule(20, [{ Field: 'path-pattern', Values: ['/*'] }], 'all');
    rule(3, [{ Field: 'path-pattern', Values: ['/api/*'] }], 'api');
    expect(ask('/api/items').body).toBe('api');
    expect(ask('/other').body).toBe('all');
    expect(site().ask('/other')).toEqual({
      status: 404,
      headers: { server: 'awselb/2.0', 'content-type': 'text/plain' },
      body: 'Not found',
    });
  });

  it.each<[RuleCondition, Partial<TrafficRequest>, Partial<TrafficRequest>]>([
    [{ Field: 'path-pattern', Values: ['/api/*'] }, { path: '/api/' }, { path: '/API/' }],
    [{ Field: 'path-pattern', Values: ['/v?/x'] }, { path: '/v2/x?y=/' }, { path: '/v22/x' }],
    [{ Field: 'path-pattern', Values: ['/a.b'] }, { path: '/a.b' }, { path: '/aXb' }],
    [{ Field: 'path-pattern', Values: ['/a'] }, { path: '/a?b=c' }, { path: '/a/b' }],
    [{ Field: 'host-header', Values: ['*.example.com'] }, { host: 'SHOP.example.com:80' }, { host: 'example.com' }],
    [
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Canary', Values: ['yes*'] } },
      { headers: { 'x-canary': 'YES please' } },
      { headers: { 'x-other': 'yes' } },
    ],
    [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST', 'PUT'] } }, { method: 'PUT' }, {}],
    [
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '2*' }] } },
      { path: '/?a=1&V=20' },
      { path: '/?v=1&w=2' },
    ],
    [
      { Field: 'query-string', QueryStringConfig: { Values: [{ Value: 'a\\*' }] } },
      { path: '/?x=a*' },
      { path: '/?x=ab' },
    ],
    [
      { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } },
      { sourceIp: '10.200.0.1' },
      { sourceIp: '11.0.0.1' },
    ],
  ])('%j', (condition, fitting, other) => {
    const { ask, rule } = site();
    rule(1, [condition], 'fits');
    expect(ask('/', fitting).body).toBe('fits');
    expect(ask('/', other).body).toBe('Not found');
  });

  it('need all of their conditions', () => {
    const { ask, rule } = site();
    rule(
      1,
      [
        { Field: 'path-pattern', Values: ['/a'] },
        { Field: 'host-header', Values: ['a.example.com'] },
      ],
      'both',
    );
    expect(ask('/a').body).toBe('Not found');
    expect(ask('/a', { host: 'a.example.com' }).body).toBe('both');
  });

  it('redirect with the parts of the request', () => {
    const { ask, rule } = site();
    const RedirectConfig = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' as const };
    rule(1, [{ Field: 'path-pattern', Values: ['/*'] }], { Type: 'redirect', RedirectConfig });
    expect(ask('/a/b?c=d')).toMatchObject({
      status: 301,
      headers: { location: 'https://todo.example.com:443/a/b?c=d' },
    });
    expect(ask('/a').headers.location).toBe('https://todo.example.com:443/a');
  });
});

describe('forwarding', () => {
  it('reaches a healthy target on its path', () => {
    const { world, listenerArn, ask, target } = site();
    const group = makeGroup(world);
    makeRule(world, listenerArn, group);
    target(group, '10.0.0.5', {
      default: { status: 200, body: 'ok' },
      paths: { '/api/*': { status: 307, location: 'https://todo.example.com/api' } },
    });
    expect(ask('/')).toEqual({ status: 200, headers: {}, body: 'ok' });
    expect(ask('/api/x')).toMatchObject({ status: 307, headers: { location: 'https://todo.example.com/api' } });
  });

  it('never picks an unhealthy target while there is a healthy one, and fails open where there is none', () => {
    const { world, listenerArn, ask, target } = site();
    const group = makeGroup(world);
    makeRule(world, listenerArn, group);
    target(group, '10.0.0.5', { default: { status: 500, body: 'bad' } }, 60);
    expect(ask('/')).toMatchObject({ status: 500, body: 'bad' });
    target(group, '10.0.0.6', { default: { status: 200, body: 'good' } });
    expect(new Set(Array.from({ length: 40 }, () => ask('/').body))).toEqual(new Set(['good']));
  });

  it.each<[Answer, number]>([
    [{ default: { timeout: true } }, 504],
    [{ default: { status: 200 }, listensOn: 3000 }, 502],
  ])('a target that says %j gives %i', (answer, status) => {
    const { world, listenerArn, ask, target } = site();
    const group = makeGroup(world);
    makeRule(world, listenerArn, group);
    target(group, '10.0.0.5', answer);
    expect(ask('/').status).toBe(status);
  });

  it('gives 503 without targets, also when the last one drains', () => {
    const { world, listenerArn, ask, target } = site();
    const group = makeGroup(world);
    makeRule(world, listenerArn, group);
    expect(ask('/')).toMatchObject({
      status: 503,
      body: expect.stringContaining('503 Service Temporarily Unavailable'),
    });
    target(group, '10.0.0.5', { default: { status: 200 } });
    expect(ask('/').status).toBe(200);
    deregisterTarget(world, caller, group, { id: '10.0.0.5', port: 8080 });
    expect(ask('/').status).toBe(503);
  });

  it('shares by weight; with all weights 0 there is no target', () => {
    const { world, ask, rule, target } = site();
    const [one, two] = [makeGroup(world, 'one'), makeGroup(world, 'two')];
    const forward = (first: number, second: number): Action => ({
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: one, Weight: first },
          { TargetGroupArn: two, Weight: second },
        ],
      },
    });
    rule(1, [{ Field: 'path-pattern', Values: ['/shared'] }], forward(90, 10));
    rule(2, [{ Field: 'path-pattern', Values: ['/none'] }], forward(0, 0));
    rule(3, [{ Field: 'path-pattern', Values: ['/second'] }], forward(0, 5));
    target(one, '10.0.0.5', { default: { status: 200, body: 'one' } });
    target(two, '10.0.0.6', { default: { status: 200, body: 'two' } });
    const bodies = Array.from({ length: 1000 }, () => ask('/shared').body);
    const share = bodies.filter((body) => body === 'two').length;
    expect(share).toBeGreaterThan(60);
    expect(share).toBeLessThan(140);
    expect(ask('/none').status).toBe(503);
    expect(ask('/second').body).toBe('two');
  });

  it('rewrites the URL where the rule says so', () => {
    const { world, listenerArn, ask, target } = site();
    const group = makeGroup(world);
    createRule.run(world, caller, {
      ListenerArn: listenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: group }],
      Transforms: [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '^/api/(.*)$', Replace: '/$1' }] } }],
    });
    target(group, '10.0.0.5', { default: { status: 404 }, paths: { '/items': { status: 200 } } });
    expect(ask('/api/items').status).toBe(200);
  });
});

it('nobody answers under an unknown name, or on a port without a listener', () => {
  const { ask } = site();
  expect(() => ask('/', { dnsName: 'nobody.example.com' })).toThrow('getaddrinfo ENOTFOUND nobody.example.com');
  expect(() => ask('/', { port: 443 })).toThrow('ECONNREFUSED');
});
