import { wildcard } from '../wildcard.ts';

/** What a pattern can't be; the sentence says why and where. */
export class InvalidPattern extends Error {}

type Json = unknown;

/** Throws InvalidPattern for what EventBridge does not take, and by name for what the simulator does not know of it. */
export function parsePattern(text: string): Readonly<Record<string, Json>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new InvalidPattern('Event pattern is not valid. Reason: Unable to parse the pattern as JSON');
  }
  if (!isObject(parsed)) throw new InvalidPattern('Event pattern is not valid. Reason: Filter is not an object');
  check(parsed, '');
  return parsed;
}

function check(pattern: Readonly<Record<string, Json>>, path: string): void {
  const entries = Object.entries(pattern);
  if (entries.length === 0)
    throw new InvalidPattern('Event pattern is not valid. Reason: Empty objects are not allowed');
  for (const [name, inner] of entries) {
    const place = path === '' ? name : `${path}.${name}`;
    if (name === '$or') {
      if (!Array.isArray(inner) || inner.length < 2 || !inner.every(isObject))
        throw invalid(place, 'must be an array of at least two objects');
      for (const one of inner) check(one, path);
    } else if (Array.isArray(inner)) checkMatchers(inner, place);
    else if (isObject(inner)) check(inner, place);
    else throw invalid(place, 'must be an object or an array');
  }
}

function checkMatchers(matchers: readonly Json[], place: string): void {
  if (matchers.length === 0)
    throw new InvalidPattern('Event pattern is not valid. Reason: Empty arrays are not allowed');
  for (const matcher of matchers) {
    if (Array.isArray(matcher)) throw invalid(place, 'match value must be String, number, true, false, or null');
    if (!isObject(matcher)) continue;
    const [name = '', ...others] = Object.keys(matcher);
    if (others.length > 0 || !(name in matching))
      throw invalid(place, `unrecognized match type ${[name, ...others].join(', ')}`);
    if (name === 'numeric') checkNumeric(matcher.numeric, place);
  }
}

function checkNumeric(value: Json, place: string): void {
  const parts = Array.isArray(value) ? value : [];
  const whole = parts.length === 2 || parts.length === 4;
  const pairs = parts.every((part, index) => (index % 2 === 0 ? String(part) in comparing : typeof part === 'number'));
  if (!whole || !pairs) throw invalid(place, 'numeric needs one or two pairs of an operator and a number');
}

function invalid(place: string, why: string): InvalidPattern {
  return new InvalidPattern(`Event pattern is not valid. Reason: ${place}: ${why}`);
}

/** EventBridge user guide, «Event patterns»: all fields of the pattern must match, each with one of its values. */
export function matches(pattern: Readonly<Record<string, Json>>, event: Json): boolean {
  return Object.entries(pattern).every(([name, inner]) => {
    if (name === '$or') return Array.isArray(inner) && inner.some((one) => isObject(one) && matches(one, event));
    const value = isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined;
    if (Array.isArray(inner)) return inner.some((matcher) => leafMatches(matcher, value));
    if (!isObject(inner)) return false;
    // Of a list of objects one must fit; below an absent object every field is absent.
    return Array.isArray(value) ? value.some((one) => matches(inner, one)) : matches(inner, value);
  });
}

function leafMatches(matcher: Json, value: Json): boolean {
  if (isObject(matcher) && 'exists' in matcher) return matcher.exists === (value !== undefined && !isObject(value));
  // Of an array one element must match.
  if (Array.isArray(value)) return value.some((one) => one !== undefined && oneMatches(matcher, one));
  return value !== undefined && oneMatches(matcher, value);
}

function oneMatches(matcher: Json, value: Json): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [[name = '', wanted] = []] = Object.entries(matcher);
  return matching[name]?.(wanted, value) ?? false;
}

/** A text, or `{"equals-ignore-case": text}` for prefix and suffix. */
function text(wanted: Json, value: Json, compare: (wanted: string, value: string) => boolean): boolean {
  if (typeof value !== 'string') return false;
  if (typeof wanted === 'string') return compare(wanted, value);
  const folded = isObject(wanted) ? wanted['equals-ignore-case'] : undefined;
  return typeof folded === 'string' && compare(folded.toLowerCase(), value.toLowerCase());
}

const matching: Readonly<Record<string, (wanted: Json, value: Json) => boolean>> = {
  exists: (wanted, value) => wanted === (value !== undefined),
  prefix: (wanted, value) => text(wanted, value, (one, other) => other.startsWith(one)),
  suffix: (wanted, value) => text(wanted, value, (one, other) => other.endsWith(one)),
  wildcard: (wanted, value) => typeof wanted === 'string' && typeof value === 'string' && wildcard(wanted).test(value),
  'equals-ignore-case': (wanted, value) =>
    typeof wanted === 'string' && typeof value === 'string' && wanted.toLowerCase() === value.toLowerCase(),
  'anything-but': (wanted, value) => {
    if (!isObject(wanted)) return ![wanted].flat().includes(value);
    const [[name = '', inner] = []] = Object.entries(wanted);
    return ![inner].flat().some((one) => matching[name]?.(one, value) ?? true);
  },
  numeric: (wanted, value) => {
    const parts = Array.isArray(wanted) ? wanted : [];
    if (typeof value !== 'number') return false;
    const pairs = parts.flatMap((operator, index) =>
      index % 2 === 0 ? [[String(operator), Number(parts[index + 1])] as const] : [],
    );
    return pairs.every(([operator, bound]) => comparing[operator]?.(value, bound) ?? false);
  },
};

const comparing: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function isObject(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
