/** A field of AWS' cron lines: its bounds, words that stand for its first numbers, and forms of its own. */
interface CronField {
  readonly low: number;
  readonly high: number;
  readonly words?: readonly string[];
  readonly own?: RegExp;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const fields: readonly CronField[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  // L is the last day, 15W the weekday nearest to the 15th.
  { low: 1, high: 31, own: /^(?:L|(?:[1-9]|[12]\d|3[01])W)$/ },
  { low: 1, high: 12, words: months },
  // L is Saturday, 6L the last Friday, 3#2 the second Tuesday.
  { low: 1, high: 7, words: weekdays, own: /^(?:L|[1-7]L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5])$/ },
  { low: 1970, high: 2199 },
];

/** Six fields, of which one of the two for days is `?` (AWS: «Cron-based schedules» of EventBridge). */
export function isCron(line: string): boolean {
  const parts = line.split(' ');
  const [, , day, , weekday] = parts;
  if (parts.length !== fields.length || (day === '?') === (weekday === '?')) return false;
  return fields.every((field, index) => {
    const part = parts[index] ?? '';
    return (part === '?' && (index === 2 || index === 4)) || isField(part.toUpperCase(), field);
  });
}

function isField(text: string, field: CronField): boolean {
  return field.own?.test(text) === true || text.split(',').every((part) => isPart(part, field));
}

/** `*`, `3`, `MON-FRI`, with a step as in `0/15`. */
function isPart(part: string, { low, high, words }: CronField): boolean {
  const [range = '', step, more] = part.split('/');
  if (more !== undefined || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const bounds = range.split('-').map((text) => {
    const word = words?.indexOf(text) ?? -1;
    return word >= 0 ? word + low : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  });
  const [from = Number.NaN, to = from] = bounds;
  return bounds.length <= 2 && from >= low && to <= high && from <= to;
}

/** Out of `cron(…)`, and five fields of Unix with the year and a `?` for the day that says nothing. */
export function nearestCron(line: string): string | undefined {
  const inner = /^\s*(?:cron\()?([^()]*)\)?\s*$/.exec(line)?.[1]?.trim() ?? '';
  const [minutes, hours, day = '', month, weekday = '', year = '*', more] = inner.split(/\s+/);
  if (more !== undefined || (says(day) && says(weekday))) return undefined;
  // Unix counts the days of a week from 0.
  const isUnix = inner.split(/\s+/).length === 5;
  const ofWeek = isUnix ? weekday.replace(/\d/g, (digit) => String((Number(digit) % 7) + 1)) : weekday;
  const days = says(weekday) ? ['?', ofWeek] : [day === '?' ? '*' : day, '?'];
  const near = [minutes, hours, days[0], month, days[1], year].join(' ');
  return near !== line && isCron(near) ? near : undefined;
}

function says(day: string): boolean {
  return day !== '*' && day !== '?';
}
