import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it } from 'vitest';
import { listTaskDefinitionFamilies, listTaskDefinitions } from '../../../src/simulator/ecs/list-task-definitions.ts';
import { registerTaskDefinition } from '../../../src/simulator/ecs/register-task-definition.ts';
import {
  deleteTaskDefinitions,
  deregisterTaskDefinition,
  describeTaskDefinition,
} from '../../../src/simulator/ecs/task-definitions.ts';
import type { World } from '../../../src/simulator/world.ts';
import { refusal } from '../elbv2/load-balanced-world.ts';
import { mika, newWorld, start } from '../place.ts';

let world: World;
beforeEach(() => {
  world = newWorld();
});

const role = 'arn:aws:iam::210987654321:role/todo-execution';
const arn = (name: string) => `arn:aws:ecs:eu-central-1:210987654321:task-definition/${name}`;
const minimal: RegisterTaskDefinitionCommandInput = {
  family: 'backend',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [{ name: 'app', image: 'public.ecr.aws/todo/app:1' }],
};
const register = (more: Partial<RegisterTaskDefinitionCommandInput> = {}) =>
  registerTaskDefinition.run(world, mika, { ...minimal, ...more });
const described = (taskDefinition: string) =>
  describeTaskDefinition.run(world, mika, { taskDefinition, include: ['TAGS'] });
const deregister = (taskDefinition: string) => deregisterTaskDefinition.run(world, mika, { taskDefinition });
const client = (message: string) => ({ code: 'ClientException', message });

describe('RegisterTaskDefinition (§2.2)', () => {
  it('gives back the least that can be registered with the defaults that Describe adds', () => {
    register();
    expect(described('backend')).toEqual({
      taskDefinition: {
        ...minimal,
        taskDefinitionArn: arn('backend:1'),
        revision: 1,
        status: 'ACTIVE',
        containerDefinitions: [
          {
            name: 'app',
            image: 'public.ecr.aws/todo/app:1',
            cpu: 0,
            essential: true,
            environment: [],
            mountPoints: [],
            volumesFrom: [],
            systemControls: [],
            portMappings: [],
          },
        ],
        volumes: [],
        placementConstraints: [],
        compatibilities: ['EC2', 'FARGATE'],
        requiresAttributes: [
          { name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' },
          { name: 'ecs.capability.task-eni' },
        ],
        registeredAt: new Date(start),
        registeredBy: mika.principal,
      },
      tags: [],
    });
  });

  it('fills in ports, health checks and log options, and keeps what is sent', () => {
    const container = {
      name: 'app',
      image: `210987654321.dkr.ecr.eu-central-1.amazonaws.com/todo:1@sha256:${'a'.repeat(64)}`,
      portMappings: [{ containerPort: 8080 }, { containerPort: 53, protocol: 'udp' as const, name: 'dns' }],
      healthCheck: { command: ['CMD-SHELL', 'true'], retries: 5 },
      environment: [{ name: 'EMPTY', value: '' }],
      secrets: [{ name: 'KEY', valueFrom: '/todo/key' }],
      logConfiguration: {
        logDriver: 'awslogs' as const,
        options: { 'awslogs-group': '/todo', 'awslogs-region': 'eu-central-1', 'awslogs-stream-prefix': 'ecs' },
      },
      stopTimeout: 120,
    };
    register({
      executionRoleArn: role,
      containerDefinitions: [container],
      runtimePlatform: { cpuArchitecture: 'ARM64' },
    });
    const { taskDefinition } = described('backend:1');
    expect(taskDefinition?.containerDefinitions).toEqual([
      {
        ...container,
        cpu: 0,
        essential: true,
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        portMappings: [
          { containerPort: 8080, hostPort: 8080, protocol: 'tcp' },
          { containerPort: 53, hostPort: 53, protocol: 'udp', name: 'dns' },
        ],
        healthCheck: { command: ['CMD-SHELL', 'true'], interval: 30, timeout: 5, retries: 5 },
        logConfiguration: { ...container.logConfiguration, secretOptions: [] },
      },
    ]);
    expect(taskDefinition?.runtimePlatform).toEqual({ cpuArchitecture: 'ARM64' });
    expect(taskDefinition?.requiresAttributes?.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'com.amazonaws.ecs.capability.ecr-auth',
        'ecs.capability.execution-role-ecr-pull',
        'ecs.capability.execution-role-awslogs',
      ]),
    );
  });

  it('gives ranges of ports no host port, and host port 0 to bridge networks', () => {
    const portMappings = [{ containerPortRange: '8000-8010' }, { containerPort: 80 }];
    const { requiresCompatibilities: _, networkMode: __, ...bridge } = minimal;
    const containerDefinitions = [{ name: 'app', image: 'app', portMappings }];
    const { taskDefinition } = registerTaskDefinition.run(world, mika, { ...bridge, containerDefinitions });
    expect(taskDefinition?.containerDefinitions?.[0]?.portMappings).toEqual([
      { containerPortRange: '8000-8010', protocol: 'tcp' },
      { containerPort: 80, hostPort: 0, protocol: 'tcp' },
    ]);
    expect(taskDefinition?.compatibilities).toEqual(['EXTERNAL', 'EC2']);
  });

  it.each([
    ['1 vCPU', '2 GB', '1024', '2048'],
    ['0.5 vcpu', '1GB', '512', '1024'],
    ['.25 vCPU', '0.5 GB', '256', '512'],
    ['256', '512', '256', '512'],
  ])('stores %s and %s as %s and %s', (cpu, memory, units, mebibytes) => {
    expect(register({ cpu, memory }).taskDefinition).toMatchObject({ cpu: units, memory: mebibytes });
  });

  it('makes a new revision with every call, also with equal input and after a deregistration', () => {
    register();
    register();
    deregister('backend:2');
    expect(register().taskDefinition?.revision).toBe(3);
  });

  it('keeps accounts and regions apart', () => {
    register();
    const elsewhere = { ...mika, region: 'eu-west-1' };
    const message = 'Unable to describe task definition.';
    expect(refusal(() => describeTaskDefinition.run(world, elsewhere, { taskDefinition: 'backend' }))).toEqual(
      client(message),
    );
  });

  it('refuses by name what the simulator does not know', () => {
    const inferenceAccelerators = [{ deviceName: 'a', deviceType: 'b' }];
    expect(refusal(() => register({ inferenceAccelerators }))).toMatchObject({ code: 'NotImplementedBySimulator' });
  });
});

describe('DescribeTaskDefinition (§2.2, §8)', () => {
  it('answers the newest ACTIVE revision to a family, and any to its number or ARN', () => {
    register();
    register();
    register();
    deregister('backend:3');
    expect(described('backend').taskDefinition?.revision).toBe(2);
    expect(described('backend:3').taskDefinition?.status).toBe('INACTIVE');
    expect(described(arn('backend:1')).taskDefinition?.revision).toBe(1);
  });

  it('shows tags beside the definition on request', () => {
    register({ tags: [{ key: 'app', value: 'todo' }] });
    expect(described('backend').tags).toEqual([{ key: 'app', value: 'todo' }]);
    expect(describeTaskDefinition.run(world, mika, { taskDefinition: 'backend' })).not.toHaveProperty('tags');
  });

  it.each(['other', 'backend:2', arn('backend:2')])('refuses %s, which does not exist', (name) => {
    register();
    expect(refusal(() => described(name))).toEqual(client('Unable to describe task definition.'));
  });

  it('refuses a family without an ACTIVE revision', () => {
    register();
    deregister('backend:1');
    expect(refusal(() => described('backend'))).toEqual(client('Unable to describe task definition.'));
  });
});

describe('DeregisterTaskDefinition and DeleteTaskDefinitions (§2.2, §8)', () => {
  it('sets INACTIVE once, with the time of the first call', () => {
    register();
    expect(deregister('backend:1').taskDefinition).toMatchObject({
      status: 'INACTIVE',
      deregisteredAt: new Date(start),
    });
    world.clock.advance(60_000);
    expect(deregister('backend:1').taskDefinition?.deregisteredAt).toEqual(new Date(start));
  });

  it('needs a revision, and one that exists', () => {
    register();
    expect(refusal(() => deregister('backend'))).toEqual(client('Revision is missing.'));
    expect(refusal(() => deregister('backend:7'))).toEqual(client('The specified task definition does not exist.'));
  });

  it('deletes INACTIVE revisions alone, and tells the others in failures', () => {
    register();
    register();
    deregister('backend:1');
    const taskDefinitions = ['backend:1', 'backend:2', 'backend:9'];
    const answer = deleteTaskDefinitions.run(world, mika, { taskDefinitions });
    expect(answer.taskDefinitions).toMatchObject([{ revision: 1, status: 'DELETE_IN_PROGRESS' }]);
    expect(answer.failures?.map((failure) => failure.arn)).toEqual(['backend:2', 'backend:9']);
    expect(register().taskDefinition?.revision).toBe(3);
  });
});

describe('ListTaskDefinitions and ListTaskDefinitionFamilies (§2.2)', () => {
  beforeEach(() => {
    for (const family of ['web', 'backend', 'backend-jobs']) {
      register({ family });
      register({ family });
    }
    deregister('web:1');
  });
  const list = (input: Parameters<typeof listTaskDefinitions.run>[2]) =>
    listTaskDefinitions.run(world, mika, input).taskDefinitionArns?.map((name) => name.split('/')[1]);

  it('lists ACTIVE revisions by family and number, both ways', () => {
    const all = ['backend:1', 'backend:2', 'backend-jobs:1', 'backend-jobs:2', 'web:2'];
    expect(list({})).toEqual(all);
    expect(list({ sort: 'DESC' })).toEqual(all.toReversed());
    expect(list({ status: 'INACTIVE' })).toEqual(['web:1']);
  });

  it('takes familyPrefix for the whole name of a family', () => {
    expect(list({ familyPrefix: 'backend' })).toEqual(['backend:1', 'backend:2']);
    expect(list({ familyPrefix: 'back' })).toEqual([]);
  });

  it('numbers sort as numbers', () => {
    for (let count = 0; count < 10; count++) register({ family: 'web' });
    expect(list({ familyPrefix: 'web' })?.slice(-2)).toEqual(['web:11', 'web:12']);
  });

  it('answers pages', () => {
    const first = listTaskDefinitions.run(world, mika, { maxResults: 3 });
    expect(first.taskDefinitionArns).toHaveLength(3);
    expect(list({ maxResults: 3, nextToken: first.nextToken })).toEqual(['backend-jobs:2', 'web:2']);
  });

  it('families: by a true prefix, by state', () => {
    deregister('web:2');
    const families = (input: object) => listTaskDefinitionFamilies.run(world, mika, input).families;
    expect(families({})).toEqual(['backend', 'backend-jobs', 'web']);
    expect(families({ familyPrefix: 'back', status: 'ACTIVE' })).toEqual(['backend', 'backend-jobs']);
    expect(families({ status: 'INACTIVE' })).toEqual(['web']);
  });
});
