import { describe, expect, it } from 'vitest';
import type { DesiredService } from '../../src/desired-state/desired.ts';
import { candidateHash } from '../../src/rollouts/candidate.ts';

const digests = { backend: `sha256:${'a'.repeat(64)}` };
const listenerArn = 'arn:aws:elasticloadbalancing:eu-central-1:210987654321:listener/app/todo/1/2';

const service: DesiredService = {
  name: 'backend',
  ecsService: 'todo-backend',
  manage: 'all',
  stateful: false,
  unmanaged: [],
  images: [
    {
      container: 'backend',
      reference: 'todo-backend:latest',
      registry: { kind: 'ecr', account: '210987654321', region: 'eu-central-1' },
      repository: 'todo-backend',
      follow: { tag: 'latest' },
    },
  ],
  repositories: [],
  logGroups: [{ input: { logGroupName: '/ecs/todo/backend' }, retentionInDays: 30 }],
  targetGroups: [
    {
      name: 'es-todo-backend-7c1f20',
      input: { Name: 'es-todo-backend-7c1f20', Port: 8080, Protocol: 'HTTP', HealthCheckPath: '/health' },
      attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
    },
  ],
  rules: [
    {
      key: 'backend#0',
      listenerArn,
      conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }],
      targetGroup: 'es-todo-backend-7c1f20',
      specificity: 6,
      tags: [{ Key: 'ecs-steward:app', Value: 'todo' }],
    },
  ],
  taskDefinition: {
    family: 'todo-backend',
    cpu: '256',
    memory: '512',
    networkMode: 'awsvpc',
    containerDefinitions: [
      {
        name: 'backend',
        image: 'todo-backend:latest',
        environment: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
    ],
    tags: [{ key: 'ecs-steward:app', value: 'todo' }],
  },
  service: {
    serviceName: 'todo-backend',
    desiredCount: 2,
    deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
  },
  floor: 2,
  after: [],
  rolloutTimeout: 1800,
};

const [container] = service.taskDefinition.containerDefinitions ?? [];
const [group] = service.targetGroups;
const [rule] = service.rules;
const [image] = service.images;
if (container === undefined || group === undefined || rule === undefined || image === undefined) {
  throw new Error('the service of these tests is incomplete');
}

function withContainer(more: object): DesiredService {
  const changed = [{ ...container, ...more }];
  return { ...service, taskDefinition: { ...service.taskDefinition, containerDefinitions: changed } };
}

const hash = candidateHash(service, digests);

describe('the hash of a candidate', () => {
  it('is sixteen hexadecimal digits, the same each time', () => {
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    expect(candidateHash(structuredClone(service), { ...digests })).toBe(hash);
  });

  it('does not depend on the order of members, nor of what is a set', () => {
    const turned = Object.fromEntries(Object.entries(service.taskDefinition).reverse());
    const again = { ...service, taskDefinition: { ...service.taskDefinition, ...turned } };
    expect(candidateHash(again, digests)).toBe(hash);
    const environment = [...(container.environment ?? [])].reverse();
    expect(candidateHash(withContainer({ environment }), digests)).toBe(hash);
  });

  it.each<[string, DesiredService]>([
    ['the count', { ...service, service: { ...service.service, desiredCount: 5 } }],
    [
      'scaling',
      {
        ...service,
        scaling: {
          target: {
            MinCapacity: 1,
            MaxCapacity: 4,
            ServiceNamespace: 'ecs',
            ResourceId: 'x',
            ScalableDimension: 'ecs:service:DesiredCount',
          },
          policies: [],
          scheduledActions: [],
        },
      },
    ],
    ['log retention', { ...service, logGroups: [] }],
    ['the repository', { ...service, repositories: [{ input: { repositoryName: 'todo-backend' } }] }],
    ['tags', { ...service, taskDefinition: { ...service.taskDefinition, tags: [] }, rules: [{ ...rule, tags: [] }] }],
    ['the time that a rollout may take', { ...service, rolloutTimeout: 60 }],
    ['the followed tag', { ...service, images: [{ ...image, reference: 'todo-backend:v1', follow: { tag: 'v1' } }] }],
    ['a default of AWS written out', withContainer({ essential: true })],
  ])('is the same when %s changes', (_what, changed) => {
    expect(candidateHash(changed, digests)).toBe(hash);
  });

  it.each<[string, DesiredService]>([
    ['an environment value', withContainer({ environment: [{ name: 'A', value: '9' }] })],
    ['the memory', { ...service, taskDefinition: { ...service.taskDefinition, memory: '1024' } }],
    [
      'the health check path',
      { ...service, targetGroups: [{ ...group, input: { ...group.input, HealthCheckPath: '/' } }] },
    ],
    [
      'an attribute of the target group',
      { ...service, targetGroups: [{ ...group, attributes: [{ Key: 'stickiness.enabled', Value: 'true' }] }] },
    ],
    ['a declared priority', { ...service, rules: [{ ...rule, priority: 7 }] }],
    [
      'a route',
      {
        ...service,
        rules: [{ ...rule, conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/v2/*'] } }] }],
      },
    ],
    [
      'the deployment settings',
      { ...service, service: { ...service.service, deploymentConfiguration: { minimumHealthyPercent: 50 } } },
    ],
    ['the smoke test', { ...service, smokeTest: { path: '/health', status: '200' } }],
    ['the repository that is followed', { ...service, images: [{ ...image, repository: 'other' }] }],
  ])('is another one when %s changes', (_what, changed) => {
    expect(candidateHash(changed, digests)).not.toBe(hash);
  });

  it('is another one for another digest', () => {
    expect(candidateHash(service, { backend: `sha256:${'b'.repeat(64)}` })).not.toBe(hash);
  });

  it('takes a digest that the document gives where nothing was resolved', () => {
    const pinned = { ...service, images: [{ ...image, follow: { digest: digests.backend } }] };
    expect(candidateHash(pinned, {})).toBe(hash);
  });

  it('knows what is ours: with `manage: image` only digests and the smoke test count', () => {
    const only: DesiredService = { ...service, manage: 'image' };
    const before = candidateHash(only, digests);
    const changed: DesiredService = {
      ...withContainer({ command: ['x'] }),
      manage: 'image',
      targetGroups: [],
      rules: [],
    };
    expect(candidateHash(changed, digests)).toBe(before);
    expect(candidateHash(only, { backend: `sha256:${'b'.repeat(64)}` })).not.toBe(before);
  });

  it('knows what is ours: with `manage: service` routes and target groups do not count', () => {
    const only: DesiredService = { ...service, manage: 'service' };
    const before = candidateHash(only, digests);
    expect(candidateHash({ ...only, targetGroups: [], rules: [] }, digests)).toBe(before);
    expect(candidateHash({ ...withContainer({ command: ['x'] }), manage: 'service' }, digests)).not.toBe(before);
  });
});
