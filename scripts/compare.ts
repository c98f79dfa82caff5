// Runs a file of pairs, declared and observed, through the differ: npm run -s compare -- FILE
import { readFileSync } from 'node:fs';
import { judge, readCases, summaryOf } from '../src/reconcilers/comparison-case.ts';

/** One JSON line a case, then the summary. Exit 0: all right, 1: some wrong, 2: no such file or no such cases. */
function main(args: readonly string[]): number {
  const [file] = args;
  if (file === undefined || args.length > 1) return refuse('Give one file of cases: npm run -s compare -- FILE');
  const text = textOf(file);
  if (text === undefined) return refuse(`${file} can't be read.`);
  const read = readCases(text);
  if (!read.ok) return refuse(`${file} can't be used: ${read.problem}.`);
  const results = read.cases.map(judge);
  const summary = summaryOf(read.cases, results);
  for (const line of [...results, summary]) console.log(JSON.stringify(line));
  return summary.right === summary.cases ? 0 : 1;
}

function refuse(sentence: string): number {
  console.error(sentence);
  return 2;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

process.exitCode = main(process.argv.slice(2));
