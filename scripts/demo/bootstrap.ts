import { builtFunctions, DeployedAccount } from './deployed-account.ts';
import { acts, type DeployedPlay } from './deployed-acts.ts';
import { deployedTimeline, endsWholePass, type FunctionLine } from './deployed-timeline.ts';
import type { Summary } from './timeline.ts';

/** From an empty account to leaving it, through the command line and the functions that it deploys. True: all expectations hold. */
export async function playBootstrap(
  options: { readonly json: boolean; readonly seed: string },
  write: (text: string) => void = (text) => void process.stdout.write(`${text}\n`),
  played: typeof acts = acts,
): Promise<boolean> {
  const lines: FunctionLine[] = [];
  const account = new DeployedAccount(Number(options.seed), await builtFunctions(), (at, line) => {
    lines.push(line);
    timeline.said(at, line);
  });
  const start = account.now;
  const timeline = deployedTimeline(options.json, start, () => account.now, write);
  const play: DeployedPlay = { account, timeline, lines, outputs: {}, failed: 0 };
  try {
    for (const act of played) await act(play);
  } catch (error) {
    // What an act stands on is missing: the expectations before it say why.
    play.failed++;
    timeline.check(`the demo goes on to its end: ${error instanceof Error ? error.message : error}`, false);
  }
  const summary = summaryOf(play, Math.round((account.now - start) / 1_000));
  timeline.summary(summary);
  return summary.ok;
}

function summaryOf({ lines, failed }: DeployedPlay, simulatedSeconds: number): Summary {
  const ended = lines.filter(({ event }) => event === 'pass-ended');
  const whole = lines.filter(endsWholePass);
  const total = (count: (line: FunctionLine) => number | undefined) =>
    ended.reduce((sum, line) => sum + (count(line) ?? 0), 0);
  const rollouts: Record<string, number> = {};
  for (const { event, to = '' } of lines)
    if (event === 'rollout-moved' && ['completed', 'rolled-back', 'held', 'superseded'].includes(to))
      rollouts[to] = (rollouts[to] ?? 0) + 1;
  return {
    ok: failed === 0,
    passes: whole.length,
    reads: total(({ receipt }) => receipt?.reads),
    writes: total(({ receipt }) => receipt?.writes),
    records: total(({ receipt }) => receipt?.records),
    lastPassWrites: whole.at(-1)?.receipt?.writes ?? -1,
    differencesFound: total(({ differencesFound }) => differencesFound),
    differencesRepaired: total(({ differencesRepaired }) => differencesRepaired),
    rollouts,
    simulatedSeconds,
  };
}
