import { z } from 'zod';

/** What a run of gates or tests came to. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Of vitest's JSON report, what is counted here. */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/**
 * Counts vitest's report. A file that fails without a failed test (it can't be loaded) counts as one failure,
 * and so does a run that ended badly for a reason that its report does not show.
 */
export function tallyOf(json: string | undefined, exitCode: number): Tally {
  const read = report.safeParse(parsed(json));
  if (!read.success) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, testResults } = read.data;
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = numFailedTests + unloaded;
  return { passed: numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

export function sum(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
  };
}

function parsed(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    // Cut off: vitest ended while it wrote.
    return undefined;
  }
}
