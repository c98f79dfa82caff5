/** AWS' cron with six fields (minutes, hours, day of month, month, day of week, year), and its next time. */

type DayTest = (day: Temporal.PlainDate) => boolean;

export interface Cron {
  /** Rising. */
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly isDay: DayTest;
}

/** The bounds of a field, and words that stand for its first values. */
interface Field {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const minute: Field = { low: 0, high: 59 };
const hour: Field = { low: 0, high: 23 };
const dayOfMonth: Field = { low: 1, high: 31 };
const month: Field = { low: 1, high: 12, names: months };
const dayOfWeek: Field = { low: 1, high: 7, names: weekdays };
const year: Field = { low: 1970, high: 2199 };

/** Undefined for what AWS would refuse; one of the two day fields must be `?`. */
export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  const [minuteText, hourText, dayText, monthText, weekdayText, yearText] = fields;
  if (fields.length !== 6 || minuteText === undefined || hourText === undefined || dayText === undefined)
    return undefined;
  if (monthText === undefined || weekdayText === undefined || yearText === undefined) return undefined;
  if ((dayText === '?') === (weekdayText === '?')) return undefined;
  const minutes = valuesOf(minuteText, minute);
  const hours = valuesOf(hourText, hour);
  const inMonth = valuesOf(monthText, month);
  const inYear = valuesOf(yearText, year);
  const isDate = dayText === '?' ? weekdayTest(weekdayText) : dateTest(dayText);
  if (minutes === undefined || hours === undefined || inMonth === undefined || inYear === undefined) return undefined;
  if (isDate === undefined) return undefined;
  const isDay: DayTest = (day) => inYear.includes(day.year) && inMonth.includes(day.month) && isDate(day);
  return { minutes, hours, isDay };
}

/** Longest search: a 29 February can be eight years away. */
const daysAhead = 366 * 9;

/** The first time after `after` (both ms since 1970), or undefined where there is none. */
export function nextCron(cron: Cron, after: number, timeZone: string): number | undefined {
  const from = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone).toPlainDate();
  for (let days = 0; days <= daysAhead; days += 1) {
    const day = from.add({ days });
    if (!cron.isDay(day)) continue;
    for (const hour of cron.hours)
      for (const minute of cron.minutes) {
        // An hour that the clocks skip is taken an hour later; one that comes twice, the first time.
        const time = day.toZonedDateTime({ timeZone, plainTime: { hour, minute } }).epochMilliseconds;
        if (time > after) return time;
      }
  }
  return undefined;
}

/** `*`, `?`, `3`, `MON-FRI`, lists and steps, as rising numbers. */
function valuesOf(text: string, field: Field): readonly number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step, more] = part.split('/');
    const bounds = boundsOf(range, field, step !== undefined);
    const by = step === undefined ? 1 : Number(step);
    if (bounds === undefined || more !== undefined || !Number.isInteger(by) || by < 1) return undefined;
    for (let value = bounds[0]; value <= bounds[1]; value += by) values.add(value);
  }
  return [...values].sort((one, other) => one - other);
}

/** A step after a single number counts from there to the end of the field. */
function boundsOf(text: string, field: Field, stepped: boolean): readonly [number, number] | undefined {
  if (text === '*') return [field.low, field.high];
  const [first = '', last, more] = text.split('-');
  const low = numberOf(first, field);
  const high = last === undefined ? (stepped ? field.high : low) : numberOf(last, field);
  if (low === undefined || high === undefined || more !== undefined || low > high) return undefined;
  return [low, high];
}

function numberOf(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + field.low;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.low && value <= field.high ? value : undefined;
}

/** `L` is the last day; `15W` the weekday nearest to the 15th, within its month. */
function dateTest(text: string): DayTest | undefined {
  if (text === 'L') return (day) => day.day === day.daysInMonth;
  const nearest = /^(\d{1,2})W$/.exec(text)?.[1];
  if (nearest !== undefined) return (day) => day.day === weekdayNearest(day, Number(nearest));
  const values = valuesOf(text, dayOfMonth);
  return values && ((day) => values.includes(day.day));
}

/** Never leaves the month: from Saturday the 1st it goes on to Monday the 3rd. */
function weekdayNearest(month: Temporal.PlainDate, date: number): number {
  const day = month.with({ day: Math.min(date, month.daysInMonth) });
  if (day.dayOfWeek === 6) return day.day === 1 ? 3 : day.day - 1;
  if (day.dayOfWeek === 7) return day.day === day.daysInMonth ? day.day - 2 : day.day + 1;
  return day.day;
}

/** `6L` is the month's last Friday; `3#2` its second Tuesday. AWS counts from Sunday = 1. */
function weekdayTest(text: string): DayTest | undefined {
  const [, lastText] = /^(\w+)L$/.exec(text) ?? [];
  const last = lastText === undefined ? undefined : numberOf(lastText, dayOfWeek);
  if (last !== undefined) return (day) => weekdayOf(day) === last && day.day > day.daysInMonth - 7;
  const [, nthText = '', count] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  const nth = count === undefined ? undefined : numberOf(nthText, dayOfWeek);
  if (nth !== undefined) return (day) => weekdayOf(day) === nth && Math.ceil(day.day / 7) === Number(count);
  const values = valuesOf(text, dayOfWeek);
  return values && ((day) => values.includes(weekdayOf(day)));
}

/** Temporal counts Monday = 1 to Sunday = 7; AWS counts Sunday = 1 to Saturday = 7. */
function weekdayOf(day: Temporal.PlainDate): number {
  return (day.dayOfWeek % 7) + 1;
}
