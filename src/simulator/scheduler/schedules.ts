import * as client from '@aws-sdk/client-scheduler';
import { isTimeZone, parseSchedule } from '../application-autoscaling/schedule.ts';
import { trusts } from '../iam/by-services.ts';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import { plan } from './firing.ts';
import { type Schedule, type ScheduleTarget, scheduleAt, schedulesOf } from './state.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§7', '§8', '§11'] } as const;

const members = [
  'Name',
  'GroupName',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'StartDate',
  'EndDate',
  'State',
  'Description',
  'FlexibleTimeWindow',
  'Target',
  'ActionAfterCompletion',
  'ClientToken',
];

export const createSchedule: Operation<client.CreateScheduleCommandInput, Plain<client.CreateScheduleCommandOutput>> = {
  ...shared,
  name: 'scheduler:CreateSchedule',
  schema: client.CreateSchedule$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('scheduler:CreateSchedule', input, members);
    if (schedulesOf(world, caller).has(input.Name ?? ''))
      throw new AwsError('ConflictException', `Schedule ${input.Name} already exists.`, 409);
    return { ScheduleArn: put(world, caller, input, world.clock.now()).arn };
  },
};

/** Replaces all: what is not said goes back to its default. */
export const updateSchedule: Operation<client.UpdateScheduleCommandInput, Plain<client.UpdateScheduleCommandOutput>> = {
  ...shared,
  name: 'scheduler:UpdateSchedule',
  schema: client.UpdateSchedule$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('scheduler:UpdateSchedule', input, members);
    const { createdAt } = scheduleAt(world, caller, input.Name, input.GroupName);
    return { ScheduleArn: put(world, caller, input, createdAt).arn };
  },
};

function put(world: World, caller: Caller, input: client.CreateScheduleCommandInput, createdAt: number): Schedule {
  const name = input.Name ?? '';
  const expression = input.ScheduleExpression ?? '';
  const timeZone = input.ScheduleExpressionTimezone ?? 'UTC';
  if (!/^[\w.-]{1,64}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+`,
    );
  if ((input.GroupName ?? 'default') !== 'default')
    throw new AwsError('ResourceNotFoundException', `Schedule group ${input.GroupName} does not exist.`, 404);
  if (parseSchedule(expression) === undefined) throw invalid(`Invalid Schedule Expression ${expression}.`);
  if (!isTimeZone(timeZone)) throw invalid(`Invalid Schedule Expression Timezone ${timeZone}.`);
  const schedule: Schedule = {
    name,
    arn: `arn:aws:scheduler:${caller.region}:${caller.account}:schedule/default/${name}`,
    createdAt,
    modifiedAt: world.clock.now(),
    expression,
    timeZone,
    startAt: input.StartDate?.getTime(),
    endAt: input.EndDate?.getTime(),
    enabled: input.State !== 'DISABLED',
    description: input.Description,
    flexible: windowOf(input.FlexibleTimeWindow),
    deletesItself: input.ActionAfterCompletion === 'DELETE',
    target: targetOf(world, caller, input.Target),
  };
  schedulesOf(world, caller).set(name, schedule);
  plan(world, caller, schedule);
  return schedule;
}

function windowOf(window: client.FlexibleTimeWindow | undefined): number | undefined {
  if (window?.Mode === 'OFF') return undefined;
  const minutes = window?.MaximumWindowInMinutes ?? 0;
  if (window?.Mode === 'FLEXIBLE' && minutes >= 1 && minutes <= 1440) return minutes;
  throw invalid('FlexibleTimeWindow must be OFF, or FLEXIBLE with a MaximumWindowInMinutes of 1 to 1440.');
}

function targetOf(world: World, caller: Caller, target: client.Target | undefined): ScheduleTarget {
  if (target === undefined) throw invalid('Target is required.');
  refuseOthers('scheduler:CreateSchedule', target, ['Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig']);
  const { Arn: arn = '', RoleArn: roleArn = '' } = target;
  if (!/^arn:aws:(?:lambda|sqs):/.test(arn))
    throw new AwsError(
      'NotImplementedBySimulator',
      `The simulator does not know ${arn} as a target of schedules.`,
      501,
    );
  // The condition key names the group, not the schedule (user guide, «Confused deputy prevention»).
  const group = `arn:aws:scheduler:${caller.region}:${caller.account}:schedule-group/default`;
  if (!trusts(world, roleArn, 'scheduler.amazonaws.com', { arn: group, account: caller.account }))
    throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  return {
    arn,
    roleArn,
    input: target.Input,
    retries: target.RetryPolicy?.MaximumRetryAttempts ?? 185,
    maximumAge: target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
    deadLetters: target.DeadLetterConfig?.Arn,
  };
}

function invalid(sentence: string): AwsError {
  return new AwsError('ValidationException', sentence);
}

export const getSchedule: Operation<client.GetScheduleCommandInput, Plain<client.GetScheduleCommandOutput>> = {
  ...shared,
  name: 'scheduler:GetSchedule',
  schema: client.GetSchedule$,
  effect: 'read',
  run: (world, caller, input) => shown(scheduleAt(world, caller, input.Name, input.GroupName)),
};

function shown(schedule: Schedule): Plain<client.GetScheduleCommandOutput> {
  const { target, startAt, endAt, description, flexible } = schedule;
  return {
    Name: schedule.name,
    Arn: schedule.arn,
    GroupName: 'default',
    ScheduleExpression: schedule.expression,
    ScheduleExpressionTimezone: schedule.timeZone,
    State: schedule.enabled ? 'ENABLED' : 'DISABLED',
    FlexibleTimeWindow:
      flexible === undefined ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: flexible },
    ActionAfterCompletion: schedule.deletesItself ? 'DELETE' : 'NONE',
    CreationDate: new Date(schedule.createdAt),
    LastModificationDate: new Date(schedule.modifiedAt),
    ...(description === undefined ? {} : { Description: description }),
    ...(startAt === undefined ? {} : { StartDate: new Date(startAt) }),
    ...(endAt === undefined ? {} : { EndDate: new Date(endAt) }),
    Target: {
      Arn: target.arn,
      RoleArn: target.roleArn,
      RetryPolicy: { MaximumRetryAttempts: target.retries, MaximumEventAgeInSeconds: target.maximumAge },
      ...(target.input === undefined ? {} : { Input: target.input }),
      ...(target.deadLetters === undefined ? {} : { DeadLetterConfig: { Arn: target.deadLetters } }),
    },
  };
}

export const deleteSchedule: Operation<client.DeleteScheduleCommandInput, Plain<client.DeleteScheduleCommandOutput>> = {
  ...shared,
  name: 'scheduler:DeleteSchedule',
  schema: client.DeleteSchedule$,
  effect: 'write',
  run: (world, caller, input) => {
    schedulesOf(world, caller).delete(scheduleAt(world, caller, input.Name, input.GroupName).name);
    return {};
  },
};
