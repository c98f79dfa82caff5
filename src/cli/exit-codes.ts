/** What a command answers to the shell; the same for all commands. */
export const EXIT = {
  fine: 0,
  error: 1,
  differs: 2,
  withheld: 3,
  timedOut: 4,
  rolledBack: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
