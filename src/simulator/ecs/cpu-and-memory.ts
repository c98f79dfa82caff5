import { clientError } from './names.ts';

/** cpu and memory of a task, and Fargate's pairs of them. Written apart from the table that documents are checked by. */

/** Memory in MiB by cpu units: from, to, step. */
const pairs = new Map([
  // 512, 1024 and 2048 are no row of equal steps.
  [256, { from: 512, to: 2_048, step: 512, without: 1_536 }],
  [512, { from: 1_024, to: 4_096, step: 1_024 }],
  [1_024, { from: 2_048, to: 8_192, step: 1_024 }],
  [2_048, { from: 4_096, to: 16_384, step: 1_024 }],
  [4_096, { from: 8_192, to: 30_720, step: 1_024 }],
  [8_192, { from: 16_384, to: 61_440, step: 4_096 }],
  [16_384, { from: 32_768, to: 122_880, step: 8_192 }],
]);

/** 74 in all. Windows has those of 1 to 4 vCPU. */
export function isFargatePair(cpu: number, memory: number, family = 'LINUX'): boolean {
  const row: { from: number; to: number; step: number; without?: number } | undefined = pairs.get(cpu);
  if (row === undefined || (family.startsWith('WINDOWS') && (cpu < 1_024 || cpu > 4_096))) return false;
  return memory >= row.from && memory <= row.to && (memory - row.from) % row.step === 0 && memory !== row.without;
}

/** `1 vCPU` → `1024` */
export function units(cpu: string): string {
  return inUnits(cpu, 'vcpus?', "Invalid 'cpu' setting for task.");
}

/** `2 GB` → `2048` */
export function mebibytes(memory: string): string {
  return inUnits(memory, 'gb', "Invalid 'memory' setting for task.");
}

function inUnits(text: string, word: string, refusal: string): string {
  const words = new RegExp(`^(\\d*\\.?\\d+)\\s*${word}$`, 'i').exec(text.trim());
  if (words !== null) return String(Number(words[1]) * 1024);
  if (!/^\d+$/.test(text.trim())) throw clientError(refusal);
  return text.trim();
}
