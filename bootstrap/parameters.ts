import { ref } from './intrinsics.ts';
import type { StackOptions } from './stack-options.ts';
import type { Condition, Parameter } from './template-shape.ts';

/** CloudWatch Logs takes these and no others (API reference, PutRetentionPolicy). */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 3653];

const always = {
  CodeBucket: {
    Type: 'String',
    Description: 'Bucket in this region that holds the two functions as zip files.',
    MinLength: 3,
  },
  DispatchCode: {
    Type: 'String',
    Description:
      'Key of the dispatch function: a name with the hash of its content, so that another code is another key.',
    MinLength: 1,
  },
  ReconcileCode: { Type: 'String', Description: 'Key of the reconcile function, named the same way.', MinLength: 1 },
  Schedule: {
    Type: 'String',
    Description: 'How often everything is looked at: rate(5 minutes), or cron(...) in UTC.',
    Default: 'rate(5 minutes)',
    AllowedPattern: '^(rate|cron)\\(.+\\)$',
    ConstraintDescription: 'It is rate(...) or cron(...), as EventBridge Scheduler writes them.',
  },
  SilenceMinutes: {
    Type: 'Number',
    Description: 'An alarm is raised when nothing was looked at for so many minutes; more than twice the schedule.',
    Default: 20,
    MinValue: 5,
    MaxValue: 1440,
  },
  LogRetentionDays: {
    Type: 'Number',
    Description: 'Days that the logs of both functions are kept.',
    Default: 30,
    AllowedValues: RETENTION_DAYS,
  },
  AlarmMail: {
    Type: 'String',
    Description:
      'Mail address that is told of alarms once it has confirmed; empty: nobody, subscribe to the topic later.',
    Default: '',
    AllowedPattern: '^$|^[^@ ]+@[^@ ]+$',
    ConstraintDescription: 'It is a mail address, or empty.',
  },
  KillSwitch: {
    Type: 'String',
    Description: 'on: the functions look and write nothing to AWS until it is off again.',
    Default: 'off',
    AllowedValues: ['off', 'on'],
  },
  LogKey: {
    Type: 'String',
    Description:
      'Makes hidden values comparable in the logs: 16 characters or more; empty: derived from the stack itself.',
    Default: '',
    AllowedPattern: '^$|^.{16,128}$',
    ConstraintDescription: 'It is 16 to 128 characters long, or empty.',
    NoEcho: true,
  },
  DispatchConcurrency: {
    Type: 'Number',
    Description: 'Concurrency reserved for dispatch; 0: none, for accounts whose limit leaves no room.',
    Default: 5,
    MinValue: 0,
    MaxValue: 100,
  },
  ReconcileConcurrency: {
    Type: 'Number',
    Description: 'Concurrency reserved for reconcile; 0: none, for accounts whose limit leaves no room.',
    Default: 10,
    // Lambda's pollers of a queue take two at least, and no more than the function may run.
    AllowedValues: [0, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000],
  },
  ReconcileMemory: {
    Type: 'Number',
    Description: 'Memory of the reconcile function in MiB.',
    Default: 512,
    MinValue: 128,
    MaxValue: 10240,
  },
  PermissionsBoundary: {
    Type: 'String',
    Description: 'ARN of a policy that bounds every role of the stack; empty: none.',
    Default: '',
    AllowedPattern: '^$|^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$',
    ConstraintDescription: 'It is the ARN of a managed policy, or empty.',
  },
} as const satisfies Readonly<Record<string, Parameter>>;

const network = {
  FunctionSubnets: {
    Type: 'List<AWS::EC2::Subnet::Id>',
    Description: 'Subnets of the functions: private, with a way to the AWS services (NAT).',
  },
  FunctionSecurityGroups: {
    Type: 'List<AWS::EC2::SecurityGroup::Id>',
    Description: 'Security groups of the functions.',
  },
} as const satisfies Readonly<Record<string, Parameter>>;

const foundation = {
  NetworkPrefix: {
    Type: 'String',
    Description: 'The first two numbers of the network of the apps: 10.20 is 10.20.0.0/16.',
    Default: '10.20',
    AllowedPattern: '^(10\\.(\\d|[1-9]\\d|1\\d\\d|2[0-4]\\d|25[0-5])|172\\.(1[6-9]|2\\d|3[01])|192\\.168)$',
    ConstraintDescription: 'It is 10.0 to 10.255, 172.16 to 172.31 or 192.168.',
  },
} as const satisfies Readonly<Record<string, Parameter>>;

const certificate = {
  CertificateArn: {
    Type: 'String',
    Description: 'Certificate of the load balancer in AWS Certificate Manager, in this region.',
    AllowedPattern: '^arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+$',
    ConstraintDescription: 'It is the ARN of a certificate.',
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName =
  | keyof typeof always
  | keyof typeof network
  | keyof typeof foundation
  | keyof typeof certificate;

export function parametersOf(options: StackOptions): Readonly<Record<string, Parameter>> {
  return {
    ...always,
    ...(options.vpc && options.foundation === undefined ? network : {}),
    ...(options.foundation === undefined ? {} : foundation),
    ...(options.foundation?.certificate === true ? certificate : {}),
  };
}

const given = (parameter: ParameterName, unset: string | number = ''): Condition => ({
  'Fn::Not': [{ 'Fn::Equals': [ref(parameter), unset] }],
});

export const conditions = {
  AlarmMailGiven: given('AlarmMail'),
  LogKeyGiven: given('LogKey'),
  BoundaryGiven: given('PermissionsBoundary'),
  DispatchReserved: given('DispatchConcurrency', 0),
  ReconcileReserved: given('ReconcileConcurrency', 0),
} as const satisfies Readonly<Record<string, Condition>>;

export type ConditionName = keyof typeof conditions;
