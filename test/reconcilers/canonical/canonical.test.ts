import { describe, expect, it } from 'vitest';
import { canonical } from '../../../src/reconcilers/canonical/canonical.ts';

describe('canonical form', () => {
  it("leaves out what equals AWS' default, leaf by leaf, and what only AWS answers", () => {
    expect(
      canonical('service', {
        serviceName: 'backend',
        status: 'ACTIVE',
        propagateTags: 'NONE',
        deploymentConfiguration: { maximumPercent: 200, minimumHealthyPercent: 50 },
        deployments: [],
      }),
    ).toEqual({ serviceName: 'backend', deploymentConfiguration: { minimumHealthyPercent: 50 } });
  });

  it('leaves out null, empty lists and empty maps, and keeps 0, false and the empty string (ruling 2)', () => {
    const containers = (container: object) => ({ containerDefinitions: [{ name: 'a', ...container }] });
    const kept = { memory: 0, essential: false, user: '', environment: [{ name: 'A', value: '' }] };
    expect(canonical('taskDefinition', containers({ ...kept, command: [], dockerLabels: {}, links: null }))).toEqual(
      containers(kept),
    );
  });

  it.each([
    ['1 vCPU', '2 GB', '1024', '2048'],
    ['.25 vcpu', '0.5GB', '256', '512'],
    [256, 512, '256', '512'],
    [' 256 ', '512', '256', '512'],
    ['a lot', 'plenty', 'a lot', 'plenty'],
  ])('brings cpu %j and memory %j to units', (cpu, memory, units, mebibytes) => {
    expect(canonical('taskDefinition', { cpu, memory })).toEqual({ cpu: units, memory: mebibytes });
  });

  it("brings loose values to AWS' types", () => {
    expect(
      canonical('service', { desiredCount: '2', enableExecuteCommand: 'true', healthCheckGracePeriodSeconds: ' ' }),
    ).toEqual({ desiredCount: 2, enableExecuteCommand: true, healthCheckGracePeriodSeconds: ' ' });
  });

  it('writes one instant in one way', () => {
    const forms = ['2026-12-01T00:00:00Z', '2026-12-01T01:00:00+01:00', new Date('2026-12-01'), 1796083200];
    const found = forms.map((StartTime) => canonical('scheduledAction', { StartTime }).StartTime);
    expect(new Set(found)).toEqual(new Set(['2026-12-01T00:00:00.000Z']));
    expect(canonical('scheduledAction', { StartTime: 'tomorrow' })).toEqual({ StartTime: 'tomorrow' });
  });

  it('sorts sets by their key and keeps the order of sequences', () => {
    const { containerDefinitions } = canonical('taskDefinition', {
      containerDefinitions: [{ name: 'b' }, { name: 'a', command: ['z', 'a'], dependsOn: [{ containerName: 'b' }] }],
    });
    expect(containerDefinitions).toEqual([
      { name: 'a', command: ['z', 'a'], dependsOn: [{ containerName: 'b' }] },
      { name: 'b' },
    ]);
  });

  it('writes a forward action and a condition in one way', () => {
    const short = {
      Actions: [{ Type: 'forward', TargetGroupArn: 'arn:tg' }],
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/b', '/a'] } }],
    };
    expect(canonical('listenerRule', short)).toEqual({
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'arn:tg' }] } }],
      Conditions: [{ Field: 'path-pattern', Values: ['/a', '/b'] }],
    });
  });

  it('reads the text of a lifecycle policy', () => {
    const lifecyclePolicyText =
      '{"rules":[{"rulePriority":2},{"rulePriority":1,"selection":{"tagPrefixList":["b","a"]}}]}';
    expect(canonical('lifecyclePolicy', { lifecyclePolicyText })).toEqual({
      lifecyclePolicyText: {
        rules: [{ rulePriority: 1, selection: { tagPrefixList: ['a', 'b'] } }, { rulePriority: 2 }],
      },
    });
  });
});
