import { describe, expect, it } from 'vitest';
import { template } from '../../../bootstrap/template.ts';
import { readEnvironment } from '../../../src/handlers/environment.ts';
import { everyStack } from '../every-stack.ts';
import { propertiesOf } from '../properties.ts';
import { resolved } from '../references.ts';

const { Resources } = template({ vpc: false, tracing: false, cloudTrail: false });
const properties = (id: string) => propertiesOf(Resources, id);
const both = ['DispatchFunction', 'ReconcileFunction'] as const;

const values = {
  'AWS::AccountId': '210987654321',
  'AWS::StackId': 'arn:aws:cloudformation:eu-central-1:210987654321:stack/ecs-steward/0b1c',
  Table: 'ecs-steward',
  Queue: 'https://sqs.eu-central-1.amazonaws.com/210987654321/ecs-steward',
  'ReconcileRole.Arn': 'arn:aws:iam::210987654321:role/ecs-steward-reconcile',
  'WriteRole.Arn': 'arn:aws:iam::210987654321:role/ecs-steward-write',
  KillSwitch: 'off',
};

describe('the functions', () => {
  it.each(both)('%s runs as it was built: ESM for Node 26 on arm64', (id) => {
    expect(properties(id)).toMatchObject({ Runtime: 'nodejs26.x', Architectures: ['arm64'], Handler: 'index.handler' });
  });

  it.each(both)('%s gets the environment that it reads at its start', (id) => {
    const { Variables } = resolved(properties(id).Environment, values) as { Variables: Record<string, string> };
    expect(readEnvironment({ ...Variables, AWS_REGION: 'eu-central-1' })).toMatchObject({
      account: '210987654321',
      table: 'ecs-steward',
      queueUrl: values.Queue,
      role: values['ReconcileRole.Arn'],
    });
  });

  it('T18 each can be held to a number of its own, and to none where the account has no room', () => {
    expect(properties('DispatchFunction').ReservedConcurrentExecutions).toEqual({
      'Fn::If': ['DispatchReserved', { Ref: 'DispatchConcurrency' }, { Ref: 'AWS::NoValue' }],
    });
    expect(properties('ReconcileFunction').ReservedConcurrentExecutions).toEqual({
      'Fn::If': ['ReconcileReserved', { Ref: 'ReconcileConcurrency' }, { Ref: 'AWS::NoValue' }],
    });
  });

  it('«look again» is a message to its own queue, which Lambda must not take for a runaway loop', () => {
    expect(properties('ReconcileFunction').RecursiveLoop).toBe('Allow');
    expect(properties('DispatchFunction').RecursiveLoop).toBeUndefined();
  });

  it('one bad message is no bad batch, and pollers keep to what the function may run', () => {
    expect(properties('QueueSource')).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: { 'Fn::If': ['ReconcileReserved', { Ref: 'ReconcileConcurrency' }, 10] } },
    });
  });

  it('what dispatch could not handle is kept, whoever sent it', () => {
    const letters = { 'Fn::GetAtt': ['DeadLetters', 'Arn'] };
    expect(properties('DispatchFunction').DeadLetterConfig).toEqual({ TargetArn: letters });
    expect(properties('StreamSource').DestinationConfig).toEqual({ OnFailure: { Destination: letters } });
    expect(properties('SweepSchedule').Target).toMatchObject({ DeadLetterConfig: { Arn: letters } });
  });

  it('logs end', () => {
    for (const id of ['DispatchLogs', 'ReconcileLogs'])
      expect(properties(id).RetentionInDays).toEqual({ Ref: 'LogRetentionDays' });
  });
});

describe.each(everyStack)('rights that only options ask for (%s)', (_name, options) => {
  const made = template(options);
  const rights = JSON.stringify([made.Resources.DispatchRole, made.Resources.ReconcileRole]);

  it('traces are written where they are asked for', () => {
    expect(rights.includes('xray:PutTraceSegments')).toBe(options.tracing);
    expect(made.Resources.ReconcileFunction?.Properties.TracingConfig).toEqual({
      Mode: options.tracing ? 'Active' : 'PassThrough',
    });
  });

  it('a network is touched by Lambda alone, never by the code', () => {
    expect(rights.includes('ec2:CreateNetworkInterface')).toBe(options.vpc);
    expect(rights.includes('lambda:SourceFunctionArn')).toBe(options.vpc);
    expect(made.Resources.ReconcileFunction?.Properties.VpcConfig !== undefined).toBe(options.vpc);
  });
});
