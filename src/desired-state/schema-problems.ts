import type { z } from 'zod';
import { nearestWord } from './nearest-word.ts';
import type { Found } from './problem.ts';
import { keysAt } from './schema/keys.ts';
import type { BrokenRule } from './schema/rule.ts';

type Issue = z.core.$ZodIssue;

/** zod's issues as problems: all of them, one for each thing that is wrong. */
export function schemaProblems(issues: readonly Issue[], raw: unknown): Found[] {
  const found = issues.flatMap((issue) => ofIssue(issue, raw));
  const misspelt = new Set(
    found
      .filter(({ code, nearest }) => code === 'unknown-field' && nearest !== undefined)
      .map(({ path, nearest }) => JSON.stringify([...path.slice(0, -1), nearest])),
  );
  // A missing field that only follows from a typo is said by the typo.
  return found.filter(({ code, path }) => code !== 'missing-field' || !misspelt.has(JSON.stringify(path)));
}

function ofIssue(issue: Issue, raw: unknown, above: readonly (string | number)[] = []): Found[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const value = valueAt(raw, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField([...path, key], key, path));
    case 'invalid_union':
      return ofUnion(issue, raw, path, value);
    case 'invalid_key':
      return issue.issues.flatMap((inner) => [{ ...ruleOf(inner), path, atKey: true }]);
    case 'invalid_type':
      if (value === undefined) return [{ code: 'missing-field', path, allowed: `${String(path.at(-1))} is required` }];
      return [{ code: 'wrong-type', path, value, allowed: `must be ${typeName(issue.expected)}` }];
    default:
      return [{ ...ruleOf(issue, value), path, value }];
  }
}

function ruleOf(issue: Issue, value?: unknown): Pick<Found, 'code' | 'allowed' | 'warning' | 'nearest'> {
  const rule = issue.code === 'custom' ? (issue.params as BrokenRule | undefined) : undefined;
  if (rule !== undefined)
    return { code: rule.code, allowed: rule.allowed, ...(rule.warning === true ? { warning: true } : {}) };
  if (issue.code !== 'invalid_value') return { code: issue.code.replaceAll('_', '-'), allowed: issue.message };
  const values = issue.values.map(String);
  const nearest = typeof value === 'string' ? nearestWord(value, values) : undefined;
  const allowed = values.join(', ');
  return { code: 'not-allowed', allowed, ...(nearest === undefined ? {} : { nearest }) };
}

/** Of the forms that a value may have, the one that came furthest says what is wrong. */
function ofUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  raw: unknown,
  path: readonly (string | number)[],
  value: unknown,
): Found[] {
  const forms = issue.errors.map((errors) => errors.flatMap((inner) => ofIssue(inner, raw, path)));
  const fitting = forms.filter(
    (problems) =>
      problems.length > 0 &&
      problems.every((problem) => problem.code !== 'wrong-type' || problem.path.length > path.length),
  );
  const best = fitting.sort((a, b) => a.length - b.length)[0];
  if (best !== undefined) return best;
  const allowed = [...new Set(forms.flat().map((problem) => problem.allowed))].slice(0, 4).join(', or ');
  return [{ code: 'wrong-type', path, value, allowed }];
}

function unknownField(path: readonly (string | number)[], key: string, parent: readonly (string | number)[]): Found {
  const allowed = keysAt(parent);
  const near = nearestWord(key, allowed);
  return {
    code: 'unknown-field',
    path,
    allowed: allowed.join(', '),
    atKey: true,
    ...(near === undefined ? {} : { nearest: near }),
  };
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

function valueAt(raw: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    raw,
  );
}
