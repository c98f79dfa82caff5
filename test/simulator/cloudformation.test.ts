import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Stacks } from './cloudformation/stack.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

const queue = (name: string, more: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, ...more },
});
const getAtt = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });
const small = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'two queues',
  Parameters: {
    Seconds: { Type: 'Number', Default: 30, MinValue: 0, MaxValue: 43_200 },
    Mail: {
      Type: 'String',
      Default: '',
      AllowedPattern: '^$|^[^@ ]+@[^@ ]+$',
      ConstraintDescription: 'It is a mail address.',
    },
    Key: { Type: 'String', Default: 'sixteen letters!', NoEcho: true },
  },
  Conditions: { MailGiven: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Mail' }, ''] }] } },
  Resources: {
    Work: queue('work', {
      VisibilityTimeout: { Ref: 'Seconds' },
      RedrivePolicy: { deadLetterTargetArn: getAtt('Dead'), maxReceiveCount: 5 },
    }),
    Dead: queue('dead'),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': `\${AWS::StackName}-alarms` } } },
    Mails: {
      Type: 'AWS::SNS::Subscription',
      Condition: 'MailGiven',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: { Ref: 'Mail' } },
    },
  },
  Outputs: {
    Url: { Description: 'where to send', Value: { Ref: 'Work' } },
    Place: { Value: { 'Fn::Join': ['/', [{ Ref: 'AWS::Region' }, getAtt('Dead', 'QueueName')]] } },
    Literal: { Value: { 'Fn::Sub': `\${!aws:PrincipalTag} of \${Dead.Arn}` } },
    Zone: { Value: { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] } },
    Mail: { Value: { 'Fn::If': ['MailGiven', 'yes', 'no'] } },
  },
};
/** The same with some resources in place of others. */
const changed = (resources: object, without: readonly string[] = []) => ({
  ...small,
  Resources: Object.fromEntries(
    Object.entries({ ...small.Resources, ...resources }).filter(([id]) => !without.includes(id)),
  ),
});

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('CloudFormation %s', (_name, open) => {
  let way: Way;
  let stacks: Stacks;
  const queues = async () => {
    const { QueueUrls = [] } = await new sqs.SQSClient(way.config()).send(new sqs.ListQueuesCommand({}));
    return QueueUrls.map((url) => url.split('/').at(-1));
  };
  const visibility = async () => {
    const client = new sqs.SQSClient(way.config());
    const { QueueUrl } = await client.send(new sqs.GetQueueUrlCommand({ QueueName: 'work' }));
    const asked = new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] });
    return (await client.send(asked)).Attributes?.VisibilityTimeout;
  };
  const fail = (on: string) =>
    way.simulator.faults.order({
      on,
      nth: 1,
      do: { kind: 'error', when: 'before', code: 'AccessDenied', message: 'not yours', status: 403 },
    });
  const parameter = (ParameterKey: string, ParameterValue: string) => ({
    Parameters: [{ ParameterKey, ParameterValue }],
  });

  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    stacks = new Stacks(way);
  });
  afterEach(() => way.close());

  describe('creation', () => {
    it('proposes first, and makes nothing until the change set is executed', async () => {
      const changeSet = await stacks.propose('CREATE', small);
      expect(changeSet).toMatchObject({ Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE' });
      expect(changeSet.Changes?.map(({ ResourceChange: one }) => `${one?.Action} ${one?.LogicalResourceId}`)).toEqual([
        'Add Dead',
        'Add Topic',
        'Add Work',
      ]);
      expect((await stacks.describe())?.StackStatus).toBe('REVIEW_IN_PROGRESS');
      expect(await queues()).toEqual([]);
    });

    it('makes what others need first, over simulated time, and answers outputs', async () => {
      const begun = way.simulator.world.clock.now();
      const stack = await stacks.deploy('CREATE', small);
      expect(stack).toMatchObject({ StackStatus: 'CREATE_COMPLETE', Description: 'two queues' });
      expect(way.simulator.world.clock.now() - begun).toBeGreaterThan(120_000);
      expect(await queues()).toEqual(['dead', 'work']);
      expect(
        Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
      ).toEqual({
        Url: expect.stringMatching(/\/210987654321\/work$/),
        Place: 'eu-central-1/dead',
        Literal: `\${aws:PrincipalTag} of arn:aws:sqs:eu-central-1:210987654321:dead`,
        Zone: 'eu-central-1b',
        Mail: 'no',
      });
      expect(await stacks.events()).toEqual([
        'steward REVIEW_IN_PROGRESS',
        'steward CREATE_IN_PROGRESS',
        'Dead CREATE_IN_PROGRESS',
        'Dead CREATE_IN_PROGRESS',
        'Topic CREATE_IN_PROGRESS',
        'Topic CREATE_IN_PROGRESS',
        'Topic CREATE_COMPLETE',
        'Dead CREATE_COMPLETE',
        'Work CREATE_IN_PROGRESS',
        'Work CREATE_IN_PROGRESS',
        'Work CREATE_COMPLETE',
        'steward CREATE_COMPLETE',
      ]);
    });

    it('goes on for whoever only moves the clock and looks', async () => {
      const { ChangeSetId } = await stacks.propose('CREATE', small);
      await stacks.client.send(new cloudformation.ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }));
      way.simulator.world.clock.advance(70_000);
      expect((await stacks.describe())?.StackStatus).toBe('CREATE_IN_PROGRESS');
      way.simulator.world.clock.advance(70_000);
      expect((await stacks.describe())?.StackStatus).toBe('CREATE_COMPLETE');
    });

    it('takes everything back when something can not be made, and says why', async () => {
      const reason =
        'Resource handler returned message: "not yours (Service: SQS, Status Code: 403)" (HandlerErrorCode: AccessDenied)';
      way.simulator.faults.order({
        on: 'sqs:CreateQueue',
        nth: 2,
        do: { kind: 'error', when: 'before', code: 'AccessDenied', message: 'not yours', status: 403 },
      });
      const stack = await stacks.deploy('CREATE', small);
      expect(stack?.StackStatus).toBe('ROLLBACK_COMPLETE');
      expect(await queues()).toEqual([]);
      const { StackEvents } = await stacks.client.send(
        new cloudformation.DescribeStackEventsCommand({ StackName: 'steward' }),
      );
      expect(StackEvents?.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')).toMatchObject({
        LogicalResourceId: 'Work',
        ResourceStatusReason: reason,
      });
      expect(
        StackEvents?.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS')?.ResourceStatusReason,
      ).toBe('The following resource(s) failed to create: [Work]. Rollback requested by user.');
      await expect(stacks.propose('UPDATE', small)).rejects.toThrow(
        /is in ROLLBACK_COMPLETE state and can not be updated/,
      );
      await expect(stacks.propose('CREATE', small)).rejects.toThrow(/already exists and cannot be created again/);
    });

    it('cancels what was being made beside it', async () => {
      fail('sns:CreateTopic');
      await stacks.deploy('CREATE', small);
      expect(await stacks.events()).toEqual(
        expect.arrayContaining(['Topic CREATE_FAILED', 'Dead CREATE_FAILED', 'Dead DELETE_COMPLETE']),
      );
    });

    it('says of a name that is taken that it exists', async () => {
      await new sqs.SQSClient(way.config()).send(
        new sqs.CreateQueueCommand({ QueueName: 'dead', Attributes: { DelaySeconds: '5' } }),
      );
      await stacks.deploy('CREATE', changed({ Dead: queue('dead', { DelaySeconds: 6 }) }));
      const { StackEvents = [] } = await stacks.client.send(
        new cloudformation.DescribeStackEventsCommand({ StackName: 'steward' }),
      );
      expect(
        StackEvents.some(({ ResourceStatusReason }) =>
          ResourceStatusReason?.includes('HandlerErrorCode: AlreadyExists'),
        ),
      ).toBe(true);
      expect(await queues()).toEqual(['dead']);
    });
  });

  describe('update', () => {
    beforeEach(async () => {
      await stacks.deploy('CREATE', small);
    });

    it('without changes fails in AWS’ own words', async () => {
      const changeSet = await stacks.propose('UPDATE', small);
      expect(changeSet).toMatchObject({
        Status: 'FAILED',
        ExecutionStatus: 'UNAVAILABLE',
        StatusReason:
          "The submitted information didn't contain changes. Submit different information to create a change set.",
      });
      await expect(
        stacks.client.send(new cloudformation.ExecuteChangeSetCommand({ ChangeSetName: changeSet.ChangeSetId })),
      ).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
    });

    it('changes in place, adds and removes, and shows it before', async () => {
      const next = changed({ More: queue('more') }, ['Topic', 'Mails']);
      const { Changes } = await stacks.propose('UPDATE', next, parameter('Seconds', '60'));
      expect(
        Changes?.map(({ ResourceChange: one }) => [one?.Action, one?.LogicalResourceId, one?.Replacement]),
      ).toEqual([
        ['Add', 'More', undefined],
        ['Modify', 'Work', 'False'],
        ['Remove', 'Topic', undefined],
      ]);
      const stack = await stacks.deploy('UPDATE', next, parameter('Seconds', '60'));
      expect(stack?.StackStatus).toBe('UPDATE_COMPLETE');
      expect([await queues(), await visibility()]).toEqual([['dead', 'more', 'work'], '60']);
      expect(Object.keys(await stacks.resources()).sort()).toEqual(['Dead', 'More', 'Work']);
    });

    it('makes another where a change can not be made in place, then takes the old one away', async () => {
      const next = changed({ Work: queue('work-2') });
      const { Changes } = await stacks.propose('UPDATE', next);
      expect(Changes?.map(({ ResourceChange: one }) => [one?.LogicalResourceId, one?.Replacement])).toEqual([
        ['Work', 'True'],
      ]);
      expect((await stacks.deploy('UPDATE', next))?.StackStatus).toBe('UPDATE_COMPLETE');
      expect(await queues()).toEqual(['dead', 'work-2']);
    });

    it('goes back to what was when something fails', async () => {
      fail('sqs:CreateQueue');
      const next = changed({ Later: { ...queue('later'), DependsOn: ['Work'] } });
      const stack = await stacks.deploy('UPDATE', next, parameter('Seconds', '60'));
      expect(stack?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect([await queues(), await visibility()]).toEqual([['dead', 'work'], '30']);
      expect((await stacks.events()).filter((event) => event.startsWith('steward UPDATE'))).toEqual([
        'steward UPDATE_IN_PROGRESS',
        'steward UPDATE_ROLLBACK_IN_PROGRESS',
        'steward UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
        'steward UPDATE_ROLLBACK_COMPLETE',
      ]);
      expect((await stacks.deploy('UPDATE', next))?.StackStatus).toBe('UPDATE_COMPLETE');
    });

    it('keeps values of parameters where that is asked for, and does not echo what is secret', async () => {
      await stacks.deploy('UPDATE', small, parameter('Seconds', '60'));
      const kept = { Parameters: [{ ParameterKey: 'Seconds', UsePreviousValue: true }] };
      expect((await stacks.propose('UPDATE', small, kept)).Status).toBe('FAILED');
      const { Parameters } = (await stacks.describe()) ?? {};
      expect(Parameters).toEqual(
        expect.arrayContaining([
          { ParameterKey: 'Seconds', ParameterValue: '60' },
          { ParameterKey: 'Key', ParameterValue: '****' },
        ]),
      );
    });
  });

  describe('deletion', () => {
    it('takes away what nothing else needs first, and keeps what is to be retained', async () => {
      await stacks.deploy('CREATE', changed({ Dead: { ...queue('dead'), DeletionPolicy: 'Retain' } }));
      const { StackId = '' } = (await stacks.describe()) ?? {};
      await stacks.client.send(new cloudformation.DeleteStackCommand({ StackName: 'steward' }));
      expect((await stacks.settled(StackId))?.StackStatus).toBe('DELETE_COMPLETE');
      expect(await queues()).toEqual(['dead']);
      expect(await stacks.events(StackId)).toEqual(
        expect.arrayContaining(['Work DELETE_COMPLETE', 'Dead DELETE_SKIPPED']),
      );
      await expect(stacks.describe()).rejects.toThrow('Stack with id steward does not exist');
    });

    it('is refused while the stack is protected', async () => {
      await stacks.deploy('CREATE', small);
      const protect = (EnableTerminationProtection: boolean) =>
        stacks.client.send(
          new cloudformation.UpdateTerminationProtectionCommand({ StackName: 'steward', EnableTerminationProtection }),
        );
      const remove = () => stacks.client.send(new cloudformation.DeleteStackCommand({ StackName: 'steward' }));
      await protect(true);
      await expect(remove()).rejects.toThrow(
        'Stack [steward] cannot be deleted while TerminationProtection is enabled',
      );
      await protect(false);
      await remove();
    });

    it('that fails names what is left, and goes on when that may stay', async () => {
      await stacks.deploy('CREATE', small);
      const { StackId = '' } = (await stacks.describe()) ?? {};
      fail('sqs:DeleteQueue');
      const remove = (RetainResources?: string[]) =>
        stacks.client.send(new cloudformation.DeleteStackCommand({ StackName: 'steward', RetainResources }));
      await remove();
      expect(await stacks.settled(StackId)).toMatchObject({
        StackStatus: 'DELETE_FAILED',
        StackStatusReason: 'The following resource(s) failed to delete: [Work]. ',
      });
      await remove(['Work']);
      expect((await stacks.settled(StackId))?.StackStatus).toBe('DELETE_COMPLETE');
    });

    it('of a stack that was only proposed is done at once', async () => {
      await stacks.propose('CREATE', small);
      await stacks.client.send(new cloudformation.DeleteStackCommand({ StackName: 'steward' }));
      await expect(stacks.describe()).rejects.toThrow('does not exist');
    });
  });

  describe('refuses', () => {
    it.each<[string, object, string]>([
      [
        'what refers to nothing',
        changed({ Work: queue('work', { DelaySeconds: { Ref: 'Nothing' } }) }),
        'Unresolved resource dependencies [Nothing]',
      ],
      [
        'a circle',
        changed({ Dead: { ...queue('dead'), DependsOn: 'Work' } }),
        'Circular dependency between resources: [Dead, Work]',
      ],
      [
        'a kind of resource that it does not know',
        changed({ A: { Type: 'AWS::Route53::HostedZone' } }),
        'does not know resources of type AWS::Route53::HostedZone',
      ],
      [
        'a property that it does not know',
        changed({ Dead: queue('dead', { KmsMasterKeyId: 'a' }) }),
        'Unrecognized key: "KmsMasterKeyId"',
      ],
      [
        'a function that it does not know',
        changed({ Dead: queue('dead', { DelaySeconds: { 'Fn::ImportValue': 'a' } }) }),
        'does not know the function Fn::ImportValue',
      ],
      ['a template without resources', { ...small, Resources: {} }, 'At least one Resources member must be defined'],
    ])('%s', async (_what, template, sentence) => {
      await expect(stacks.propose('CREATE', template)).rejects.toMatchObject({
        name: 'ValidationError',
        message: expect.stringContaining(sentence),
      });
      await expect(stacks.describe()).rejects.toThrow('does not exist');
    });

    it.each<[string, Partial<cloudformation.CreateChangeSetCommandInput>, string]>([
      ['a parameter that there is not', parameter('None', 'a'), 'Parameters: [None] do not exist in the template'],
      [
        'a number out of its bounds',
        parameter('Seconds', '50000'),
        "Parameter 'Seconds' must be a number not greater than 43200",
      ],
      [
        'a value that breaks its pattern',
        parameter('Mail', 'nobody'),
        'failed to satisfy constraint: It is a mail address.',
      ],
      [
        'a template of more than 51,200 bytes in the request',
        { TemplateBody: JSON.stringify({ ...small, Metadata: { long: 'x'.repeat(52_000) } }) },
        'less than or equal to 51200',
      ],
      [
        'a template that lies nowhere',
        { TemplateBody: undefined, TemplateURL: 'https://none.s3.eu-central-1.amazonaws.com/a.json' },
        'S3 error: The specified bucket does not exist',
      ],
    ])('%s', async (_what, more, sentence) => {
      await expect(stacks.propose('CREATE', small, more)).rejects.toThrow(sentence);
    });

    it('roles with names without a word that they are meant', async () => {
      const Role = {
        Type: 'AWS::IAM::Role',
        Properties: { RoleName: 'a', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
      };
      await expect(
        stacks.propose('CREATE', changed({ Role }), { Capabilities: ['CAPABILITY_IAM'] }),
      ).rejects.toMatchObject({
        name: 'InsufficientCapabilitiesException',
        message: 'Requires capabilities : [CAPABILITY_NAMED_IAM]',
      });
    });

    it('an update of a stack that is not there', async () => {
      await expect(stacks.propose('UPDATE', small)).rejects.toThrow('Stack [steward] does not exist');
    });
  });

  it('takes a large template from a bucket, and gives it back as it was', async () => {
    const client = new s3.S3Client(way.config());
    const Bucket = 'templates-of-mika';
    const here = { LocationConstraint: 'eu-central-1' } as const;
    await client.send(new s3.CreateBucketCommand({ Bucket, CreateBucketConfiguration: here }));
    const Body = JSON.stringify({ ...small, Metadata: { long: 'x'.repeat(60_000) } });
    await client.send(new s3.PutObjectCommand({ Bucket, Key: 'a/steward.json', Body }));
    const TemplateURL = `https://${Bucket}.s3.eu-central-1.amazonaws.com/a/steward.json`;
    const stack = await stacks.deploy('CREATE', small, { TemplateBody: undefined, TemplateURL });
    expect(stack?.StackStatus).toBe('CREATE_COMPLETE');
    const { TemplateBody } = await stacks.client.send(new cloudformation.GetTemplateCommand({ StackName: 'steward' }));
    expect(TemplateBody).toBe(Body);
    const valid = await stacks.client.send(new cloudformation.ValidateTemplateCommand({ TemplateURL }));
    expect(valid.Parameters?.map(({ ParameterKey }) => ParameterKey)).toEqual(['Seconds', 'Mail', 'Key']);
  });

  it('pages events, the newest first', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_one, index) => [`Q${index}`, queue(`q-${index}`)]));
    await stacks.deploy('CREATE', changed(many));
    const first = await stacks.client.send(new cloudformation.DescribeStackEventsCommand({ StackName: 'steward' }));
    expect(first.StackEvents).toHaveLength(100);
    expect(first.StackEvents?.[0]).toMatchObject({ LogicalResourceId: 'steward', ResourceStatus: 'CREATE_COMPLETE' });
    expect(await stacks.events()).toHaveLength(3 + 43 * 3);
  });
});
