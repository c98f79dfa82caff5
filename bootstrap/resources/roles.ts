import { arnOf, either, ref } from '../intrinsics.ts';
import { names } from '../names.ts';
import * as dispatch from '../policies/dispatch.ts';
import * as reconcile from '../policies/reconcile.ts';
import { trustOfService } from '../policies/trust.ts';
import * as write from '../policies/write.ts';
import { policyInTemplate, stackPlace, trustInTemplate } from '../policy-in-template.ts';
import type { StackOptions } from '../stack-options.ts';
import type { Resource, Value } from '../template-shape.ts';
import { rightsOfDispatch, rightsOfReconcile } from './optional-rights.ts';

/** The four roles: two functions, the writer that the worker becomes for one app, and the schedule. */
export function roles(options: StackOptions): Readonly<Record<string, Resource>> {
  return {
    DispatchRole: role({
      name: names.dispatch,
      description: 'Of the dispatch function: reads the fleet and puts messages into the queue.',
      trust: trustInTemplate(dispatch.trustOf()),
      calls: policyInTemplate(dispatch.policyOf(stackPlace)),
      wiring: rightsOfDispatch(options),
    }),
    ReconcileRole: role({
      name: names.reconcile,
      description: 'Of the reconcile function: reads AWS, keeps the records, and may become the writer of one app.',
      trust: trustInTemplate(reconcile.trustOf()),
      calls: policyInTemplate(reconcile.policyOf(stackPlace)),
      wiring: rightsOfReconcile(options),
    }),
    WriteRole: {
      ...role({
        name: names.write,
        description: 'Writes for one app: the one that its session is tagged with.',
        trust: trustInTemplate(write.trustOf(stackPlace)),
        calls: policyInTemplate(write.policyOf(stackPlace)),
        wiring: [],
      }),
      // Its trust names this role, and IAM refuses a principal that is not there yet.
      DependsOn: ['ReconcileRole'],
    },
    ScheduleRole: role({
      name: names.scheduleRole,
      description: 'Of the schedule: calls the dispatch function.',
      trust: trustInTemplate(trustOfService('scheduler.amazonaws.com', ownSchedules)),
      calls: callsOfSchedule(),
      wiring: [],
    }),
  };
}

interface Role {
  readonly name: string;
  readonly description: string;
  readonly trust: Value;
  readonly calls: Value;
  readonly wiring: readonly Value[];
}

function role({ name, description, trust, calls, wiring }: Role): Resource {
  const policies = [
    { PolicyName: 'calls', PolicyDocument: calls },
    ...(wiring.length === 0
      ? []
      : [{ PolicyName: 'wiring', PolicyDocument: { Version: '2012-10-17', Statement: wiring } }]),
  ];
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      Description: description,
      AssumeRolePolicyDocument: trust,
      PermissionsBoundary: either('BoundaryGiven', ref('PermissionsBoundary')),
      Policies: policies,
    },
  };
}

/** Scheduler gives the ARN of the group here, never that of the schedule. */
const ownSchedules = {
  StringEquals: { 'aws:SourceAccount': stackPlace.account },
  ArnEquals: {
    'aws:SourceArn': `arn:${stackPlace.partition}:scheduler:${stackPlace.region}:${stackPlace.account}:schedule-group/default`,
  },
} as const;

function callsOfSchedule(): Value {
  const allow = (Sid: string, Action: string, Resource: Value) => ({ Sid, Effect: 'Allow', Action, Resource });
  return {
    Version: '2012-10-17',
    Statement: [
      allow('Call', 'lambda:InvokeFunction', arnOf('DispatchFunction')),
      allow('KeepUndelivered', 'sqs:SendMessage', arnOf('DeadLetters')),
    ],
  };
}
