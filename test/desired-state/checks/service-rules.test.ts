import { describe, expect, it } from 'vitest';
import { appDocument, problemsOf, said, small, withWeb } from '../app-document.ts';

const routed = { port: 8080, routes: [{ path: '/*' }] };

describe('what fields say together', () => {
  const cases: [string, Record<string, unknown>, string[]][] = [
    ['an image is needed', { image: undefined }, ['services.web.image missing-field']],
    [
      'sizes are needed',
      { cpu: undefined, memory: undefined },
      ['services.web.cpu missing-field', 'services.web.memory missing-field'],
    ],
    ['a port is needed where there are routes', { routes: [{ path: '/*' }] }, ['services.web.port missing-field']],
    ['port or ports', { ports: [1], port: 2 }, ['services.web.ports port-and-ports']],
    [
      'a route leads to a port of the service',
      { ports: [1, 2], routes: [{ path: '/*', port: 3 }] },
      ['services.web.routes[0].port unknown-port'],
    ],
    [
      'a timeout above the usual interval, said where it is written',
      { ...routed, healthCheck: { timeout: 30 } },
      ['services.web.healthCheck.timeout out-of-range'],
    ],
    [
      'an interval that is not above the timeout',
      { ...routed, healthCheck: { interval: 20, timeout: 20 } },
      ['services.web.healthCheck.interval out-of-range'],
    ],
    [
      'statuses of GRPC for HTTP',
      { ...routed, healthCheck: { status: '0-99' } },
      ['services.web.healthCheck.status status'],
    ],
    [
      'statuses of HTTP for GRPC',
      { ...routed, protocolVersion: 'GRPC', healthCheck: { status: 200 } },
      ['services.web.healthCheck.status status'],
    ],
    [
      'two ports of one task',
      { port: 80, sidecars: { a: { image: 'r/a', port: 80 } } },
      ['services.web.sidecars.a.port port-conflict'],
    ],
    ['the same port by another protocol', { port: 80, sidecars: { a: { image: 'r/a', port: '80/udp' } } }, []],
    [
      'the log router has its name',
      { logs: { firelens: {} }, sidecars: { 'log-router': { image: 'r/a' } } },
      ['services.web.sidecars.log-router duplicate-name'],
    ],
    ['a name that nothing else uses', { sidecars: { 'log-router': { image: 'r/a' } } }, []],
    [
      'a secret named like a variable',
      { environment: { A: '1' }, secrets: { A: '/a' } },
      ['services.web.secrets.A duplicate-name'],
    ],
    ['days of no log group', { logs: { retention: 31 } }, ['services.web.logs.retention retention']],
    ['a service after itself', { after: ['web'] }, ['services.web.after after-circle']],
  ];
  for (const [what, fields, problems] of cases) it(what, () => expect(said(withWeb(fields))).toEqual(problems));

  it('services that wait for each other are said once', () => {
    const text = appDocument({
      a: { ...small, after: ['b'] },
      b: { ...small, after: ['c'] },
      c: { ...small, after: ['a'] },
    });
    expect(problemsOf(text).map(({ path, allowed }) => [path, allowed])).toEqual([
      ['services.a.after', 'a waits for b waits for c waits for a'],
    ]);
  });

  it("a service may not be called execution, for its role would be the app's execution role", () => {
    expect(said(appDocument({ execution: small }))).toEqual(['services.execution name']);
  });

  it('what defaults and service say together is said where it stands', () => {
    const text = withWeb({ ...routed, healthCheck: { timeout: 20 } }, { defaults: { healthCheck: { interval: 10 } } });
    expect(said(text)).toEqual(['defaults.healthCheck.interval out-of-range']);
  });

  it('the nearest service is named where one is waited for that is not there', () => {
    const text = appDocument({ api: small, web: { ...small, after: ['apii'] } });
    expect(problemsOf(text).map(({ code, nearest }) => [code, nearest])).toEqual([['unknown-service', 'api']]);
  });

  it('a service is removed once', () => {
    const removed = [{ service: 'a' }, { service: 'b' }, { service: 'a' }];
    expect(said(withWeb({}, { removed }))).toEqual(['removed[2].service removed-twice']);
  });

  it('a removed service is not declared', () => {
    expect(said(withWeb({}, { removed: [{ service: 'web' }] }))).toEqual(['removed[0].service removed-and-declared']);
  });

  it('R44 secrets in plain environment are warnings by name, wherever they stand, and never shown', () => {
    const fields = {
      environment: { DB_PASSWORD: 'canary-1', TLS: '-----BEGIN RSA PRIVATE KEY-----canary-2', PASSWORD_FILE: '/run/x' },
      sidecars: { a: { image: 'r/a', environment: { API_TOKEN: 'canary-3' } } },
    };
    const text = withWeb(fields, { defaults: { environment: { CLIENT_SECRET: 'canary-4' } } });
    expect(said(text).sort()).toEqual([
      'defaults.environment.CLIENT_SECRET plain-secret',
      'services.web.environment.DB_PASSWORD plain-secret',
      'services.web.environment.TLS plain-secret',
      'services.web.sidecars.a.environment.API_TOKEN plain-secret',
    ]);
    expect(problemsOf(text).every(({ severity }) => severity === 'warning')).toBe(true);
    expect(JSON.stringify(problemsOf(text))).not.toContain('canary');
  });
});
