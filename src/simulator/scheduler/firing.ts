import { nextTime, parseSchedule } from '../application-autoscaling/schedule.ts';
import { inBackground } from '../background.ts';
import { uuid } from '../cloudtrail.ts';
import { invoke } from '../lambda/invoke.ts';
import { AwsError } from '../operation.ts';
import { urlOf } from '../sqs/queues.ts';
import { sendMessage } from '../sqs/sending.ts';
import type { Where } from '../where.ts';
import { within } from '../within.ts';
import type { Caller, World } from '../world.ts';
import { type Schedule, schedulesOf } from './state.ts';

/** Sets the next time of a schedule; a change of it, or its deletion, lets that pass unheard. */
export function plan(world: World, where: Where, schedule: Schedule): void {
  const at = nextAfter(schedule, world.clock.now());
  if (at === undefined || !schedule.enabled) return;
  const minutes = schedule.flexible ?? 0;
  const late = minutes === 0 ? 0 : world.random.between(0, minutes * 60_000);
  world.clock.at(at + late, `schedule ${schedule.name}`, () => {
    if (schedulesOf(world, where).get(schedule.name) !== schedule) return;
    plan(world, where, schedule);
    inBackground(world, () => fire(world, where, schedule, at));
    const last = nextAfter(schedule, world.clock.now()) === undefined;
    if (last && schedule.deletesItself) schedulesOf(world, where).delete(schedule.name);
  });
}

/** The first time after a moment; undefined: never again. Throws nothing: the expression was read when it was put. */
function nextAfter(schedule: Schedule, after: number): number | undefined {
  const parsed = parseSchedule(schedule.expression);
  if (parsed === undefined) return undefined;
  const { timeZone, modifiedAt, startAt, endAt } = schedule;
  return nextTime(parsed, after, { timeZone, putAt: modifiedAt, startAt, endAt });
}

async function fire(world: World, where: Where, schedule: Schedule, due: number, failures = 0): Promise<void> {
  const { target } = schedule;
  try {
    await call(world, where, schedule, due, failures);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const wait = Math.min(3_600_000, 1000 * 2 ** failures);
    if (failures < target.retries && world.clock.now() + wait <= due + target.maximumAge * 1000)
      world.clock.after(wait, `schedule ${schedule.name} again`, () =>
        inBackground(world, () => fire(world, where, schedule, due, failures + 1)),
      );
    else await bury(world, where, schedule, error);
  }
}

/** As the role of the target: what that may not do fails. */
function callerOf(where: Where, schedule: Schedule): Caller {
  const role = schedule.target.roleArn.split('/').at(-1) ?? '';
  const principal = `arn:aws:sts::${where.account}:assumed-role/${role}/${schedule.name}`;
  return { ...where, principal, userAgent: 'scheduler.amazonaws.com' };
}

async function call(world: World, where: Where, schedule: Schedule, due: number, failures: number): Promise<void> {
  const { arn, input = '{}' } = schedule.target;
  const caller = callerOf(where, schedule);
  const text = filled(input, {
    'scheduled-time': new Date(due).toISOString().replace(/\.\d+Z$/, 'Z'),
    'schedule-arn': schedule.arn,
    'execution-id': uuid(world.random),
    'attempt-number': String(failures + 1),
  });
  if (arn.includes(':lambda:'))
    await within(world).call(caller, invoke, {
      FunctionName: arn,
      InvocationType: 'Event',
      Payload: Buffer.from(text),
    });
  else await within(world).call(caller, sendMessage, { QueueUrl: urlOfArn(world, arn), MessageBody: text });
}

function filled(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/<aws\.scheduler\.([\w-]+)>/g, (all, word: string) => words[word] ?? all);
}

function urlOfArn(world: World, arn: string): string {
  const [, , , region = '', account = '', name = ''] = arn.split(':');
  return urlOf(world, { account, region }, name);
}

async function bury(world: World, where: Where, schedule: Schedule, error: AwsError): Promise<void> {
  const { deadLetters, input = '{}' } = schedule.target;
  if (deadLetters === undefined) return;
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  try {
    await within(world).call(callerOf(where, schedule), sendMessage, {
      QueueUrl: urlOfArn(world, deadLetters),
      MessageBody: input,
      MessageAttributes: {
        ERROR_CODE: text(error.code),
        SCHEDULE_ARN: text(schedule.arn),
        TARGET_ARN: text(schedule.target.arn),
      },
    });
  } catch (failure) {
    // A dead-letter queue that can't be written loses the call, as in AWS.
    if (!(failure instanceof AwsError)) throw failure;
  }
}
