import { describe, expect, it } from 'vitest';
import { template } from '../../../bootstrap/template.ts';
import { propertiesOf } from '../properties.ts';

const { Resources } = template({ vpc: false, tracing: false, cloudTrail: true });
const properties = (id: string) => propertiesOf(Resources, id);

describe('the queue', () => {
  it('hides a message for six times as long as its function may run', () => {
    expect(properties('Queue').VisibilityTimeout).toBe(6 * Number(properties('ReconcileFunction').Timeout));
  });

  it('gives a message up after five tries, and keeps it where people find it', () => {
    expect(properties('Queue').RedrivePolicy).toEqual({
      deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
      maxReceiveCount: 5,
    });
    expect(Number(properties('DeadLetters').MessageRetentionPeriod)).toBeGreaterThan(
      Number(properties('Queue').MessageRetentionPeriod),
    );
  });

  it('the dead letters take from no other queue', () => {
    expect(JSON.stringify(properties('DeadLetters').RedriveAllowPolicy)).toMatch(/byQueue.*:ecs-steward"/);
  });

  it('both are encrypted', () => {
    for (const id of ['Queue', 'DeadLetters']) expect(properties(id).SqsManagedSseEnabled).toBe(true);
  });
});

describe('T1 who may send', () => {
  const statements = (id: string) =>
    (properties(id).PolicyDocument as { Statement: readonly Readonly<Record<string, unknown>>[] }).Statement;

  it('neither queue takes plain text or another account’s principal', () => {
    for (const id of ['QueuePolicy', 'DeadLettersPolicy']) {
      const denied = statements(id).filter(({ Effect }) => Effect === 'Deny');
      expect(denied.map(({ Sid, Action, Principal }) => [Sid, Action, Principal])).toEqual([
        ['NoPlainText', 'sqs:*', '*'],
        ['NoOtherAccount', 'sqs:*', '*'],
      ]);
    }
  });

  it('the queue itself allows nobody: the functions’ own roles do', () => {
    expect(statements('QueuePolicy').filter(({ Effect }) => Effect === 'Allow')).toEqual([]);
  });

  it('EventBridge leaves what it could not deliver, of our rules and this account only', () => {
    const [allowed, ...others] = statements('DeadLettersPolicy').filter(({ Effect }) => Effect === 'Allow');
    expect(others).toEqual([]);
    const rules = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Events::Rule');
    expect(rules).toContain('CallRule');
    expect(allowed?.Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnEquals: { 'aws:SourceArn': rules.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })) },
    });
  });
});
