import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  ExecuteChangeSetCommand,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';

import { beforeEach, describe, expect, it } from 'vitest';
import { type Deployment, deployStack, type StackChange } from '../../../bootstrap/deploy/deploy-stack.ts';
import { STACK_TAG, stateOf } from '../../../bootstrap/deploy/stack-state.ts';
import type { Fault } from '../../../src/simulator/faults.ts';
import { createSimulator, type Simulator } from '../../../src/simulator/simulator.ts';

const queue = (name: string, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, ...more },
});
const small = (resources: object = {}) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: { Seconds: { Type: 'Number', Default: 30 }, Days: { Type: 'Number', Default: 7 } },
  Resources: {
    Work: queue('work', { VisibilityTimeout: { Ref: 'Seconds' } }),
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/work', RetentionInDays: { Ref: 'Days' } } },
    ...resources,
  },
  Outputs: { Url: { Value: { Ref: 'Work' } } },
});

let simulator: Simulator;
let cloudformation: CloudFormationClient;
let seen: { changes: readonly StackChange[]; state: string; events: StackEvent[]; notes: string[] };

const config = () => ({
  region: 'eu-central-1',
  credentials: { accessKeyId: '210987654321', secretAccessKey: 'simulated' },
  requestHandler: simulator.requestHandler(),
  maxAttempts: 1,
});

beforeEach(() => {
  simulator = createSimulator({ seed: 1, throttling: false, latencyMs: [0, 0], cloudTrail: false });
  cloudformation = new CloudFormationClient(config());
  seen = { changes: [], state: '', events: [], notes: [] };
});

function deploy(template: object = small(), over: Partial<Deployment> = {}) {
  const { clock } = simulator.world;
  return deployStack({
    cloudformation,
    clock: { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep: (ms) => simulator.live(ms) },
    stack: 'ecs-steward',
    template: { body: JSON.stringify(template) },
    parameters: {},
    firstParameters: {},
    parameterNames: ['Seconds', 'Days'],
    agree: async (changes, state) => {
      seen = { ...seen, changes, state: state.is };
      return true;
    },
    event: (event) => seen.events.push(event),
    note: (sentence) => seen.notes.push(sentence),
    ...over,
  });
}

const fault = (on: string, over: Partial<Extract<Fault['do'], { kind: 'error' }>> = {}, more: Partial<Fault> = {}) =>
  simulator.faults.order({
    on,
    ...more,
    do: { kind: 'error', code: 'AccessDenied', message: 'no', status: 403, when: 'before', ...over },
  });

const marks = () => seen.changes.map(({ action, id }) => `${action} ${id}`);

describe('a deployment of the stack', () => {
  it('shows what it would make, makes it, tells every event once and in order, and gives the outputs', async () => {
    const result = await deploy();
    expect(result).toMatchObject({
      ok: true,
      value: { is: 'created', outputs: { Url: expect.stringContaining('/work') } },
    });
    expect(seen.state).toBe('absent');
    expect(marks().sort()).toEqual(['Add Logs', 'Add Work']);
    const told = seen.events.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
    expect(told.at(-1)).toBe('ecs-steward CREATE_COMPLETE');
    expect(new Set(seen.events.map(({ EventId }) => EventId)).size).toBe(seen.events.length);
    const times = seen.events.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('changes nothing the second time, and leaves no change set behind', async () => {
    await deploy();
    seen.changes = [];
    expect(await deploy()).toMatchObject({
      ok: true,
      value: { is: 'unchanged', outputs: { Url: expect.any(String) } },
    });
    expect(seen.changes).toEqual([]);
  });

  it('upgrades in place, and keeps what was given before and is not given now', async () => {
    await deploy(small(), { parameters: { Seconds: '90', Days: '3' } });
    const result = await deploy(small({ More: queue('more') }), { parameters: { Days: '14' } });
    expect(result).toMatchObject({ ok: true, value: { is: 'updated' } });
    expect(seen.state).toBe('steady');
    expect(marks().sort()).toEqual(['Add More', 'Modify Logs']);
  });

  it('does nothing where nobody agrees, and can be asked again', async () => {
    expect(await deploy(small(), { agree: async () => false })).toEqual({ ok: true, value: { is: 'declined' } });
    expect(await deploy()).toMatchObject({ ok: true, value: { is: 'created' } });
    expect(await deploy(small({ More: queue('more') }), { agree: async () => false })).toMatchObject({
      value: { is: 'declined' },
    });
    expect(await deploy()).toMatchObject({ ok: true, value: { is: 'unchanged' } });
  });

  it('names the first thing that failed, and the next run clears the failed stack away and makes it', async () => {
    const bad = small({ Bad: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/work' } } });
    const failed = await deploy(bad);
    expect(failed).toMatchObject({
      ok: false,
      trouble: {
        code: 'stack-failed',
        cause: expect.stringMatching(/ROLLBACK_COMPLETE: (Bad|Logs) \(AWS::Logs::LogGroup\) failed/),
      },
    });
    expect(await deploy()).toMatchObject({ ok: true, value: { is: 'created' } });
    expect(seen.notes.some((note) => /ROLLBACK_COMPLETE because of .*deleted and made anew/.test(note))).toBe(true);
  });

  it('a failed upgrade is rolled back by CloudFormation and said, and what ran goes on', async () => {
    await deploy();
    const bad = small({ Bad: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/work' } } });
    expect(await deploy(bad)).toMatchObject({
      ok: false,
      trouble: { code: 'stack-failed', cause: expect.stringContaining('UPDATE_ROLLBACK_COMPLETE: Bad') },
    });
    expect(await deploy()).toMatchObject({ ok: true, value: { is: 'unchanged' } });
  });

  it('takes a table back that outlived its stack, in place of failing on its name', async () => {
    const kept = small({
      Table: {
        Type: 'AWS::DynamoDB::Table',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          TableName: 'kept',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          DeletionProtectionEnabled: true,
        },
      },
    });
    await deploy(kept);
    await cloudformation.send(new DeleteStackCommand({ StackName: 'ecs-steward' }));
    await simulator.live(120_000);
    expect(await deploy(kept)).toMatchObject({ ok: true, value: { is: 'created' } });
    expect(marks()).toContain('Import Table');
  });

  it('waits for what an interrupted run has begun, and goes on from there', async () => {
    const made = await cloudformation.send(
      new CreateChangeSetCommand({
        StackName: 'ecs-steward',
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody: JSON.stringify(small()),
        Tags: [STACK_TAG],
      }),
    );
    await simulator.live(5_000);
    await cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: made.Id }));
    expect(await deploy()).toMatchObject({ ok: true, value: { is: 'unchanged' } });
    expect(seen.notes.some((note) => note.includes('CREATE_IN_PROGRESS: an earlier run goes on'))).toBe(true);
    expect(seen.events.length).toBeGreaterThan(2);
  });

  it('refuses a stack of that name that is not ours', async () => {
    const made = await cloudformation.send(
      new CreateChangeSetCommand({
        StackName: 'ecs-steward',
        ChangeSetName: 'theirs',
        ChangeSetType: 'CREATE',
        TemplateBody: JSON.stringify(small()),
      }),
    );
    await simulator.live(5_000);
    await cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: made.Id }));
    await simulator.live(120_000);
    expect(await deploy()).toMatchObject({
      ok: false,
      trouble: { code: 'not-ours', whatToDo: [expect.stringContaining('--stack')] },
    });
  });

  it.each(['cloudformation:CreateChangeSet', 'cloudformation:DescribeStacks', 'cloudformation:ExecuteChangeSet'])(
    'a permission that is missing half way is named (%s), and a second run goes on',
    async (action) => {
      fault(action, {}, { nth: 1 });
      expect(await deploy()).toMatchObject({
        ok: false,
        trouble: { code: 'denied', cause: expect.stringContaining(`${action} is not allowed`) },
      });
      expect(await deploy()).toMatchObject({ ok: true, value: { is: 'created' } });
    },
  );
});

describe('the status of a stack', () => {
  it.each([
    ['REVIEW_IN_PROGRESS', 'reviewed'],
    ['CREATE_COMPLETE', 'steady'],
    ['UPDATE_ROLLBACK_COMPLETE', 'steady'],
    ['ROLLBACK_COMPLETE', 'failed-creation'],
    ['UPDATE_ROLLBACK_FAILED', 'stuck'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'moving'],
    ['DELETE_IN_PROGRESS', 'moving'],
  ])('%s is %s', (status, state) => {
    expect(stateOf(status)).toBe(state);
  });
});
