import { roleArn, spokeRoleNames } from '../src/aws/arns.ts';
import type { Place, TrustPolicy } from '../src/aws/policy.ts';
import { arnOf, either, ref, sub } from './intrinsics.ts';
import { names } from './names.ts';
import { readPolicyOf, readTrustOf, writePolicyOf, writeTrustOf } from './policies/spoke.ts';
import { trustOfService } from './policies/trust.ts';
import { policyInTemplate, stackPlace, trustInTemplate } from './policy-in-template.ts';
import { awsRulesOf } from './resources/rules.ts';
import type { Parameter, Resource, Template, Value } from './template-shape.ts';

export interface SpokeOptions {
  /** Where the hub's table and bus are. */
  readonly hub: Pick<Place, 'account' | 'region'>;
  /** All that the hub may look after in this account. */
  readonly regions: readonly string[];
  /** The roles are of the whole account: they stand in the stack of one region. */
  readonly roles: boolean;
  /** Other people's writes are forwarded, too; it needs a trail that logs management events. */
  readonly cloudTrail: boolean;
}

/** A template without what would be empty: CloudFormation knows no empty sections. */
export type SpokeTemplate = Omit<Template, 'Parameters' | 'Conditions' | 'Outputs'> &
  Partial<Pick<Template, 'Parameters' | 'Conditions' | 'Outputs'>>;

export type SpokeParameter = 'ExternalId' | 'PermissionsBoundary';

/** What an account gives to its hub: two roles, and in each region the events of its images and services. */
export function spokeTemplate(options: SpokeOptions): SpokeTemplate {
  const { roles: withRoles } = options;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `ecs-steward: the account ${options.hub.account} looks after the apps of this one.`,
    ...(withRoles ? { Parameters: spokeParameters, Conditions: boundaryGiven } : {}),
    Resources: { ...(withRoles ? roles(options) : {}), ...rules(options) },
    ...(withRoles ? { Outputs: outputs } : {}),
  };
}

export const spokeParameters = {
  ExternalId: {
    Type: 'String',
    Description: 'What the hub must say to take the roles; no password, but not for everybody either.',
    AllowedPattern: '^[\\w+=,.@:/-]{2,1224}$',
    ConstraintDescription: 'It has 2 to 1,224 letters, digits and +=,.@:/-.',
    NoEcho: true,
  },
  PermissionsBoundary: {
    Type: 'String',
    Description: 'ARN of a policy that bounds the roles; empty: none.',
    Default: '',
    AllowedPattern: '^$|^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$',
    ConstraintDescription: 'It is the ARN of a managed policy, or empty.',
  },
} as const satisfies Readonly<Record<SpokeParameter, Parameter>>;

const boundaryGiven: Template['Conditions'] = {
  BoundaryGiven: { 'Fn::Not': [{ 'Fn::Equals': [ref('PermissionsBoundary'), ''] }] },
};

const outputs: Template['Outputs'] = {
  ReadRoleArn: { Description: 'What the hub reads with.', Value: arnOf('ReadRole') },
  WriteRoleArn: { Description: 'What the hub writes with, for one app at a time.', Value: arnOf('WriteRole') },
};

function roles({ hub, regions }: SpokeOptions): Readonly<Record<string, Resource>> {
  const { read, write } = spokeRoleNames(stackPlace.prefix);
  const hubRole = roleArn({ partition: stackPlace.partition, account: hub.account }, names.reconcile);
  const bus = `arn:${stackPlace.partition}:events:${hub.region}:${hub.account}:event-bus/default`;
  const externalId = '${ExternalId}';
  return {
    ReadRole: role(read, 'Looks at the apps for their hub; changes nothing.', {
      trust: readTrustOf(hubRole, externalId),
      policy: policyInTemplate(readPolicyOf(stackPlace, regions)),
    }),
    WriteRole: role(write, 'Writes for one app: the one that the session of its hub is tagged with.', {
      trust: writeTrustOf(hubRole, externalId),
      policy: policyInTemplate(writePolicyOf(stackPlace, regions)),
    }),
    ForwardRole: role(names.spokeForward, 'Of the rules: sends events to the bus of the hub.', {
      trust: trustOfService('events.amazonaws.com', ownRules),
      policy: policyInTemplate({
        Version: '2012-10-17',
        Statement: [{ Sid: 'Forward', Effect: 'Allow', Action: ['events:PutEvents'], Resource: [bus] }],
      }),
    }),
  };
}

/** Rules of every region share the role. */
const ownRules = {
  StringEquals: { 'aws:SourceAccount': stackPlace.account },
  ArnLike: {
    'aws:SourceArn': `arn:${stackPlace.partition}:events:*:${stackPlace.account}:rule/${stackPlace.prefix}-spoke-*`,
  },
} as const;

function role(name: string, description: string, may: { trust: TrustPolicy; policy: Value }): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      Description: description,
      AssumeRolePolicyDocument: trustInTemplate(may.trust),
      PermissionsBoundary: either('BoundaryGiven', ref('PermissionsBoundary')),
      Policies: [{ PolicyName: 'calls', PolicyDocument: may.policy }],
    },
  };
}

/** The events that the hub hears at home, of this account alone: what others put on this bus is not ours to forward. */
function rules({ hub, roles: here, cloudTrail }: SpokeOptions): Readonly<Record<string, Resource>> {
  const forward = here
    ? arnOf('ForwardRole')
    : sub(roleArn({ partition: '${AWS::Partition}', account: '${AWS::AccountId}' }, names.spokeForward));
  const target: Value = {
    Id: 'hub',
    Arn: sub(`arn:\${AWS::Partition}:events:${hub.region}:${hub.account}:event-bus/default`),
    RoleArn: forward,
    // An hour later the hub's own schedule has looked many times.
    RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
  };
  return Object.fromEntries(
    Object.entries(awsRulesOf({ cloudTrail })).map(([id, { name, description, pattern }]) => [
      id,
      {
        Type: 'AWS::Events::Rule' as const,
        Properties: {
          Name: `${stackPlace.prefix}-spoke-${name}`,
          Description: description,
          State: 'ENABLED',
          EventPattern: { account: [ref('AWS::AccountId')], ...pattern },
          Targets: [target],
        },
      },
    ]),
  );
}
