import { cpuUnits, fargateSizes, memoryMib } from '../fargate-sizes.ts';
import type { Found } from '../problem.ts';
import { placeOf, type Raw, type RawService, servicesOf } from './outline.ts';

/** Fargate's pairs of cpu and memory (aws-facts §3). */
export function sizes(document: Raw): Found[] {
  return servicesOf(document).flatMap(sizeOf);
}

function sizeOf(service: RawService): Found[] {
  const { cpu, memory } = service.fields;
  if (!isSize(cpu) || !isSize(memory)) return [];
  const units = cpuUnits(cpu);
  const mib = memoryMib(memory);
  const size = units === undefined ? undefined : fargateSizes.get(units);
  if (size === undefined || mib === undefined || size.memory.includes(mib)) return [];
  const inWords = /vcpu/i.test(String(cpu));
  const gigabytes = `${(size.memory[0] ?? 0) / 1024} to ${(size.memory.at(-1) ?? 0) / 1024} GB`;
  return [
    {
      code: 'cpu-memory-pair',
      path: placeOf(service, 'memory'),
      value: memory,
      allowed: `${cpu} allows ${size.rule}${inWords ? ` MiB, ${gigabytes}` : ''}`,
      nearest: around(mib, size.memory),
    },
  ];
}

function isSize(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** 18432 among 16384, 20480, … → `16384 or 20480`. */
export function around(value: number, allowed: readonly number[]): string {
  const below = allowed.filter((each) => each < value).at(-1);
  const above = allowed.find((each) => each > value);
  return [below, above].filter((each) => each !== undefined).join(' or ');
}
