import { type Cron, nextCron, parseCron } from './cron.ts';

/** A schedule as it was understood; local times belong to the action's time zone. */
export type Schedule =
  | { readonly kind: 'at'; readonly local: Temporal.PlainDateTime }
  | { readonly kind: 'rate'; readonly every: number }
  | { readonly kind: 'cron'; readonly cron: Cron };

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `at(yyyy-mm-ddThh:mm:ss)`, `rate(value unit)`, `cron(fields)`; undefined for anything else. */
export function parseSchedule(text: string): Schedule | undefined {
  const [, kind, inner = ''] = /^(at|rate|cron)\((.*)\)$/.exec(text.trim()) ?? [];
  switch (kind) {
    case 'at':
      return parseAt(inner);
    case 'rate':
      return parseRate(inner);
    case 'cron': {
      const cron = parseCron(inner);
      return cron && { kind: 'cron', cron };
    }
    default:
      return undefined;
  }
}

/** A calendar's date: 30 February is refused. */
function parseAt(text: string): Schedule | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return undefined;
  try {
    return { kind: 'at', local: Temporal.PlainDateTime.from(text, { overflow: 'reject' }) };
  } catch {
    return undefined;
  }
}

/** Singular and plural are both taken. */
function parseRate(text: string): Schedule | undefined {
  const [, count, unit = ''] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(text) ?? [];
  const milliseconds = units[unit];
  if (count === undefined || milliseconds === undefined) return undefined;
  return { kind: 'rate', every: Number(count) * milliseconds };
}

/** IANA names, as the service documents them. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** Milliseconds since 1970 throughout. */
export interface Bounds {
  readonly timeZone: string;
  readonly putAt: number;
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
}

/** The first time after `after` that lies within the bounds; a rate counts from its start, without one from the call. */
export function nextTime(schedule: Schedule, after: number, bounds: Bounds): number | undefined {
  const from = Math.max(after, (bounds.startAt ?? Number.NEGATIVE_INFINITY) - 1);
  const time = unbounded(schedule, from, bounds);
  return time === undefined || (bounds.endAt !== undefined && time > bounds.endAt) ? undefined : time;
}

/** The first time after `after`, whatever the end is. */
function unbounded(schedule: Schedule, after: number, bounds: Bounds): number | undefined {
  switch (schedule.kind) {
    case 'at': {
      const time = schedule.local.toZonedDateTime(bounds.timeZone).epochMilliseconds;
      return time > after ? time : undefined;
    }
    case 'rate': {
      const first = bounds.startAt ?? bounds.putAt + schedule.every;
      if (first > after) return first;
      return first + (Math.floor((after - first) / schedule.every) + 1) * schedule.every;
    }
    case 'cron':
      return nextCron(schedule.cron, after, bounds.timeZone);
  }
}
