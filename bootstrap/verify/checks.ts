import { alarms } from './alarms.ts';
import type { Check } from './check.ts';
import { functions } from './functions.ts';
import { logs } from './logs.ts';
import { loop } from './loop.ts';
import { queues } from './queues.ts';
import { rules } from './rules.ts';
import { schedule } from './schedule.ts';
import { table } from './table.ts';

/** By looking first, by doing last. */
export const checks: readonly Check[] = [table, queues, functions, logs, schedule, rules, alarms, loop];
