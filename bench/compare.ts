// How many pairs of declared and observed does one core compare in a second? Run: node bench/compare.ts [SECONDS]
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { differences } from '../src/reconcilers/compare.ts';
import { type ComparisonCase, readCases } from '../src/reconcilers/comparison-case.ts';
import type { ComparedKind } from '../src/reconcilers/difference.ts';

type Pair = Pick<ComparisonCase, 'declared' | 'observed'>;

/** A service's share of a pass, one pair of each; design figure: 5,000 services a second. */
const kindsOfOneService: readonly ComparedKind[] = [
  'taskDefinition',
  'service',
  'targetGroup',
  'targetGroupAttributes',
  'listenerRule',
  'scalableTarget',
  'scalingPolicy',
  'logGroup',
];

function pairsByKind(): ReadonlyMap<string, readonly Pair[]> {
  const file = new URL('../test/fixtures/no-false-diff/cases.json', import.meta.url);
  const read = readCases(readFileSync(file, 'utf8'));
  if (!read.ok) throw new Error(read.problem);
  return Map.groupBy(read.cases, ({ kind }) => kind);
}

/** Runs for the given time, after a tenth of it as warm-up. */
function pairsPerSecond(kind: ComparedKind, pairs: readonly Pair[], milliseconds: number): number {
  run(kind, pairs, milliseconds / 10);
  const { count, took } = run(kind, pairs, milliseconds);
  return (count / took) * 1000;
}

function run(kind: ComparedKind, pairs: readonly Pair[], milliseconds: number): { count: number; took: number } {
  const start = performance.now();
  let count = 0;
  let took = 0;
  while (took < milliseconds) {
    for (const { declared, observed } of pairs) differences(kind, declared, observed);
    count += pairs.length;
    took = performance.now() - start;
  }
  return { count, took };
}

const seconds = Number(process.argv[2] ?? 1);
const byKind = pairsByKind();
let perService = 0;
console.log(`node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`);
for (const kind of kindsOfOneService) {
  const rate = pairsPerSecond(kind, byKind.get(kind) ?? [], seconds * 1000);
  perService += 1 / rate;
  console.log(`${kind.padEnd(22)} ${Math.round(rate).toLocaleString('en').padStart(12)} pairs a second`);
}
console.log(
  `${'one service, all eight'.padEnd(22)} ${Math.round(1 / perService)
    .toLocaleString('en')
    .padStart(12)} services a second`,
);
