import { describe, expect, it } from 'vitest';
import { desiredWeb, problemsOf, said, withWeb } from '../app-document.ts';

describe("AWS' own words", () => {
  const cases: [string, Record<string, unknown>, string[]][] = [
    [
      'a word that ECS does not know',
      { taskDefinition: { runtimePlatfrom: {} } },
      ['services.web.taskDefinition.runtimePlatfrom unknown-field'],
    ],
    [
      'deep inside',
      { taskDefinition: { containerDefinitions: [{ name: 'web', comand: ['x'] }] } },
      ['services.web.taskDefinition.containerDefinitions[0].comand unknown-field'],
    ],
    [
      'a wrong type',
      { service: { enableExecuteCommand: 'yes' } },
      ['services.web.service.enableExecuteCommand wrong-type'],
    ],
    ['a word that the document has', { service: { desiredCount: 3 } }, ['services.web.service.desiredCount own-word']],
    ['the family', { taskDefinition: { family: 'x' } }, ['services.web.taskDefinition.family own-word']],
    [
      "ownership's tags",
      { service: { tags: [{ key: 'ecs-steward:app', value: 'x' }] } },
      ['services.web.service.tags[0] reserved-tag'],
    ],
    [
      'further words beside a file',
      {
        taskDefinition: { file: 'a.json', inlined: { containerDefinitions: [{ name: 'web', image: 'x' }] }, cpu: '1' },
      },
      ['services.web.taskDefinition.cpu unknown-field'],
    ],
  ];
  for (const [what, fields, problems] of cases) it(what, () => expect(said(withWeb(fields))).toEqual(problems));

  it('the nearest word of ECS is named', () => {
    expect(problemsOf(withWeb({ taskDefinition: { runtimePlatfrom: {} } }))[0]?.nearest).toBe('runtimePlatform');
  });

  it('R1 the tags that say whose a thing is can not be taken away or changed by an overlay', () => {
    const web = desiredWeb({
      service: { tags: [{ key: 'team', value: 'a' }] },
      taskDefinition: { tags: [{ key: 'team', value: 'b' }] },
    });
    expect(web.service.tags?.map(({ key }) => key)).toEqual(['ecs-steward:app', 'ecs-steward:service', 'team']);
    expect(web.taskDefinition.tags?.map(({ key }) => key)).toEqual(['ecs-steward:app', 'ecs-steward:service', 'team']);
  });
});

describe('finished definitions', () => {
  const cases: [string, Record<string, unknown>, string[]][] = [
    [
      'containers that want more than the task has',
      { sidecars: { a: { image: 'r/a', cpu: 512 } } },
      ['services.web.sidecars cpu-sum'],
    ],
    [
      'a container with more memory than the task',
      { sidecars: { a: { image: 'r/a', memory: 4096 } } },
      ['services.web.sidecars memory-sum'],
    ],
    [
      'a container that is waited for and not there',
      { sidecars: { a: { image: 'r/a', dependsOn: { b: 'START' } } } },
      ['services.web.sidecars.a.dependsOn unknown-container'],
    ],
    [
      'containers that wait for each other',
      { sidecars: { a: { image: 'r/a', dependsOn: { b: 'START' } }, b: { image: 'r/b', dependsOn: { a: 'START' } } } },
      ['services.web.sidecars.a.dependsOn dependency-circle', 'services.web.sidecars.b.dependsOn dependency-circle'],
    ],
    [
      'the end of a container with which the task ends',
      { sidecars: { a: { image: 'r/a' }, b: { image: 'r/b', dependsOn: { a: 'COMPLETE' } } } },
      ['services.web.sidecars.b.dependsOn waits-for-essential'],
    ],
    [
      'the end of one with which it does not',
      { sidecars: { a: { image: 'r/a', essential: false }, b: { image: 'r/b', dependsOn: { a: 'SUCCESS' } } } },
      [],
    ],
    [
      'more memory kept than allowed',
      { sidecars: { a: { image: 'r/a', memory: 64, memoryReservation: 128 } } },
      ['services.web.sidecars.a.memoryReservation memory-reservation'],
    ],
    [
      'a health check that is no command of ECS',
      { containerHealthCheck: { command: ['curl', '/'] } },
      ['services.web.containerHealthCheck health-check'],
    ],
    [
      'a variable that an overlay makes a secret, too',
      {
        environment: { A: 'x' },
        taskDefinition: { containerDefinitions: [{ name: 'web', secrets: [{ name: 'A', valueFrom: '/a' }] }] },
      },
      ['services.web.taskDefinition variable-and-secret'],
    ],
    [
      'a definition that is longer than AWS takes',
      { environment: Object.fromEntries(Array.from({ length: 3_000 }, (_each, index) => [`V_${index}`, 'x'])) },
      ['services.web definition-size'],
    ],
    ['a file whose name is a number', { taskDefinition: { file: 5 } }, ['services.web.taskDefinition.file wrong-type']],
    [
      'a log driver that Fargate does not have',
      { taskDefinition: { containerDefinitions: [{ name: 'web', logConfiguration: { logDriver: 'journald' } }] } },
      ['services.web.taskDefinition log-driver'],
    ],
    ['host network', { taskDefinition: { networkMode: 'host' } }, ['services.web.taskDefinition network-mode']],
    [
      'a root with an access point',
      { volumes: { v: { efs: 'fs-0c1d2e3f', accessPoint: 'fsap-0a1b2c3d', mount: '/d', root: '/x' } } },
      ['services.web.volumes.v.root efs-root'],
    ],
  ];
  for (const [what, fields, problems] of cases) it(what, () => expect(said(withWeb(fields))).toEqual(problems));
});
