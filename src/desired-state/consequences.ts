import type { Found } from './problem.ts';

/** Problems that only follow from another one are said by that one. */
export function withoutConsequences(found: readonly Found[]): Found[] {
  const roots = new Set(found.filter(({ code }) => code === 'wrong-type').map(({ path }) => JSON.stringify(path)));
  const typos = new Set(
    found
      .filter(({ code, nearest }) => code === 'unknown-field' && nearest !== undefined)
      .map(({ path, nearest }) => JSON.stringify([...path.slice(0, -1), nearest])),
  );
  const spelt = new Set(found.filter(({ code }) => code === 'lost-spelling').map(({ path }) => JSON.stringify(path)));
  const merged = new Set(
    found.filter(({ code }) => code === 'merge-key').map(({ path }) => JSON.stringify(path.slice(0, -1))),
  );
  return found.filter((each) => {
    const { code, path } = each;
    if (code !== 'wrong-type' && starts(path).some((start) => roots.has(start))) return false;
    if (code !== 'lost-spelling' && spelt.has(JSON.stringify(path))) return false;
    if (code !== 'missing-field') return true;
    // A missing field that a typo or a merge key was to give.
    return !typos.has(JSON.stringify(path)) && !merged.has(JSON.stringify(path.slice(0, -1)));
  });
}

/** The path itself, and every place above it. */
function starts(path: readonly (string | number)[]): string[] {
  return [...path, ''].map((_part, length) => JSON.stringify(path.slice(0, length)));
}
