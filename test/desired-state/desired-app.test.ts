import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DesiredApp, DesiredService } from '../../src/desired-state/desired.ts';
import { desiredApp } from '../../src/desired-state/desired-app.ts';
import { readDocument } from '../../src/desired-state/read-document.ts';
import { documentSchema } from '../../src/desired-state/schema/document.ts';
import { desired, desiredWeb, small, withWeb } from './app-document.ts';

const folder = new URL('../fixtures/desired-state/', import.meta.url);

function fixture(file: string): DesiredApp {
  const read = readDocument({
    text: readFileSync(new URL(file, folder), 'utf8'),
    file,
    readFile: (path) => (existsSync(new URL(path, folder)) ? readFileSync(new URL(path, folder), 'utf8') : undefined),
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return desiredApp(read.document);
}

function service(app: DesiredApp, name: string): DesiredService {
  const found = app.services.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

describe('what the documents of the fixtures want', () => {
  it('the todo app: the backend is narrower than the frontend, whatever their order', () => {
    const app = fixture('01-todo.yaml');
    const [frontend, backend] = [service(app, 'frontend'), service(app, 'backend')];
    expect(backend.rules[0]?.specificity).toBeGreaterThan(frontend.rules[0]?.specificity ?? Number.POSITIVE_INFINITY);
    expect(backend.scaling?.target).toMatchObject({
      MinCapacity: 2,
      MaxCapacity: 6,
      ResourceId: 'service/todo/todo-backend',
    });
    expect(backend.floor).toBe(2);
    expect(backend.smokeTest).toEqual({ path: '/api/health', status: '200', text: 'ok' });
    expect(backend.images).toEqual([
      {
        container: 'backend',
        reference: 'todo/backend:latest',
        registry: { kind: 'ecr', account: '210987654321', region: 'eu-central-1' },
        repository: 'todo/backend',
        follow: { tag: 'latest' },
      },
    ]);
    expect(backend.repositories).toEqual([]);
    expect(backend.logGroups).toMatchObject([{ input: { logGroupName: '/ecs/todo/backend' }, retentionInDays: 30 }]);
    expect(backend.service.deploymentConfiguration?.deploymentCircuitBreaker).toEqual({ enable: true, rollback: true });
    expect(backend.service.networkConfiguration?.awsvpcConfiguration?.assignPublicIp).toBe('DISABLED');
  });

  it('everything that takes tags carries the two that say whose it is', () => {
    const backend = service(fixture('01-todo.yaml'), 'backend');
    const lower = [
      { key: 'ecs-steward:app', value: 'todo' },
      { key: 'ecs-steward:service', value: 'backend' },
    ];
    const upper = lower.map(({ key, value }) => ({ Key: key, Value: value }));
    expect(backend.service.tags).toEqual(lower);
    expect(backend.taskDefinition.tags).toEqual(lower);
    expect(backend.targetGroups[0]?.input.Tags).toEqual(upper);
    expect(backend.rules[0]?.tags).toEqual([...upper, { Key: 'ecs-steward:route', Value: 'backend#0' }]);
    expect(backend.logGroups[0]?.input.tags).toEqual({ 'ecs-steward:app': 'todo', 'ecs-steward:service': 'backend' });
  });

  it('the worker: no target group, mostly Spot, sizes in words, two schedules', () => {
    const worker = service(fixture('02-worker.yaml'), 'worker');
    expect(worker.targetGroups).toEqual([]);
    expect(worker.service.launchType).toBeUndefined();
    expect(worker.service.capacityProviderStrategy).toEqual([
      { capacityProvider: 'FARGATE', weight: 1, base: 1 },
      { capacityProvider: 'FARGATE_SPOT', weight: 4, base: 0 },
    ]);
    expect(worker.taskDefinition).toMatchObject({
      cpu: '1024',
      memory: '2048',
      runtimePlatform: { cpuArchitecture: 'ARM64' },
    });
    expect(worker.scaling?.scheduledActions).toMatchObject([
      {
        Schedule: 'cron(0 22 * * ? *)',
        Timezone: 'Europe/Berlin',
        ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 4 },
      },
      { Schedule: 'cron(0 6 * * ? *)', ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 20 } },
    ]);
  });

  it('the shop: two rules with one path, told apart by a header; a version range is kept as one', () => {
    const app = fixture('03-shop-three-services.yaml');
    const api = service(app, 'api');
    expect(api.rules.map(({ priority }) => priority)).toEqual([200, 190]);
    expect(api.rules[1]?.specificity).toBeGreaterThan(api.rules[0]?.specificity ?? Number.POSITIVE_INFINITY);
    expect(api.images[0]?.follow).toEqual({ semver: '~1.4' });
    expect(api.images[1]).toMatchObject({ container: 'xray', follow: { asIs: true } });
    expect(api.taskDefinition.runtimePlatform?.cpuArchitecture).toBe('ARM64');
    expect(api.taskDefinition.containerDefinitions?.[1]?.portMappings).toEqual([
      { containerPort: 2000, protocol: 'udp' },
    ]);
    expect(api.service.deploymentConfiguration?.alarms?.alarmNames).toEqual(['shop-api-5xx']);
    const media = service(app, 'media');
    expect(media.service.enableExecuteCommand).toBe(true);
    expect(media.taskDefinition.volumes?.[0]?.efsVolumeConfiguration).toEqual({
      fileSystemId: 'fs-0c1d2e3f4a5b6c7d8',
      rootDirectory: '/',
      transitEncryption: 'ENABLED',
      authorizationConfig: { accessPointId: 'fsap-0a1b2c3d4e5f60718', iam: 'DISABLED' },
    });
  });

  it('what is adopted keeps its names, and begins with its image alone', () => {
    const app = fixture('04-adopt-and-tombstone.yaml');
    const portal = service(app, 'portal');
    expect(app.mode).toBe('observe');
    expect([portal.ecsService, portal.targetGroups[0]?.name, portal.manage]).toEqual([
      'legacy-portal-service',
      'legacy-portal-tg',
      'image',
    ]);
    expect(portal.rules[0]?.adopt).toMatch(/0011223344556677$/);
    expect(app.removed).toEqual([
      {
        service: 'batch',
        ecsService: 'legacy-batch',
        since: '2026-02-01',
        reason: 'replaced by reports',
        deleteData: false,
        force: false,
      },
    ]);
  });

  it("a whole task definition: the service's image goes into the named container, sizes come from the file", () => {
    const api = service(fixture('05-pinned-with-own-task-definition.yaml'), 'api');
    const [own, collector] = api.taskDefinition.containerDefinitions ?? [];
    expect(own?.image).toMatch(/^210987654321\.dkr\.ecr\.eu-central-1\.amazonaws\.com\/billing\/api@sha256:4f8b/);
    expect(own?.portMappings).toEqual([{ containerPort: 8080, protocol: 'tcp', name: 'http' }]);
    expect(own?.environment).toEqual([{ name: 'LEDGER', value: 'primary' }]);
    expect([api.taskDefinition.cpu, api.taskDefinition.memory]).toEqual(['512', '1024']);
    expect(collector?.memoryReservation).toBe(128);
    expect(api.images.map(({ container, follow }) => [container, Object.keys(follow)])).toEqual([
      ['api', ['digest']],
      ['collector', ['digest']],
    ]);
    expect(api.taskDefinition.tags?.[0]).toEqual({ key: 'team', value: 'billing' });
  });

  it('R11 a stateful service has one task, stops it before the next one starts, and is not rebalanced', () => {
    const notes = service(fixture('06-stateful.yaml'), 'notes');
    expect(notes.service).toMatchObject({
      desiredCount: 1,
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
      availabilityZoneRebalancing: 'DISABLED',
    });
    expect(notes.floor).toBe(0);
    expect(notes.scaling).toBeUndefined();
  });

  it('the same document gives the same bytes', () => {
    for (const file of ['01-todo.yaml', '02-worker.yaml', '03-shop-three-services.yaml'])
      expect(JSON.stringify(fixture(file))).toBe(JSON.stringify(fixture(file)));
  });

  it('what is stored of a document, read again, wants the same', () => {
    const file = '05-pinned-with-own-task-definition.yaml';
    const read = readDocument({
      text: readFileSync(new URL(file, folder), 'utf8'),
      file,
      readFile: (path) => readFileSync(new URL(path, folder), 'utf8'),
    });
    const again = readDocument({ text: read.ok ? read.stored : '', file: 'stored' });
    expect(again.ok && desiredApp(again.document)).toEqual(fixture(file));
  });
});

describe('defaults', () => {
  it("a service's own field goes before the defaults, and maps are merged", () => {
    const web = desiredWeb(
      { environment: { B: 'own' }, logs: { group: '/shop/web' } },
      { defaults: { environment: { A: 'all', B: 'all' }, logs: { retention: 7 }, count: 3 } },
    );
    expect(web.taskDefinition.containerDefinitions?.[0]?.environment).toEqual([
      { name: 'A', value: 'all' },
      { name: 'B', value: 'own' },
    ]);
    expect(web.logGroups).toMatchObject([{ input: { logGroupName: '/shop/web' }, retentionInDays: 7 }]);
    expect(web.service.desiredCount).toBe(3);
  });

  it('a count of its own puts default scaling aside, and the other way round', () => {
    const scaling = { min: 2, max: 6, cpu: 80 };
    expect(desiredWeb({ count: 1 }, { defaults: { scaling } }).scaling).toBeUndefined();
    expect(desiredWeb({ scaling }, { defaults: { count: 9 } }).service.desiredCount).toBe(2);
    expect(desiredWeb({ stateful: true }, { defaults: { scaling } }).scaling).toBeUndefined();
  });

  it('sizes of a task definition file go before the defaults', () => {
    const file = JSON.stringify({
      family: 'x',
      cpu: '512',
      memory: '1024',
      containerDefinitions: [{ name: 'web', image: 'x' }],
    });
    const text = withWeb(
      { cpu: undefined, memory: undefined, taskDefinition: { file: 'td.json' } },
      { defaults: { cpu: 256, memory: 512 } },
    );
    const [web] = desired(text, { 'td.json': file }).services;
    expect([web?.taskDefinition.cpu, web?.taskDefinition.memory]).toEqual(['512', '1024']);
  });
});

describe('the floor', () => {
  const cases: [string, Record<string, unknown>, number][] = [
    ['is the count at 100 %', { count: 3 }, 3],
    ['is rounded up: 3 tasks at 50 % are 2', { count: 3, deployment: { minimumHealthyPercent: 50 } }, 2],
    ['is that of the smallest count under a scaler', { scaling: { min: 2, max: 9 } }, 2],
    ['is 0 for a stateful service, for its one task is away during a rollout', { stateful: true }, 0],
    ['is as declared', { count: 3, floor: 1 }, 1],
  ];
  for (const [what, fields, floor] of cases) it(what, () => expect(desiredWeb(fields).floor).toBe(floor));
});

describe('target groups', () => {
  const routed = { port: 8080, routes: [{ path: '/*' }] };

  it('another container port is the same group; another protocol version is another one', () => {
    const [before, port, version] = [routed, { ...routed, port: 9090 }, { ...routed, protocolVersion: 'HTTP2' }].map(
      (fields) => desiredWeb(fields).targetGroups[0],
    );
    expect(port?.name).toBe(before?.name);
    expect(port?.input.Port).toBe(80);
    expect(version?.name).not.toBe(before?.name);
  });

  it('each routed port has its own group, whose name does not change with the order of routes', () => {
    const ports = [8080, { port: 9090, name: 'admin' }];
    const routes = [{ path: '/*' }, { path: '/admin/*', port: 9090 }];
    const one = desiredWeb({ ports, routes });
    const turned = desiredWeb({ ports, routes: [...routes].reverse() });
    expect(one.targetGroups.length).toBe(2);
    expect(turned.targetGroups.map(({ name }) => name).sort()).toEqual(one.targetGroups.map(({ name }) => name).sort());
    const group = (service: DesiredService, path: string) =>
      service.rules.find(({ conditions }) => conditions[0]?.PathPatternConfig?.Values?.[0] === path)?.targetGroup;
    expect(group(turned, '/admin/*')).toBe(group(one, '/admin/*'));
    expect(one.service.loadBalancers).toEqual([
      { targetGroupArn: group(one, '/*'), containerName: 'web', containerPort: 8080 },
      { targetGroupArn: group(one, '/admin/*'), containerName: 'web', containerPort: 9090 },
    ]);
  });

  it('the timeout of the health check is always sent, for its default is disputed', () => {
    expect(desiredWeb(routed).targetGroups[0]?.input.HealthCheckTimeoutSeconds).toBe(5);
  });

  it('GRPC has its own path and status', () => {
    expect(
      desiredWeb({ ...routed, protocolVersion: 'GRPC', healthCheck: { status: 0 } }).targetGroups[0]?.input,
    ).toMatchObject({
      HealthCheckPath: '/AWS.ALB/healthcheck',
      Matcher: { GrpcCode: '0' },
    });
  });

  it('stickiness and further attributes', () => {
    const fields = {
      ...routed,
      stickiness: { cookie: 'session', seconds: 60 },
      targetGroupAttributes: { 'slow_start.duration_seconds': 30 },
    };
    expect(
      Object.fromEntries(desiredWeb(fields).targetGroups[0]?.attributes.map(({ Key, Value }) => [Key, Value]) ?? []),
    ).toEqual({
      'deregistration_delay.timeout_seconds': '30',
      'stickiness.enabled': 'true',
      'stickiness.type': 'app_cookie',
      'stickiness.app_cookie.cookie_name': 'session',
      'stickiness.app_cookie.duration_seconds': '60',
      'slow_start.duration_seconds': '30',
    });
  });
});

describe('parts of a task', () => {
  it('a log router gets the output of all others, and its own goes to the log group', () => {
    const web = desiredWeb({
      logs: { firelens: { options: { Name: 'stdout' } } },
      sidecars: { agent: { image: 'public.ecr.aws/x/agent:1', essential: false } },
    });
    const containers = web.taskDefinition.containerDefinitions ?? [];
    expect(containers.map(({ name, logConfiguration }) => [name, logConfiguration?.logDriver])).toEqual([
      ['web', 'awsfirelens'],
      ['agent', 'awsfirelens'],
      ['log-router', 'awslogs'],
    ]);
    expect(web.logGroups.map(({ input }) => input.logGroupName)).toEqual(['/ecs/todo/web']);
  });

  it('an adopted log group is the one that is written to', () => {
    expect(desiredWeb({ adopt: { logGroup: '/old/web' } }).logGroups[0]?.input.logGroupName).toBe('/old/web');
  });

  it('logs that are kept for ever have no retention', () => {
    expect(desiredWeb({ logs: { retention: 'forever' } }).logGroups[0]?.retentionInDays).toBeUndefined();
  });

  it('only a declared repository is ours to make', () => {
    expect(desiredWeb({}).repositories).toEqual([]);
    const [repository] = desiredWeb({
      repository: { immutable: { except: ['latest'] }, lifecycle: { keep: 20 } },
    }).repositories;
    expect(repository?.input).toMatchObject({
      repositoryName: 'todo/web',
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest' }],
      imageScanningConfiguration: { scanOnPush: true },
    });
    expect(JSON.parse(repository?.lifecyclePolicyText ?? '')).toMatchObject({
      rules: [{ selection: { countNumber: 20 } }],
    });
  });

  it('roles are derived, named, or none', () => {
    const derived = desiredWeb({}).taskDefinition;
    expect([derived.executionRoleArn, derived.taskRoleArn]).toEqual([
      'arn:aws:iam::210987654321:role/ecs-steward/todo/todo-execution',
      'arn:aws:iam::210987654321:role/ecs-steward/todo/todo-web',
    ]);
    expect(desiredWeb({ roles: { task: 'none' } }).taskDefinition.taskRoleArn).toBeUndefined();
  });

  it("a file's containers get what the document says, by name, and unfinished roles are derived", () => {
    const file = JSON.stringify({
      family: 'old',
      executionRoleArn: 'arn:aws:iam::ACCOUNT_ID:role/x',
      containerDefinitions: [
        { name: 'app', image: 'placeholder', environment: [{ name: 'A', value: '1' }], essential: true },
        { name: 'proxy', image: '210987654321.dkr.ecr.eu-central-1.amazonaws.com/proxy:stable', essential: false },
      ],
    });
    const fields = {
      taskDefinition: { file: 'td.json', container: 'app' },
      port: 8080,
      routes: [{ path: '/*' }],
      environment: { B: '2' },
      secrets: { KEY: '/todo/key' },
    };
    const [web] = desired(withWeb(fields), { 'td.json': file }).services;
    const [app, proxy] = web?.taskDefinition.containerDefinitions ?? [];
    expect(app).toMatchObject({
      environment: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      secrets: [{ name: 'KEY', valueFrom: '/todo/key' }],
      portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
    });
    expect(proxy?.image).toMatch(/proxy:stable$/);
    expect(web?.images.map(({ container, follow }) => [container, follow])).toEqual([
      ['app', { tag: 'latest' }],
      ['proxy', { tag: 'stable' }],
    ]);
    expect(web?.taskDefinition).toMatchObject({
      family: 'todo-web',
      executionRoleArn: 'arn:aws:iam::210987654321:role/ecs-steward/todo/todo-execution',
      cpu: '256',
    });
    expect(web?.service.loadBalancers?.[0]?.containerName).toBe('app');
  });

  it('capacity providers of the cluster are wanted only where they are declared', () => {
    expect(desired(withWeb({})).clusterCapacityProviders).toBeUndefined();
    const more = { clusterCapacityProviders: { providers: ['FARGATE'], strategy: { FARGATE: 1 } } };
    expect(desired(withWeb({}, more)).clusterCapacityProviders).toEqual({
      capacityProviders: ['FARGATE'],
      defaultCapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
    });
  });

  it('is total: also a document that only the schema has seen gives a desired app', () => {
    const parsed = documentSchema.parse(JSON.parse(withWeb({ ...small, taskDefinition: { file: 'td.json' } })));
    expect(desiredApp(parsed).services[0]?.taskDefinition.containerDefinitions?.[0]?.name).toBe('web');
  });
});
