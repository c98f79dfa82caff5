import { describe, expect, it } from 'vitest';
import { isCron, nearestCron } from '../../../src/desired-state/schema/cron.ts';

describe('a cron line of AWS', () => {
  for (const line of [
    '0 22 * * ? *',
    '0/15 8-18 ? * MON-FRI *',
    '0 10 L * ? *',
    '0 10 15W JAN,JUL ? 2026-2030',
    '0 8 ? * 3#2 *',
    '30 5 ? * 6L *',
  ])
    it(`«${line}» is one`, () => expect(isCron(line)).toBe(true));

  for (const line of [
    '',
    '0 22 * * *',
    '60 22 * * ? *',
    '0 24 * * ? *',
    '0 22 0 * ? *',
    '0 22 * 13 ? *',
    '0 22 ? * 0 *',
    '0 22 * * * *',
    '0 22 ? * ? *',
    '0 22 5-1 * ? *',
    '0/0 22 * * ? *',
    '0 22 * * ? 1969',
    'cron(0 22 * * ? *)',
    '0  22 * * ? *',
    '@daily',
  ])
    it(`«${line}» is none`, () => expect(isCron(line)).toBe(false));

  for (const [line, near] of [
    ['cron(0 22 * * ? *)', '0 22 * * ? *'],
    ['0 22 * * *', '0 22 * * ? *'],
    ['0 8 * * 1-5', '0 8 ? * 2-6 *'],
    ['0 8 1 * *', '0 8 1 * ? *'],
    ['0 22 * * * *', '0 22 * * ? *'],
    ['0 8 ? * ? *', '0 8 * * ? *'],
    ['0 8 1 * 1', undefined],
    ['99 8 * * *', undefined],
    ['hourly', undefined],
  ] as const)
    it(`«${line}» was meant as ${near ?? 'nothing that could be said'}`, () => expect(nearestCron(line)).toBe(near));
});
