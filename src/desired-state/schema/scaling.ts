import { z } from 'zod';
import { nearestWord } from '../nearest-word.ts';
import { isCron, nearestCron } from './cron.ts';
import { described, matching, ruled, whole } from './rule.ts';
import { isDate } from './scalars.ts';

const positive = ruled(z.number(), { code: 'out-of-range', allowed: 'above 0' }, (number) => number > 0);
const bound = whole(0, 5_000);
const actionName = matching(/^[A-Za-z0-9_-]{1,100}$/, {
  code: 'name',
  allowed: '1 to 100 letters, digits, hyphens, underscores',
});
const cron = ruled(
  z.string(),
  {
    code: 'cron',
    allowed:
      'six fields: minutes (0-59) hours (0-23) day-of-month (1-31) month (1-12) day-of-week (1-7, SUN-SAT) year; one of the two days is ?',
    nearest: nearestCron,
  },
  isCron,
);
const rate = matching(/^(?:1 (?:minute|hour|day)|[2-9] (?:minute|hour|day)s|[1-9]\d+ (?:minute|hour|day)s)$/, {
  code: 'rate',
  allowed: 'a number and minutes, hours or days; 1 minute, 1 hour, 1 day',
  nearest: nearestRate,
});
const once = ruled(z.string(), { code: 'time', allowed: 'yyyy-mm-ddThh:mm:ss' }, (value) => {
  const [day = '', time = '', more] = value.split('T');
  return isDate(day) && more === undefined && /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time);
});
const zone = ruled(
  z.string(),
  {
    code: 'time-zone',
    allowed: 'a time zone as Europe/Berlin',
    nearest: (value) => nearestWord(value, Intl.supportedValuesOf('timeZone')),
  },
  isZone,
);

function nearestRate(value: string): string | undefined {
  const [, number, unit] = /(\d+)\s*(minute|hour|day)s?\)?$/i.exec(value) ?? [];
  if (number === undefined || unit === undefined || Number(number) === 0) return undefined;
  return `${Number(number)} ${unit.toLowerCase()}${Number(number) === 1 ? '' : 's'}`;
}

/** Known to the runtime's own table of zones. */
function isZone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const schedule = z.strictObject({
  name: described(actionName, { description: 'Name of the scheduled action.', examples: ['night'] }),
  cron: described(cron.optional(), { description: 'When, as a cron line of AWS.', examples: ['0 22 * * ? *'] }),
  rate: described(rate.optional(), { description: 'When, as a period.', examples: ['12 hours'] }),
  at: described(once.optional(), { description: 'When, once.', examples: ['2026-12-24T18:00:00'] }),
  timezone: described(zone.optional(), {
    description: 'IANA time zone.',
    standard: 'UTC',
    examples: ['Europe/Berlin'],
  }),
  min: described(bound.optional(), { description: 'Fewest tasks from then on.', standard: 'as before', examples: [0] }),
  max: described(bound.optional(), { description: 'Most tasks from then on.', standard: 'as before', examples: [4] }),
});

const percent = ruled(z.number(), { code: 'out-of-range', allowed: '1 to 100' }, (value) => value >= 1 && value <= 100);

const metric = z.strictObject({
  namespace: described(z.string(), { description: "The metric's namespace.", examples: ['Reports'] }),
  name: described(z.string(), { description: "The metric's name.", examples: ['BacklogPerTask'] }),
  statistic: described(z.enum(['Average', 'Minimum', 'Maximum', 'SampleCount', 'Sum']).optional(), {
    description: 'How its values are put together.',
    standard: 'Average',
    examples: ['Average'],
  }),
  unit: described(z.string().optional(), { description: "The metric's unit.", examples: ['Count'] }),
  dimensions: described(z.record(z.string(), z.string()).optional(), {
    description: "The metric's dimensions.",
    examples: [{ Queue: 'reports' }],
  }),
  target: described(positive, { description: 'Value to aim at.', examples: [50] }),
});

/** Application Auto Scaling (aws-facts §5); the count is then the scaler's. */
export const scaling = z.strictObject({
  min: described(bound, { description: 'Fewest tasks.', examples: [2] }),
  max: described(bound, { description: 'Most tasks.', examples: [6] }),
  cpu: described(percent.optional(), {
    description: 'Average CPU use to aim at, in per cent.',
    limit: '1 to 100 makes sense for a service',
    examples: [80],
  }),
  memory: described(percent.optional(), {
    description: 'Average memory use to aim at, in per cent.',
    limit: '1 to 100 makes sense for a service',
    examples: [75],
  }),
  requestsPerTarget: described(positive.optional(), {
    description: 'Requests a minute and task to aim at; needs routes.',
    examples: [800],
  }),
  metric: described(metric.optional(), { description: 'A metric of your own to aim at.' }),
  schedules: described(z.array(schedule).optional(), { description: 'Bounds that change by the clock.' }),
  scaleOutCooldown: described(whole(0, 86_400).optional(), {
    description: 'Seconds between two steps out.',
    standard: '300',
    examples: [60],
  }),
  scaleInCooldown: described(whole(0, 86_400).optional(), {
    description: 'Seconds between two steps in.',
    standard: '300',
    examples: [300],
  }),
});
