import { cpus } from 'node:os';
import Table from 'cli-table3';
import type { Measured, Phase } from './phases.ts';

export const NOTES: readonly string[] = [
  'first: from stored documents until every app converges, through queue, dispatch and scheduled sweeps.',
  'converged: worker with empty caches; one sweep of the cluster, then one full pass of each app. warm: the same again.',
  'The sweep fills the cache for the passes behind it. What is read once an hour (attributes, log groups, tags) falls into first, and a twelfth of it into each sweep.',
  'Calls: counted where they are made, each attempt by itself (receipts of passes and sweeps). records: our own table.',
  'cpu: process.cpuUsage() of this process; it includes the simulator, the SDK and the handlers.',
  'simulator: cpu by the share of wall time with a request inside the simulator or simulated time going on; cpu - simulator is about ours with the SDK.',
  'plan: cpu by the share of wall time in planApp(), timed at each call by a hook of the worker; plan/ours is of cpu - simulator.',
  'Simulator with throttling: false and no latency; queue and events are handled each 5 simulated seconds. CPU varies, calls do not.',
];

export function textOf({ apps, services, wallMs, phases }: Measured): string {
  const title = `${apps} apps, ${services} services; ${(wallMs / 1_000).toFixed(1)} s of this machine`;
  return [title, costs(phases), calls(phases)].join('\n');
}

export function machine(): string {
  return `node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`;
}

function costs(phases: readonly Phase[]): string {
  const table = new Table({
    head: [
      '',
      'passes',
      'sweeps',
      'reads',
      'of sweeps',
      'writes',
      'records',
      'cpu ms',
      'simulator ms',
      'plan ms',
      'plans',
      'plan/ours',
      'plan/cpu',
      'simulated s',
      'unsettled',
    ],
    style: { head: [], border: [] },
  });
  for (const each of phases)
    table.push([
      each.phase,
      each.passes,
      each.sweeps,
      each.reads,
      each.sweepReads,
      each.writes,
      each.records,
      Math.round(each.cpuMs),
      Math.round(each.simulatorMs),
      each.planMs.toFixed(1),
      each.plans,
      percent(each.planMs, each.cpuMs - each.simulatorMs),
      percent(each.planMs, each.cpuMs),
      each.simulatedSeconds,
      each.unsettled,
    ]);
  return table.toString();
}

function calls(phases: readonly Phase[]): string {
  const table = new Table({ head: ['call', ...phases.map(({ phase }) => phase)], style: { head: [], border: [] } });
  for (const [how, which] of [
    ['read', 'readsByCall'],
    ['write', 'writesByCall'],
  ] as const) {
    const names = new Set(phases.flatMap((each) => Object.keys(each[which])));
    for (const name of [...names].sort())
      table.push([`${how} ${name}`, ...phases.map((each) => each[which][name] ?? 0)]);
  }
  return table.toString();
}

function percent(part: number, whole: number): string {
  return whole <= 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
