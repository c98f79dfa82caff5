import { alarms } from '../bootstrap/resources/alarms.ts';
import { prices } from './prices.ts';
import type { FleetUsage, Usage } from './usage.ts';

/** A month of ecs-steward, from what was counted and what is assumed. */

const assumed = {
  hours: 730,
  rolloutsOfAnApp: 40,
  /** From Lambda to AWS and back; calls of a look count as made one after the other, which is more than it takes. */
  millisecondsACall: 40,
  millisecondsAnInvocation: 100,
  reconcileGb: 0.5,
  dispatchGb: 0.25,
  dispatchCalls: 2,
  /** Five pollers of a quiet queue, each asking every 20 seconds. */
  pollsAnHour: 5 * 3 * 60,
  /** History is kept for 400 days; an item of it with its intent and outcome. */
  historyMonths: 13,
  historyKb: 3,
} as const;

export interface MonthlyCost {
  readonly apps: number;
  readonly rows: readonly (readonly [what: string, usd: number])[];
  readonly usd: number;
}

/** @param counted two fleets of different size: what grows with the apps is a line through them */
export function monthlyCost(apps: number, counted: readonly [FleetUsage, FleetUsage]): MonthlyCost {
  const hour = (name: keyof Usage) => onTheLine(apps, counted, (fleet) => fleet.hour[name]);
  const rollouts = apps * assumed.rolloutsOfAnApp;
  const [, larger] = counted;
  // An event reads the fleet to know whose it is, so a rollout grows with the fleet, too.
  const rollout = (name: keyof Usage) => onTheLine(apps, counted, (fleet) => fleet.rollout[name]);
  const month = (name: keyof Usage) => hour(name) * assumed.hours + rollout(name) * rollouts;
  const seconds = (invocations: number, calls: number) =>
    (invocations * assumed.millisecondsAnInvocation + calls * assumed.millisecondsACall) / 1_000;
  const reconcileSeconds = seconds(month('looks'), month('calls'));
  const dispatchSeconds = seconds(month('events'), month('events') * assumed.dispatchCalls);
  const invocations = month('looks') + month('events');
  const polls = assumed.pollsAnHour * assumed.hours;
  // A message is sent, received and deleted; sending is counted already.
  const queueCalls = month('queueCalls') + 2 * month('looks') + polls;
  const historyGb = (rollout('history') * rollouts * assumed.historyMonths * assumed.historyKb) / 1_000_000;
  const gbSeconds = reconcileSeconds * assumed.reconcileGb + dispatchSeconds * assumed.dispatchGb;
  const rows = [
    ['Lambda, invocations', (invocations / 1e6) * prices.lambdaMillionCalls.usd],
    ['Lambda, duration', gbSeconds * prices.lambdaGbSecond.usd],
    ['DynamoDB, reads', (month('readUnits') / 1e6) * prices.dynamoMillionReads.usd],
    ['DynamoDB, writes', (month('writeUnits') / 1e6) * prices.dynamoMillionWrites.usd],
    ['DynamoDB, history kept', historyGb * prices.dynamoGbMonth.usd],
    ['SQS', (queueCalls / 1e6) * prices.sqsMillionCalls.usd],
    ['Scheduler', ((12 * assumed.hours) / 1e6) * prices.schedulerMillionCalls.usd],
    ['CloudWatch, logs', (month('logBytes') / 1e9) * prices.logsGb.usd],
    ['CloudWatch, alarms', Object.keys(alarms()).length * prices.alarmMonth.usd],
    ['CloudWatch, metrics', larger.metrics.length * prices.metricMonth.usd],
    ['CloudWatch, dashboard', prices.dashboardMonth.usd],
  ] as const;
  return { apps, rows, usd: rows.reduce((sum, [, usd]) => sum + usd, 0) };
}

function onTheLine(
  apps: number,
  [smaller, larger]: readonly [FleetUsage, FleetUsage],
  value: (fleet: FleetUsage) => number,
): number {
  const slope = (value(larger) - value(smaller)) / (larger.apps - smaller.apps);
  return Math.max(0, value(smaller) + slope * (apps - smaller.apps));
}

const SIZES = [10, 100, 1_000];

export function costMarkdown(counted: readonly [FleetUsage, FleetUsage]): string {
  const months = SIZES.map((apps) => monthlyCost(apps, counted));
  const [smaller, larger] = counted;
  const names = months[0]?.rows.map(([what]) => what) ?? [];
  const usd = (value: number) => value.toFixed(2);
  const usage = (title: string, which: (fleet: FleetUsage) => Usage) => [
    `| ${title} | ${smaller.apps} apps, ${smaller.services} services | ${larger.apps} apps, ${larger.services} services |`,
    '|---|---:|---:|',
    ...usageWords.map(
      ([name, words]) => `| ${words} | ${round(which(smaller)[name])} | ${round(which(larger)[name])} |`,
    ),
    '',
  ];
  return [
    '# What ecs-steward itself costs',
    '',
    'Made by `node scripts/with-node.mjs scripts/generate-docs.ts` from `bench/counted.json`, which `npm run bench:cost` counts against the',
    'simulator. The apps themselves (Fargate, load balancer, NAT, ECR) are not in it; they cost the same without ecs-steward.',
    '',
    '## A month in USD',
    '',
    `| | ${SIZES.map((apps) => `${apps.toLocaleString('en')} apps`).join(' | ')} |`,
    `|---|${SIZES.map(() => '---:|').join('')}`,
    ...names.map((name, index) => `| ${name} | ${months.map(({ rows }) => usd(rows[index]?.[1] ?? 0)).join(' | ')} |`),
    `| **together** | ${months.map((month) => `**${usd(month.usd)}**`).join(' | ')} |`,
    '',
    `Counted at ${smaller.apps} and ${larger.apps} apps in one cluster; other sizes lie on the line through both.`,
    '',
    '## Counted',
    '',
    ...usage('an hour of a converged fleet', ({ hour }) => hour),
    ...usage('one push of one service, until proven', ({ rollout }) => rollout),
    '## Assumed',
    '',
    `- A sweep every five minutes; ${assumed.rolloutsOfAnApp} pushes an app and month.`,
    `- A call takes ${assumed.millisecondsACall} ms, one after the other; an invocation ${assumed.millisecondsAnInvocation} ms besides; ${assumed.reconcileGb * 1_024} and ${assumed.dispatchGb * 1_024} MiB of memory.`,
    `- Lambda's pollers ask a quiet queue ${assumed.pollsAnHour} times an hour.`,
    `- History is kept for 400 days, ${assumed.historyKb} KB an item.`,
    '- List prices of us-east-1, on demand, as published before November 2026, without any free tier; check them before quoting:',
    '',
    '| price | USD |',
    '|---|---:|',
    ...Object.values(prices).map(({ usd: price, what }) => `| ${what} | ${price} |`),
    '',
  ].join('\n');
}

const usageWords: readonly (readonly [keyof Usage, string])[] = [
  ['looks', 'sweeps and passes'],
  ['events', 'events to dispatch'],
  ['calls', 'calls of reconcile, all services'],
  ['readUnits', 'read units of the table'],
  ['writeUnits', 'write units of the table'],
  ['queueCalls', 'calls to the queue, without polling'],
  ['history', 'items of the history'],
  ['logBytes', 'bytes of logs'],
];

function round(value: number): string {
  return (Math.round(value * 10) / 10).toLocaleString('en');
}
