import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentJsonSchema } from '../../../src/desired-state/schema/json-schema.ts';
import { keysAt } from '../../../src/desired-state/schema/keys.ts';
import { referenceMarkdown, undescribed } from '../../../src/desired-state/schema/reference.ts';
import { appDocument, problemsOf, said, small, withWeb } from '../app-document.ts';

describe('the schema of documents', () => {
  it('every field says what it is', () => {
    expect(undescribed()).toEqual([]);
  });

  it('knows the fields of every place of a document', () => {
    expect(keysAt([])).toContain('clusterCapacityProviders');
    expect(keysAt(['services', 'web', 'routes', 0])).toContain('sourceIp');
    expect(keysAt(['services', 'web', 'sidecars', 'xray'])).toContain('memoryReservation');
    expect(keysAt(['defaults'])).not.toContain('image');
  });

  it("editors get patterns, bounds, examples and AWS' limits, and nothing that is not for writers", () => {
    const text = JSON.stringify(documentJsonSchema());
    expect(documentJsonSchema().properties?.region).toMatchObject({ pattern: expect.stringContaining('[a-z]') });
    expect(text).toContain('"minimum":1,"maximum":50000');
    expect(text).not.toMatch(/"(?:standard|limit|samples|inlined)":/);
    expect(text).toContain('"examples":["todo/backend:latest"');
  });

  it('the reference names each field once', () => {
    const fields = referenceMarkdown().match(/^\| `[^`]+`/gm) ?? [];
    expect(fields.filter((field) => field === '| `healthCheck.path`').length).toBe(1);
    expect(fields.length).toBeGreaterThan(120);
  });

  const wrong: [string, unknown, string[]][] = [
    ['a list instead of a map', [], ['services.web.environment wrong-type']],
    ['a map as a value', { A: {} }, ['services.web.environment.A wrong-type']],
  ];
  for (const [what, environment, problems] of wrong)
    it(`${what} is a wrong type, at its place`, () => expect(said(withWeb({ environment }))).toEqual(problems));

  it('a wrong word of a few names the nearest', () => {
    const [problem] = problemsOf(withWeb({ architecture: 'arm' }));
    expect(problem).toMatchObject({ code: 'not-allowed', allowed: 'x86_64, arm64', nearest: 'arm64' });
  });

  const nearest: [string, Record<string, unknown>, string][] = [
    ['a number in quotes', { port: '8080' }, '8080'],
    ['vCPU as a plain number', { cpu: 2 }, '2 vCPU'],
    ['a method in small letters', { port: 1, routes: [{ method: 'get' }] }, 'GET'],
    ['a single address', { port: 1, routes: [{ sourceIp: '10.0.0.1' }] }, '10.0.0.1/32'],
    ['a host with a port', { port: 1, routes: [{ host: 'https://a.io:443/x' }] }, 'a.io'],
    ['a path without its slash', { port: 1, routes: [{ path: 'api/*' }] }, '/api/*'],
    ['a repository in capitals', { image: 'https://ghcr.io/Owner/App:V1' }, 'ghcr.io/owner/app:V1'],
    ['an ARN for a name', { adopt: { service: 'arn:aws:ecs:eu-central-1:210987654321:service/todo/api' } }, 'api'],
    ['a wrong word of two', { manage: 'images' }, 'image'],
  ];
  for (const [what, fields, word] of nearest)
    it(`${what}: the nearest right value is named`, () =>
      expect(problemsOf(withWeb(fields)).map((problem) => problem.nearest)).toEqual([word]));

  it('yes and no of YAML 1.1 are named as what they were', () => {
    expect(problemsOf(withWeb({ stateful: 'no' })).map((problem) => problem.nearest)).toEqual(['false']);
    expect(problemsOf(withWeb({ stickiness: 'yes' })).map((problem) => problem.nearest)).toContain('true');
  });

  it('a name that is not legal comes with the legal one that reads most like it', () => {
    for (const [name, legal] of [
      ['Web', 'web'],
      ['web_api', 'web-api'],
      ['größe', 'grosse'],
      ['2nd', 'nd'],
      ['a'.repeat(41), 'a'.repeat(40)],
    ] as const)
      expect(problemsOf(appDocument({ [name]: small })).map((problem) => problem.nearest)).toEqual([legal]);
    expect(problemsOf(appDocument({ 七: small })).map((problem) => problem.nearest)).toEqual([undefined]);
  });

  it('what stands under a wrong name is looked at, too', () => {
    expect(said(appDocument({ web_api: { ...small, imgae: 'x', port: 0 } }))).toEqual([
      'services.web_api name',
      'services.web_api.imgae unknown-field',
      'services.web_api.port out-of-range',
    ]);
  });

  it('a field that is right in another place is named with that place', () => {
    const near = (text: string) => problemsOf(text).map(({ path, nearest: word }) => [path, word]);
    expect(near(withWeb({}, { port: 80, subnets: [] }))).toEqual([
      ['port', 'services.NAME.port'],
      ['subnets', 'network.subnets'],
    ]);
    expect(near(withWeb({ region: 'eu-west-1', listener: 'x' }))).toEqual([
      ['services.web.region', 'region'],
      ['services.web.listener', 'loadBalancer.listener'],
    ]);
    expect(near(withWeb({}, { defaults: { routes: [], image: 'a' } }))).toEqual([
      ['defaults.routes', 'services.NAME.routes'],
      ['defaults.image', 'services.NAME.image'],
    ]);
  });

  it('of several forms that a value may have each says what it wants, and no «must be» comes twice', () => {
    const allowed = (fields: Record<string, unknown>) => problemsOf(withWeb(fields)).map((each) => each.allowed);
    expect(allowed({ logs: { retention: '30' } })).toEqual(['must be a number, or forever']);
    expect(allowed({ roles: { task: 'admin' } })).toEqual(['the ARN of a role, or none']);
    expect(allowed({ roles: { task: null } })).toEqual(['must be text']);
    expect(allowed({ repository: { encryption: 'KMS' } })).toEqual(['must be AES256, or a map']);
    expect(allowed({ environment: { A: null } })).toEqual(['must be text, or a number, or true or false']);
  });

  it('subnets and security groups stand once each', () => {
    const subnets = ['subnet-0a11aa22bb33cc44d', 'subnet-0a11aa22bb33cc44d'];
    expect(said(withWeb({}, { network: { subnets, securityGroups: ['sg-0123456789abcdef0'] } }))).toEqual([
      'network.subnets duplicate',
    ]);
  });

  it('days of a calendar only', () => {
    const removed = ['2026-02-28', '2026-02-29', '28.2.2026'].map((since, index) => ({ service: `s${index}`, since }));
    expect(said(withWeb({}, { removed }))).toEqual(['removed[1].since date', 'removed[2].since date']);
  });

  it('numbers and truths of YAML are text where AWS keeps text', () => {
    expect(said(withWeb({ environment: { A: 1, B: true }, command: [1] }))).toEqual([]);
  });

  it('no field is called like a word of AWS that an overlay takes', () => {
    expect(readFileSync(new URL('../../../docs/reference.md', import.meta.url), 'utf8')).not.toContain(
      '`desiredCount`',
    );
  });

  const routed = { port: 1, routes: [{ path: '/*' }] };
  const limits: [string, Record<string, unknown>, string[]][] = [
    ['tags that AWS reserves', { tags: { 'AWS:x': 'y' } }, ['services.web.tags.AWS:x reserved-tag']],
    ['ownership’s own tags', { tags: { 'ecs-steward:app': 'y' } }, ['services.web.tags.ecs-steward:app reserved-tag']],
    ['a tag of 257 characters', { tags: { a: 'x'.repeat(257) } }, ['services.web.tags.a tag-value']],
    ['a secret of no known form', { secrets: { A: 'https://vault/x' } }, ['services.web.secrets.A secret']],
    [
      'a file system of no EFS',
      { volumes: { v: { efs: 'vol-1', mount: '/x' } } },
      ['services.web.volumes.v.efs file-system-id'],
    ],
    ['a relative mount', { volumes: { v: { efs: 'fs-0c1d2e3f', mount: 'x' } } }, ['services.web.volumes.v.mount path']],
    ['a path with //', { ...routed, smokeTest: { path: '//evil.example' } }, ['services.web.smokeTest.path path']],
    [
      'a host with a wildcard in a request',
      { ...routed, smokeTest: { host: '*.a.io' } },
      ['services.web.smokeTest.host host'],
    ],
    [
      'a host with a line break',
      { ...routed, smokeTest: { host: 'a.io\r\nX: y' } },
      ['services.web.smokeTest.host host'],
    ],
    ['a tag with a sign that AWS does not take', { tags: { a: 'x;y' } }, ['services.web.tags.a tag-value']],
    ['a variable without a name', { environment: { '': 'x' } }, ['services.web.environment. name']],
    ['a variable that no process can have', { environment: { 'A=B': 'x' } }, ['services.web.environment.A=B name']],
    [
      'a volume with a blank in its name',
      { volumes: { 'a b': { efs: 'fs-0c1d2e3f', mount: '/x' } } },
      ['services.web.volumes.a b name'],
    ],
    [
      'a path as a regular expression',
      { port: 1, routes: [{ path: '/[a-z]+' }] },
      ['services.web.routes[0].path path'],
    ],
    ['a path with a query', { port: 1, routes: [{ path: '/a?x=1' }] }, ['services.web.routes[0].path path']],
    [
      'the host as a header',
      { port: 1, routes: [{ header: { HOST: 'a' } }] },
      ['services.web.routes[0].header.HOST header'],
    ],
    [
      'the load balancer’s own cookie',
      { ...routed, stickiness: { cookie: 'AWSALBAPP-0' } },
      ['services.web.stickiness.cookie cookie'],
    ],
    ['a cookie that only looks like it', { ...routed, stickiness: { cookie: 'my-AWSALB' } }, []],
    ['no cookie at all', { ...routed, stickiness: { cookie: '' } }, ['services.web.stickiness.cookie cookie']],
    ['nothing to adopt', { adopt: {} }, ['services.web.adopt nothing-adopted']],
    [
      'an adopted group with a name that is none',
      { adopt: { targetGroup: 'a_b' } },
      ['services.web.adopt.targetGroup name'],
    ],
    ['no capacity provider', { capacityProviders: {} }, ['services.web.capacityProviders capacity-provider']],
    ['a repository of 257 letters', { image: 'a'.repeat(257) }, ['services.web.image image']],
    [
      'addresses out of range',
      { port: 1, routes: [{ sourceIp: '10.0.0.256/8' }] },
      ['services.web.routes[0].sourceIp cidr'],
    ],
    [
      'a prefix out of range',
      { port: 1, routes: [{ sourceIp: ['10.0.0.0/33', '::/129'] }] },
      ['services.web.routes[0].sourceIp[0] cidr', 'services.web.routes[0].sourceIp[1] cidr'],
    ],
    ['a range of addresses', { port: 1, routes: [{ sourceIp: 'nowhere' }] }, ['services.web.routes[0].sourceIp cidr']],
  ];
  for (const [what, fields, problems] of limits) it(what, () => expect(said(withWeb(fields))).toEqual(problems));
});
