import { readFileSync } from 'node:fs';
import { type ComparisonCase, readCases } from '../../src/reconcilers/comparison-case.ts';

/** Pairs of `no-false-diff`, or our own of `no-false-diff-own`. */
export function casesOf(set: 'no-false-diff' | 'no-false-diff-own'): readonly ComparisonCase[] {
  const read = readCases(readFileSync(fixturePath(set), 'utf8'));
  if (!read.ok) throw new Error(read.problem);
  return read.cases;
}

export function fixturePath(set: 'no-false-diff' | 'no-false-diff-own'): URL {
  return new URL(`../fixtures/${set}/cases.json`, import.meta.url);
}
