import { describe, expect, it } from 'vitest';
import { costMarkdown, monthlyCost } from '../../bench/cost-table.ts';
import type { FleetUsage, Usage } from '../../bench/usage.ts';

const nothing: Usage = {
  looks: 0,
  events: 0,
  calls: 0,
  readUnits: 0,
  writeUnits: 0,
  queueCalls: 0,
  history: 0,
  logBytes: 0,
};
const fleet = (apps: number, hour: Partial<Usage>, rollout: Partial<Usage> = {}): FleetUsage => ({
  apps,
  services: 2 * apps,
  hour: { ...nothing, ...hour },
  rollout: { ...nothing, ...rollout },
  metrics: ['reads', 'writes'],
});
const row = (apps: number, counted: readonly [FleetUsage, FleetUsage], what: string) =>
  Object.fromEntries(monthlyCost(apps, counted).rows)[what];

describe('a month', () => {
  it('lies on the line through both counted fleets', () => {
    const counted = [fleet(10, { readUnits: 1_000_000 }), fleet(20, { readUnits: 1_500_000 })] as const;
    const oneMillion = 730 * 0.125;
    expect(row(10, counted, 'DynamoDB, reads')).toBeCloseTo(oneMillion);
    expect(row(20, counted, 'DynamoDB, reads')).toBeCloseTo(1.5 * oneMillion);
    expect(row(110, counted, 'DynamoDB, reads')).toBeCloseTo(6 * oneMillion);
  });

  it('has each app’s rollouts in it', () => {
    const counted = [fleet(10, {}, { writeUnits: 50 }), fleet(20, {}, { writeUnits: 50 })] as const;
    expect(row(100, counted, 'DynamoDB, writes')).toBeCloseTo((100 * 40 * 50 * 0.625) / 1e6);
  });

  it('bills memory for as long as calls take', () => {
    const counted = [fleet(10, { looks: 10, calls: 100 }), fleet(20, { looks: 10, calls: 100 })] as const;
    const seconds = 730 * (10 * 0.1 + 100 * 0.04);
    expect(row(10, counted, 'Lambda, duration')).toBeCloseTo(seconds * 0.5 * 0.0000133334, 6);
  });

  it('is the sum of its rows', () => {
    const { rows, usd } = monthlyCost(10, [fleet(10, { looks: 12 }), fleet(20, { looks: 12 })]);
    expect(rows.reduce((sum, [, each]) => sum + each, 0)).toBeCloseTo(usd);
    expect(rows.every(([, each]) => each >= 0)).toBe(true);
  });
});

it('the page has a column for 10, 100 and 1,000 apps, and names every price', () => {
  const page = costMarkdown([fleet(10, {}), fleet(20, {})]);
  expect(page).toContain('| | 10 apps | 100 apps | 1,000 apps |');
  expect(page).toContain('| a GB-second of Lambda on arm64 | 0.0000133334 |');
});
