import type { z } from 'zod';
import { nearestWord } from './nearest-word.ts';
import type { Found } from './problem.ts';
import { homesBeside, keysAt, valueSchemaAt } from './schema/keys.ts';
import type { BrokenRule } from './schema/rule.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

const LONGEST_GUESS = 300;

/** zod's issues as problems: all of them, one for each thing that is wrong. */
export function schemaProblems(issues: readonly Issue[], raw: unknown): Found[] {
  return issues.flatMap((issue) => ofIssue(issue, raw));
}

function ofIssue(issue: Issue, raw: unknown, above: Path = []): Found[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const value = valueAt(raw, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownFields(issue.keys, path);
    case 'invalid_union':
      return ofUnion(issue, raw, path, value);
    case 'invalid_key':
      return [
        ...issue.issues.map((inner): Found => ({ ...ruleOf(inner, String(path.at(-1))), path, atKey: true })),
        ...belowWrongKey(path, value, raw),
      ];
    case 'invalid_type':
      if (value === undefined) return [{ code: 'missing-field', path, allowed: `${String(path.at(-1))} is required` }];
      return [wrongType(path, value, typeName(issue.expected))];
    case 'invalid_value':
      // Of another type altogether: no word of these was meant.
      return typeof value === typeof issue.values[0]
        ? [{ ...ruleOf(issue, value), path, value }]
        : [wrongType(path, value, issue.values.map(String).join(', '))];
    default:
      return [{ ...ruleOf(issue, value), path, value }];
  }
}

/** zod looks at no value under a key that is wrong. */
function belowWrongKey(path: Path, value: unknown, raw: unknown): Found[] {
  const parsed = valueSchemaAt(path.slice(0, -1))?.safeParse(value);
  return parsed?.success === false ? parsed.error.issues.flatMap((issue) => ofIssue(issue, raw, path)) : [];
}

function wrongType(path: Path, value: unknown, kind: string): Found {
  const nearest = typeof value === 'string' ? unquoted(value, kind) : undefined;
  const quotes = kind === 'text' && ['number', 'boolean'].includes(typeof value) ? ': put it in quotes' : '';
  return {
    code: 'wrong-type',
    path,
    value,
    allowed: `must be ${kind}${quotes}`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

/** What a text stands for that should be none: `"8080"`, and YAML 1.1's yes and no. */
function unquoted(value: string, kind: string): string | undefined {
  if (kind === 'a number') return /^-?\d+(?:\.\d+)?$/.test(value.trim()) ? String(Number(value)) : undefined;
  if (kind !== 'true or false') return undefined;
  if (/^(?:yes|on|true|y)$/i.test(value)) return 'true';
  return /^(?:no|off|false|n)$/i.test(value) ? 'false' : undefined;
}

function ruleOf(issue: Issue, value?: unknown): Pick<Found, 'code' | 'allowed' | 'warning' | 'nearest'> {
  const rule = issue.code === 'custom' ? (issue.params as BrokenRule | undefined) : undefined;
  if (rule !== undefined) {
    const single = typeof value === 'string' || typeof value === 'number';
    const text = single ? String(value) : '';
    // Nothing right is that long, and looking for it would take time by the square of the length (T16).
    const nearest = text !== '' && text.length <= LONGEST_GUESS ? rule.nearest?.(text) : undefined;
    return {
      code: rule.code,
      allowed: rule.allowed,
      ...(rule.warning === true ? { warning: true } : {}),
      ...(nearest === undefined ? {} : { nearest }),
    };
  }
  if (issue.code !== 'invalid_value') return { code: issue.code.replaceAll('_', '-'), allowed: issue.message };
  const values = issue.values.map(String);
  const nearest = typeof value === 'string' ? nearestWord(value, values) : undefined;
  const allowed = values.join(', ');
  return { code: 'not-allowed', allowed, ...(nearest === undefined ? {} : { nearest }) };
}

/** Of the forms that a value may have, the one that came furthest says what is wrong; else each says what it wants. */
function ofUnion(issue: Extract<Issue, { code: 'invalid_union' }>, raw: unknown, path: Path, value: unknown): Found[] {
  const forms = issue.errors.map((errors) => errors.flatMap((inner) => ofIssue(inner, raw, path)));
  const inside = forms.filter(
    (problems) => problems.length > 0 && problems.every((problem) => problem.path.length > path.length),
  );
  const best = inside.sort((a, b) => a.length - b.length)[0];
  if (best !== undefined) return best;
  const all = forms.flat().filter((problem) => problem.path.length === path.length);
  const rule = all.find(({ code }) => code !== 'wrong-type' && code !== 'not-allowed');
  const nearest = all.find((problem) => problem.nearest !== undefined)?.nearest;
  const wants = [...new Set(all.map(({ allowed }) => allowed.replace(/^must be |: put it in quotes$/g, '')))];
  return [
    {
      code: rule?.code ?? 'wrong-type',
      path,
      value,
      // What a rule wants stands first, and needs no «must be».
      allowed: rule === undefined ? `must be ${wants.join(', or ')}` : inOrder(rule.allowed, wants).join(', or '),
      ...(nearest === undefined ? {} : { nearest }),
    },
  ];
}

/** The rule that was broken, then the words that would do instead; not every type that would be right. */
function inOrder(first: string, wants: readonly string[]): string[] {
  return [first, ...wants.filter((want) => want !== first && !kinds.has(want))];
}

const kinds: ReadonlySet<string> = new Set(['text', 'a number', 'true or false', 'a map', 'a list']);

function unknownFields(keys: readonly string[], parent: Path): Found[] {
  const known = keysAt(parent);
  const allowed = known.join(', ');
  const homes = homesBeside(parent);
  return keys.map((key) => {
    const near = homes.get(key) ?? nearestWord(key, known);
    return {
      code: 'unknown-field',
      path: [...parent, key],
      allowed,
      atKey: true,
      ...(near === undefined ? {} : { nearest: near }),
    };
  });
}

function typeName(expected: string): string {
  const names: Record<string, string> = {
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
    object: 'a map',
    array: 'a list',
    record: 'a map',
  };
  return names[expected] ?? expected;
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    raw,
  );
}
