import type { ContainerDefinition, RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { registerTaskDefinition } from '../../../src/simulator/ecs/register-task-definition.ts';
import { refusal } from '../elbv2/load-balanced-world.ts';
import { mika, newWorld } from '../place.ts';

type Input = RegisterTaskDefinitionCommandInput;
const app: ContainerDefinition = { name: 'app', image: 'public.ecr.aws/todo/app:1' };
const minimal: Input = {
  family: 'backend',
  requiresCompatibilities: ['FARGATE'],
  networkMode: 'awsvpc',
  cpu: '256',
  memory: '512',
  containerDefinitions: [app],
};
const without = (...names: (keyof Input)[]): Input => {
  const kept: Partial<Input> = { ...minimal };
  for (const name of names) delete kept[name];
  return { family: 'backend', containerDefinitions: [app], ...kept };
};
const refused = (input: Partial<Input>) =>
  refusal(() => registerTaskDefinition.run(newWorld(), mika, { ...minimal, ...input }));
const message = (input: Input) => {
  const answer = refusal(() => registerTaskDefinition.run(newWorld(), mika, input));
  return answer === 'no error' ? answer : `${answer.code}: ${answer.message}`;
};
const role = { executionRoleArn: 'arn:aws:iam::210987654321:role/todo-execution' };

/** aws-facts §3, each size with its memories, written out by hand. */
const pairs: Record<string, number[]> = {
  256: [512, 1024, 2048],
  512: [1024, 2048, 3072, 4096],
  1024: [2048, 3072, 4096, 5120, 6144, 7168, 8192],
  2048: Array.from({ length: 13 }, (_, index) => 4096 + 1024 * index),
  4096: Array.from({ length: 23 }, (_, index) => 8192 + 1024 * index),
  8192: Array.from({ length: 12 }, (_, index) => 16384 + 4096 * index),
  16384: Array.from({ length: 12 }, (_, index) => 32768 + 8192 * index),
};

describe('Fargate sizes (§3)', () => {
  const all = Object.entries(pairs).flatMap(([cpu, memories]) => memories.map((memory) => ({ cpu, memory })));

  it('are 74 pairs, and each of them is taken', () => {
    expect(all).toHaveLength(74);
    for (const { cpu, memory } of all)
      expect([cpu, memory, refused({ cpu, memory: `${memory}` })]).toEqual([cpu, memory, 'no error']);
  });

  it('are no others: every multiple of 512 MiB up to 128 GiB, every size of CPU', () => {
    const good = new Set(all.map(({ cpu, memory }) => `${cpu}/${memory}`));
    let taken = 0;
    for (const cpu of ['128', '256', '512', '1024', '2048', '3072', '4096', '8192', '16384', '32768'])
      for (let memory = 512; memory <= 131_072; memory += 512) {
        const answer = refused({ cpu, memory: `${memory}` });
        if (answer === 'no error') taken++;
        expect([cpu, memory, answer === 'no error']).toEqual([cpu, memory, good.has(`${cpu}/${memory}`)]);
      }
    expect(taken).toBe(74);
  });

  it('are refused with the pair in the sentence', () => {
    expect(refused({ cpu: '4096', memory: '4096' })).toEqual({
      code: 'ClientException',
      message:
        'No Fargate configuration exists for given values: 4096 CPU, 4096 memory. See the Amazon ECS documentation for the valid values.',
    });
  });
});

describe('RegisterTaskDefinition refuses (§8)', () => {
  const task = (more: Partial<Input>): Input => ({ ...minimal, ...more });
  const container = (more: ContainerDefinition, rest: Partial<Input> = {}): Input =>
    task({ ...rest, containerDefinitions: [{ ...app, ...more }] });
  const awslogs = (options: Record<string, string>) => ({
    logConfiguration: { logDriver: 'awslogs' as const, options },
  });
  const helper = (more: ContainerDefinition, condition: 'HEALTHY' | 'SUCCESS' | 'COMPLETE' | 'START'): Input =>
    task({
      containerDefinitions: [
        { ...app, dependsOn: [{ containerName: 'helper', condition }] },
        { name: 'helper', image: 'helper', ...more },
      ],
    });
  const check = (more: object) => container({ healthCheck: { command: ['CMD', 'true'], ...more } });
  const manyContainers = Array.from({ length: 11 }, (_, index) => ({ name: `c${index}`, image: 'app' }));
  const ecr = { image: '210987654321.dkr.ecr.eu-central-1.amazonaws.com/todo:1' };
  const logs = { 'awslogs-group': '/todo', 'awslogs-region': 'eu-central-1', 'awslogs-stream-prefix': 'ecs' };

  it.each<[string, Input, string]>([
    ['no cpu', without('cpu'), "Fargate requires that 'cpu' be defined at the task level."],
    ['no memory', without('memory'), "Fargate requires that 'memory' be defined at the task level."],
    ['no network mode', without('networkMode'), 'Fargate only supports network mode ‘awsvpc’.'],
    ['bridge', task({ networkMode: 'bridge' }), 'Fargate only supports network mode ‘awsvpc’.'],
    [
      'awslogs without a role',
      container(awslogs(logs)),
      'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
    ],
    [
      'ECR images without a role',
      container(ecr),
      'Fargate requires task definition to have execution role ARN to support ECR images.',
    ],
    [
      'secrets without a role',
      container({ secrets: [{ name: 'KEY', valueFrom: '/key' }] }),
      "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.",
    ],
    [
      'another host port',
      container({ portMappings: [{ containerPort: 80, hostPort: 8080 }] }),
      'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
    ],
    [
      'awslogs without options',
      container(awslogs({}), role),
      'Log driver awslogs requires options: awslogs-group, awslogs-region, awslogs-stream-prefix',
    ],
    [
      'awslogs without a prefix',
      container(awslogs({ 'awslogs-group': 'g', 'awslogs-region': 'r' }), role),
      'Log driver awslogs requires options: awslogs-stream-prefix',
    ],
    [
      'other log drivers',
      container({ logConfiguration: { logDriver: 'syslog' } }),
      'Fargate compatible task definitions do not support log driver syslog.',
    ],
    [
      'privileged',
      container({ privileged: true }),
      "Fargate requires that the 'privileged' setting be 'false' or not set.",
    ],
    [
      'host volumes',
      task({ volumes: [{ name: 'v', host: { sourcePath: '/x' } }] }),
      'Fargate compatible task definitions do not support sourcePath',
    ],
    [
      'docker volumes',
      task({ volumes: [{ name: 'v', dockerVolumeConfiguration: {} }] }),
      'Fargate compatible task definitions do not support dockerVolumeConfiguration',
    ],
    [
      'disabled networking',
      container({ disableNetworking: true }),
      'Disable Networking is not supported on container when networkMode=awsvpc',
    ],
    [
      'a dependency on SUCCESS of an essential container',
      helper({}, 'SUCCESS'),
      'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
    ],
    [
      'a dependency on nobody',
      container({ dependsOn: [{ containerName: 'x', condition: 'START' }] }),
      "Cannot depend on container + 'x' because it does not exist",
    ],
    [
      'a dependency on HEALTHY without a check',
      helper({}, 'HEALTHY'),
      'A dependency container with HEALTHY condition must have health check configured',
    ],
    [
      'a port and a range',
      container({ portMappings: [{ containerPort: 80, containerPortRange: '80-90' }] }),
      'cannot specify both single port and port range',
    ],
    ['empty tags', task({ tags: [] }), 'Tags can not be empty.'],
    [
      'no memory anywhere',
      without('memory', 'requiresCompatibilities'),
      "Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.",
    ],
    ['no image', container({ image: '' }), 'Container.image should not be null or empty.'],
    ['no name', container({ name: '' }), 'Container.name should not be null or empty.'],
    ['a small disk', task({ ephemeralStorage: { sizeInGiB: 20 } }), 'EphemeralStorage size should be at least 21.'],
    ['a large disk', task({ ephemeralStorage: { sizeInGiB: 201 } }), 'EphemeralStorage size should be at most 200.'],
    [
      'a long stop timeout',
      container({ stopTimeout: 121 }),
      'Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.',
    ],
  ])('%s', (_what, input, sentence) => {
    expect(message(input)).toBe(`ClientException: ${sentence}`);
  });

  it.each<[string, Input]>([
    ['no containers', task({ containerDefinitions: [] })],
    ['eleven containers', task({ containerDefinitions: manyContainers })],
    ['no essential container', container({ essential: false })],
    ['more than 64 KiB', container({ command: ['x'.repeat(65_536)] })],
    ['a check that is no CMD', check({ command: ['true'] })],
    ['a check of an interval of 4 s', check({ interval: 4 })],
    ['a check of a timeout of 61 s', check({ timeout: 61 })],
    ['a check of 11 retries', check({ retries: 11 })],
    ['a check of a start period of 301 s', check({ startPeriod: 301 })],
    ['more container cpu than the task has', container({ cpu: 257 })],
    ['more container memory than the task has', container({ memory: 513 })],
    ['placement constraints', task({ placementConstraints: [{ type: 'memberOf' }] })],
    ['ipcMode', task({ ipcMode: 'task' })],
    ['pidMode host', task({ pidMode: 'host' })],
    ['links', container({ links: ['x'] })],
    ['a hostname', container({ hostname: 'x' })],
    ['DNS servers', container({ dnsServers: ['10.0.0.2'] })],
    ['GPUs', container({ resourceRequirements: [{ type: 'GPU', value: '1' }] })],
    ['devices', container({ linuxParameters: { devices: [{ hostPath: '/dev/x' }] } })],
    ['shared memory', container({ linuxParameters: { sharedMemorySize: 64 } })],
    ['capabilities but SYS_PTRACE', container({ linuxParameters: { capabilities: { add: ['NET_ADMIN'] } } })],
    ['cpu that is no number', task({ cpu: 'much' })],
    ['memory that is no number', task({ memory: 'much' })],
  ])("%s (§2.2, §3; AWS' own words are not known)", (_what, input) => {
    expect(message(input)).toMatch(/^ClientException: \S/);
  });

  it.each<[string, Input]>([
    ['a dependency on START', helper({}, 'START')],
    ['a dependency on SUCCESS of one that is not essential', helper({ essential: false }, 'SUCCESS')],
    ['a dependency on HEALTHY with a check', helper({ healthCheck: { command: ['CMD', 'true'] } }, 'HEALTHY')],
    ['the same host port', container({ portMappings: [{ containerPort: 80, hostPort: 80 }] })],
    ['a disk of 21 GiB', task({ ephemeralStorage: { sizeInGiB: 21 } })],
    ['a disk of 200 GiB', task({ ephemeralStorage: { sizeInGiB: 200 } })],
    [
      'SYS_PTRACE, dropped capabilities and an init process',
      container({
        linuxParameters: { initProcessEnabled: true, capabilities: { add: ['SYS_PTRACE'], drop: ['ALL'] } },
      }),
    ],
    ['pidMode task', task({ pidMode: 'task' })],
    ['awslogs with all of its options', container(awslogs(logs), role)],
    [
      'awslogs with a group alone on EC2',
      { ...container(awslogs({ 'awslogs-group': 'g' })), requiresCompatibilities: ['EC2'] },
    ],
    [
      'a container with a memory of its own on EC2',
      {
        ...without('memory', 'cpu', 'requiresCompatibilities'),
        containerDefinitions: [{ ...app, memoryReservation: 64 }],
      },
    ],
  ])('not %s', (_what, input) => {
    expect(message(input)).toBe('no error');
  });
});
