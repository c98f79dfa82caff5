import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const bench = new URL('../../bench/run.ts', import.meta.url).pathname;

describe('npm run bench', () => {
  it('one app: calls by kind, CPU and planning of three phases; a converged fleet is written nothing', () => {
    const text = execFileSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', bench, '--apps', '1', '--json'],
      {
        encoding: 'utf8',
      },
    );
    const measured = JSON.parse(text) as { phases: Record<string, Record<string, number>>[] };
    expect(measured).toMatchObject({ apps: 1, services: 2 });
    expect(measured.phases.map(({ phase }) => phase)).toEqual(['first', 'converged', 'warm']);
    const [first, converged, warm] = measured.phases;
    expect(first).toMatchObject({ unsettled: 0, writesByCall: { 'ecs:RegisterTaskDefinition': 2 } });
    expect(converged).toMatchObject({ unsettled: 0, writes: 0, writesByCall: {}, passes: 1, sweeps: 1, plans: 2 });
    expect(converged?.readsByCall).toMatchObject({ 'ecs:DescribeTaskDefinition': 2 });
    expect(warm).toMatchObject({ unsettled: 0, writes: 0, writesByCall: {} });
    expect(warm?.readsByCall).not.toHaveProperty('ecs:DescribeTaskDefinition');
    for (const { cpuMs, simulatorMs, planMs, reads, readsByCall } of measured.phases) {
      expect(Number(cpuMs)).toBeGreaterThan(Number(simulatorMs));
      expect(Number(simulatorMs)).toBeGreaterThan(0);
      expect(Number(planMs)).toBeGreaterThan(0);
      expect(Object.values(readsByCall ?? {}).reduce((sum, count) => sum + count, 0)).toBe(reads);
    }
  });
});
