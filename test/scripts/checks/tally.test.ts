import { expect, test } from 'vitest';
import { sum, tallyOf } from '../../../scripts/checks/tally.ts';

function report(passed: number, failed: number, files: readonly (readonly [string, readonly string[]])[] = []): string {
  const testResults = files.map(([status, tests]) => ({
    status,
    assertionResults: tests.map((one) => ({ status: one })),
  }));
  return JSON.stringify({ numPassedTests: passed, numFailedTests: failed, testResults });
}

test('tests are counted as reported', () => {
  expect(tallyOf(report(3, 0, [['passed', ['passed', 'passed', 'passed']]]), 0)).toEqual({ passed: 3, failed: 0 });
  expect(tallyOf(report(2, 1, [['failed', ['passed', 'passed', 'failed']]]), 1)).toEqual({ passed: 2, failed: 1 });
});

test('a file that can’t be loaded is a failure, though none of its tests is', () => {
  expect(tallyOf(report(2, 0, [['failed', []]]), 1)).toEqual({ passed: 2, failed: 1 });
});

test('a bad end that the report does not show is a failure', () => {
  expect(tallyOf(report(2, 0), 1)).toEqual({ passed: 2, failed: 1 });
  expect(tallyOf(undefined, 1)).toEqual({ passed: 0, failed: 1 });
  expect(tallyOf('{"numPassed', 0)).toEqual({ passed: 0, failed: 1 });
});

test('tallies add up', () => {
  expect(
    sum([
      { passed: 1, failed: 2 },
      { passed: 3, failed: 4 },
    ]),
  ).toEqual({ passed: 4, failed: 6 });
});
