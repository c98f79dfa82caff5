import { commands } from '../../src/aws/commands.ts';
import { arnOf, ref } from '../intrinsics.ts';
import type { StackOptions } from '../stack-options.ts';
import type { Resource, Value } from '../template-shape.ts';

export interface EventRule {
  /** `ecs-steward-NAME` */
  readonly name: string;
  readonly description: string;
  readonly pattern: Readonly<Record<string, Value>>;
}

/** Logical name → rule. What no source of src/handlers/events/ reads is not let through: each event costs an invocation. */
const rules = {
  ImageRule: {
    name: 'image',
    description: 'An image was pushed, replicated or deleted under a tag.',
    pattern: {
      source: ['aws.ecr'],
      'detail-type': ['ECR Image Action', 'ECR Replication Action'],
      detail: { result: ['SUCCESS'], 'image-tag': [{ exists: true }] },
    },
  },
  ScanRule: {
    name: 'scan',
    description: 'A scan of an image ended.',
    pattern: {
      source: ['aws.ecr'],
      'detail-type': ['ECR Image Scan'],
      detail: { 'image-tags': [{ exists: true }] },
    },
  },
  ServiceRule: {
    name: 'service',
    description: 'A deployment went on, ended or failed, or a service said something about itself.',
    pattern: { source: ['aws.ecs'], 'detail-type': ['ECS Deployment State Change', 'ECS Service Action'] },
  },
  TaskRule: {
    name: 'task',
    description: 'A task of a service stopped.',
    pattern: {
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: { lastStatus: ['STOPPED'], group: [{ prefix: 'service:' }] },
    },
  },
} as const satisfies Readonly<Record<string, EventRule>>;

/** Beside the writes that we make ourselves: what undoes them or moves a tag by another call. */
const FOREIGN_WRITES = ['BatchDeleteImage', 'PutImage', 'RemoveTags', 'SetRepositoryPolicy', 'UntagResource'];

const callRule: EventRule = {
  name: 'call',
  description: 'Somebody changed what the apps are made of (needs a trail that logs management events).',
  pattern: {
    source: [
      'aws.ecs',
      'aws.elasticloadbalancing',
      'aws.ecr',
      'aws.autoscaling',
      'aws.application-autoscaling',
      'aws.logs',
    ],
    'detail-type': ['AWS API Call via CloudTrail'],
    detail: { eventName: writes(), errorCode: [{ exists: false }] },
  },
};

function writes(): string[] {
  const ours = Object.entries(commands).flatMap(([call, { effect }]) =>
    effect === 'write' ? (call.split(':')[1] ?? []) : [],
  );
  return [...new Set([...ours, ...FOREIGN_WRITES])].sort();
}

const verifyRule: EventRule = {
  name: 'verify',
  description: 'The marked event of ecs-steward bootstrap --verify.',
  pattern: { source: ['ecs-steward'], 'detail-type': ['Verify'] },
};

/** Rules for what AWS says; a spoke forwards the same. */
export function awsRulesOf({ cloudTrail }: Pick<StackOptions, 'cloudTrail'>): Readonly<Record<string, EventRule>> {
  return cloudTrail ? { ...rules, CallRule: callRule } : rules;
}

export function rulesOf(options: Pick<StackOptions, 'cloudTrail'>): Readonly<Record<string, EventRule>> {
  return { ...awsRulesOf(options), VerifyRule: verifyRule };
}

/**
 * EventBridge's rules with the right of each to call dispatch: of this account's rule of that name, of nobody else's. They
 * name no account, as accepted ones put their events on this bus: whose events come at all, the bus' own policy says, and
 * what an event may wake, dispatch.
 */
export function rulesAndPermissions(options: StackOptions): Readonly<Record<string, Resource>> {
  return Object.fromEntries(
    Object.entries(rulesOf(options)).flatMap(([id, rule]) => [
      [id, ruleResource(rule)],
      [`${id}Permission`, permission(id)],
    ]),
  );
}

function ruleResource({ name, description, pattern }: EventRule): Resource {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: `ecs-steward-${name}`,
      Description: description,
      State: 'ENABLED',
      EventPattern: pattern,
      Targets: [
        {
          Id: 'dispatch',
          Arn: arnOf('DispatchFunction'),
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
          DeadLetterConfig: { Arn: arnOf('DeadLetters') },
        },
      ],
    },
  };
}

function permission(rule: string): Resource {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: ref('DispatchFunction'),
      Principal: 'events.amazonaws.com',
      SourceAccount: ref('AWS::AccountId'),
      SourceArn: arnOf(rule),
    },
  };
}
