import type { Service } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import type { Planned } from '../../src/reconcilers/resource-kind.ts';
import { service } from '../../src/reconcilers/service.ts';
import {
  appWith,
  aroundOf,
  changeService,
  DIGEST,
  denied,
  groupArnOf,
  inAws,
  revisionArn,
  webOf,
} from './app-in-aws.ts';

const app = appWith();
const web = webOf(app);
const OWN = [
  { key: 'ecs-steward:app', value: 'todo' },
  { key: 'ecs-steward:service', value: 'web' },
];

/** The plan for an app in which the running service has `over` changed. */
function planned(over: Partial<Service> = {}, given = app, more: Parameters<typeof aroundOf>[2] = {}): Planned {
  const seen = inAws(given);
  changeService(seen, over);
  return service.plan(aroundOf(given, seen, more));
}

const calls = ({ steps }: Planned) => steps.map(({ call }) => call);
const codes = ({ findings }: Planned) => findings.map(({ code }) => code);

describe('the plan of an ECS service that is there', () => {
  it('R13 R14 is empty when it is as declared', () => {
    expect(planned()).toEqual({ steps: [], findings: [], waits: [] });
  });

  it('is one UpdateService with only the field that somebody changed', () => {
    const result = planned({ enableExecuteCommand: true, platformVersion: '1.3.0' });
    expect(calls(result)).toEqual(['ecs:UpdateService']);
    expect(result.steps[0]?.input).toEqual({
      cluster: 'todo',
      service: 'todo-web',
      enableExecuteCommand: false,
      platformVersion: 'LATEST',
    });
    expect(result.steps[0]).toMatchObject({ reason: 'drift', risk: 'medium' });
    expect(result.steps[0]?.differences.map(({ path }) => path)).toEqual(['enableExecuteCommand', 'platformVersion']);
  });

  it('R16 never asks for a deployment that nothing needs', () => {
    const result = planned({ enableExecuteCommand: true, desiredCount: 5 });
    for (const { input } of result.steps) expect(input).not.toHaveProperty('forceNewDeployment');
  });

  it('says that a field which AWS can not change needs a replacement, and writes nothing for it', () => {
    const result = planned({ schedulingStrategy: 'DAEMON' });
    expect({ calls: calls(result), codes: codes(result) }).toEqual({ calls: [], codes: ['needs-replacement'] });
    expect(result.findings[0]?.cause).toContain('schedulingStrategy');
  });

  it('leaves alone what the document leaves unmanaged', () => {
    const loose = appWith({ unmanaged: ['enableExecuteCommand'] });
    expect(calls(planned({ enableExecuteCommand: true }, loose))).toEqual([]);
  });

  it('changes no shape and starts no revision while there is no candidate', () => {
    expect(calls(planned({ enableExecuteCommand: true }, app, { candidate: undefined }))).toEqual([]);
  });

  it('waits while the service of that name drains', () => {
    const result = planned({ status: 'DRAINING' });
    expect({ calls: calls(result), codes: codes(result) }).toEqual({ calls: [], codes: ['service-draining'] });
    expect(result.waits).toEqual(['the old service drains']);
  });

  it.each<[string, Partial<Service>]>([
    ['CODE_DEPLOY', { deploymentController: { type: 'CODE_DEPLOY' } }],
    ['Express Mode', { resourceManagementType: 'ECS' }],
  ])('writes nothing to a service that %s manages', (word, over) => {
    const result = planned({ ...over, enableExecuteCommand: true });
    expect({ calls: calls(result), codes: codes(result) }).toEqual({ calls: [], codes: ['managed-elsewhere'] });
    expect(result.findings[0]?.cause).toContain(word);
  });
});

describe('whose the ECS service is', () => {
  const changed = { enableExecuteCommand: true, desiredCount: 5 };
  const adopting = appWith({ manage: 'all', adopt: { service: 'todo-web' } });

  it('R1 a service without our tag gets no step, and a line that would take it over', () => {
    const result = planned({ ...changed, tags: [{ key: 'team', value: 'a' }] });
    expect({ calls: calls(result), codes: codes(result) }).toEqual({ calls: [], codes: ['not-ours'] });
    expect(result.findings[0]?.whatToDo[0]).toContain('adopt: { service: todo-web }');
  });

  it.each([
    ['without adoption', app],
    ['with adoption', adopting],
  ])('R1 a service of another app gets no step, %s', (_how, given) => {
    const result = planned({ ...changed, tags: [{ key: 'ecs-steward:app', value: 'shop' }] }, given);
    expect({ calls: calls(result), codes: codes(result) }).toEqual({ calls: [], codes: ['not-ours'] });
    expect(result.findings[0]?.cause).toContain('another app');
  });

  it('R1 taking a service over begins with its tags, and everything else waits for them', () => {
    const { steps } = planned({ ...changed, tags: [] }, adopting);
    expect(steps.map(({ call, reason }) => [call, reason])).toEqual([
      ['ecs:TagResource', 'adoption'],
      ['ecs:UpdateService', 'drift'],
      ['ecs:UpdateService', 'drift'],
    ]);
    expect(steps[0]?.input).toMatchObject({ tags: OWN });
    for (const { after } of steps.slice(1)) expect(after).toContain(steps[0]?.id);
  });

  it('declared tags that are missing are added, and other tags stay', () => {
    const { steps } = planned({ tags: [...OWN.slice(0, 1), { key: 'team', value: 'a' }] });
    expect(steps.map(({ call, input, reason }) => ({ call, tags: input.tags, reason }))).toEqual([
      { call: 'ecs:TagResource', tags: OWN.slice(1), reason: 'drift' },
    ]);
  });
});

describe('an ECS service that could not be read', () => {
  it('R4 is neither made nor changed, and the failed read is said', () => {
    const seen = inAws(app);
    seen.services.set('todo-web', { is: 'unknown', failure: denied });
    const result = service.plan(aroundOf(app, seen));
    expect({ calls: calls(result), codes: codes(result) }).toEqual({ calls: [], codes: ['read-failed'] });
    expect(result.findings[0]?.whatToDo[0]).toContain('allow ecs:DescribeServices');
  });

  it('R4 is not made because nobody asked for it', () => {
    const seen = inAws(app);
    seen.services.delete('todo-web');
    expect(service.plan(aroundOf(app, seen)).steps).toEqual([]);
  });
});

describe('an ECS service that is absent', () => {
  const without = (given = app) => {
    const seen = inAws(given);
    seen.services.set('todo-web', { is: 'absent' });
    return seen;
  };

  it('is made once, with the revision that is there and the ARN of its group', () => {
    const { steps } = service.plan(aroundOf(app, without()));
    expect(steps.map(({ call, reason, risk }) => [call, reason, risk])).toEqual([
      ['ecs:CreateService', 'create', 'low'],
    ]);
    expect(steps[0]?.input).toMatchObject({
      serviceName: 'todo-web',
      cluster: 'todo',
      desiredCount: 2,
      taskDefinition: revisionArn('todo-web'),
      loadBalancers: [{ targetGroupArn: groupArnOf(web.targetGroups[0]?.name ?? ''), containerPort: 8080 }],
      tags: OWN,
    });
    expect(steps[0]?.after).toEqual([]);
  });

  it('waits for the group, the rule, the log group and the revision that the same plan makes', () => {
    const seen = without();
    const group = web.targetGroups[0]?.name ?? '';
    seen.targetGroups.set(group, { is: 'absent' });
    seen.rules.set(web.rules[0]?.listenerArn ?? '', { is: 'present', seen: [] });
    seen.logGroups.set('/ecs/todo/web', { is: 'absent' });
    seen.newest.set('todo-web', { is: 'absent' });
    const { steps } = service.plan(aroundOf(app, seen));
    expect(steps[0]?.after).toEqual([
      'web/task-definition/register todo-web',
      `web/target-group/create ${group}`,
      'web/listener-rule/create web#0',
      'web/log-group/create /ecs/todo/web',
    ]);
  });

  it('R4 is not made while its group or its revision can not be told', () => {
    for (const unclear of ['group', 'revision'] as const) {
      const seen = without();
      if (unclear === 'group') seen.targetGroups.clear();
      else seen.newest.set('todo-web', { is: 'unknown', failure: denied });
      expect(service.plan(aroundOf(app, seen)).steps).toEqual([]);
    }
  });

  it('is not made without a candidate, nor where only its image is ours', () => {
    expect(service.plan(aroundOf(app, without(), { candidate: undefined })).steps).toEqual([]);
    const image = appWith({ manage: 'image' });
    expect(service.plan(aroundOf(image, without(image))).steps).toEqual([]);
  });
});

describe('a rollout', () => {
  it('R16 moves the service to the new revision in one call that waits for it', () => {
    const other = `sha256:${'b'.repeat(64)}`;
    const candidate = { hash: 'c2', documentVersion: 1, digests: { web: other }, revisions: [] };
    const { steps } = planned({}, app, { candidate, reason: 'rollout' });
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatchObject({
      call: 'ecs:UpdateService',
      reason: 'rollout',
      after: ['web/task-definition/register todo-web'],
      input: {
        cluster: 'todo',
        service: 'todo-web',
        taskDefinition: { ref: 'web/task-definition/register todo-web', field: 'taskDefinition.taskDefinitionArn' },
      },
    });
    expect(Object.keys(steps[0]?.input ?? {})).toEqual(['cluster', 'service', 'taskDefinition']);
    expect(steps[0]?.why).toContain('image');
  });

  it('back to a revision that is there is of high risk and registers nothing', () => {
    const seen = inAws(app);
    const old = seen.taskDefinitions.get(revisionArn('todo-web'));
    if (old?.is !== 'present') throw new Error('no revision');
    const bad = { ...old.seen, definition: { ...old.seen.definition, cpu: '1024' } };
    seen.taskDefinitions.set('bad', { is: 'present', seen: bad });
    changeService(seen, { taskDefinition: 'bad' });
    const candidate = {
      hash: 'c1',
      documentVersion: 1,
      digests: { web: DIGEST },
      revisions: [revisionArn('todo-web')],
    };
    const { steps } = service.plan(aroundOf(app, seen, { candidate, reason: 'roll-back' }));
    expect(steps.map(({ risk, input }) => [risk, input.taskDefinition])).toEqual([['high', revisionArn('todo-web')]]);
  });

  it('R11 of a stateful service stops the old task before it starts the new one', () => {
    const stateful = appWith({ stateful: true, count: 1 });
    const seen = inAws(stateful);
    seen.services.set('todo-web', { is: 'absent' });
    const [create] = service.plan(aroundOf(stateful, seen)).steps;
    expect(create?.input).toMatchObject({
      desiredCount: 1,
      deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 },
    });
    const loosened = planned(
      { deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 } },
      stateful,
    );
    expect(loosened.steps[0]?.input.deploymentConfiguration).toMatchObject({
      minimumHealthyPercent: 0,
      maximumPercent: 100,
    });
  });
});
