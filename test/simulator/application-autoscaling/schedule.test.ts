import { describe, expect, test } from 'vitest';
import { nextCron, parseCron } from '../../../src/simulator/application-autoscaling/cron.ts';
import { isTimeZone, nextTime, parseSchedule } from '../../../src/simulator/application-autoscaling/schedule.ts';

const monday = Date.parse('2026-03-02T08:00:00Z');

function following(cron: string, from = monday, timeZone = 'UTC') {
  const parsed = parseCron(cron);
  if (parsed === undefined) return 'refused';
  const next = nextCron(parsed, from, timeZone);
  return next === undefined ? 'never' : new Date(next).toISOString().slice(0, 16);
}

describe('cron', () => {
  test.each([
    ['0 20 * * ? *', '2026-03-02T20:00'],
    ['0 8 * * ? *', '2026-03-03T08:00'],
    ['0/15 8 * * ? *', '2026-03-02T08:15'],
    ['5,35 7-8 * * ? *', '2026-03-02T08:05'],
    ['0 6 ? * MON-FRI *', '2026-03-03T06:00'],
    ['0 6 ? * 7 *', '2026-03-07T06:00'],
    ['0 6 ? * sun *', '2026-03-08T06:00'],
    ['0 0 1 * ? *', '2026-04-01T00:00'],
    ['0 0 L * ? *', '2026-03-31T00:00'],
    ['0 0 L 2 ? *', '2027-02-28T00:00'],
    ['0 0 15W * ? *', '2026-03-16T00:00'],
    ['0 0 1W 8 ? *', '2026-08-03T00:00'],
    ['0 0 ? * 6L *', '2026-03-27T00:00'],
    ['0 0 ? * 3#2 *', '2026-03-10T00:00'],
    ['0 0 29 2 ? *', '2028-02-29T00:00'],
    ['0 0 1 JAN ? 2027', '2027-01-01T00:00'],
    ['0 0 1 1 ? 2026', 'never'],
    ['0 0 31 2 ? *', 'never'],
  ])('%s comes next at %s', (cron, expected) => {
    expect(following(cron)).toBe(expected);
  });

  test.each([
    '0 20 * * *',
    '0 20 * * * *',
    '0 20 ? * ? *',
    '60 20 * * ? *',
    '0 24 * * ? *',
    '0 0 0 * ? *',
    '0 0 ? * 8 *',
    '0 0 ? * FOO *',
    '5-1 0 * * ? *',
    '0/0 0 * * ? *',
    '0 0 1 1 ? 1900',
  ])('%s is refused', (cron) => {
    expect(following(cron)).toBe('refused');
  });

  test('follows the clocks of its time zone', () => {
    const winter = Date.parse('2026-03-28T12:00:00Z');
    const evening = '0 20 * * ? *';
    expect(following(evening, winter, 'Europe/Berlin')).toBe('2026-03-28T19:00');
    expect(following(evening, Date.parse('2026-03-29T12:00:00Z'), 'Europe/Berlin')).toBe('2026-03-29T18:00');
  });

  test('takes an hour that the clocks skip an hour later', () => {
    const before = Date.parse('2026-03-29T00:00:00Z');
    expect(following('30 2 * * ? *', before, 'Europe/Berlin')).toBe('2026-03-29T01:30');
  });
});

describe('at and rate', () => {
  const bounds = { timeZone: 'UTC', putAt: monday, startAt: undefined, endAt: undefined };
  function next(text: string, from: number, more: object = {}) {
    const schedule = parseSchedule(text);
    const time = schedule && nextTime(schedule, from, { ...bounds, ...more });
    return time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
  }

  test('at comes once, in its time zone', () => {
    const text = 'at(2026-03-02T12:00:00)';
    expect(next(text, monday)).toBe('2026-03-02T12:00');
    expect(next(text, monday, { timeZone: 'America/New_York' })).toBe('2026-03-02T17:00');
    expect(next(text, Date.parse('2026-03-02T12:00:00Z'))).toBeUndefined();
  });

  test('a rate counts from the call, or from its start', () => {
    expect(next('rate(2 hours)', monday)).toBe('2026-03-02T10:00');
    expect(next('rate(2 hours)', Date.parse('2026-03-02T10:00:00Z'))).toBe('2026-03-02T12:00');
    expect(next('rate(1 day)', monday, { startAt: Date.parse('2026-03-05T01:00:00Z') })).toBe('2026-03-05T01:00');
  });

  test('nothing comes before the start or after the end', () => {
    const text = 'cron(0 20 * * ? *)';
    expect(next(text, monday, { startAt: Date.parse('2026-03-04T20:00:00Z') })).toBe('2026-03-04T20:00');
    expect(next(text, monday, { endAt: Date.parse('2026-03-02T19:59:00Z') })).toBeUndefined();
  });

  test.each([
    'at(2026-03-02)',
    'at(2026-02-30T00:00:00)',
    'rate(0 minutes)',
    'rate(5 weeks)',
    'every day',
    'cron(* *)',
  ])('%s is refused', (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  });

  test('a time zone is one that the calendar knows', () => {
    expect(isTimeZone('Europe/Berlin')).toBe(true);
    expect(isTimeZone('Europe/Potsdam')).toBe(false);
  });
});
