/** What a request brings for conditions and variables: keys in lower case, each with its values. */
export type Context = ReadonlyMap<string, readonly string[]>;

const VARIABLE = /\$\{([^}]*)\}/g;

/**
 * Puts values in for `${aws:PrincipalTag/team}`, `${aws:username, 'nobody'}`, `${*}`, `${?}` and `${$}`. The answer is a
 * pattern: what a value brings of `*`, `?` and `\` is escaped, so that it stands for itself. undefined: a variable has no
 * value, and then nothing fits (IAM user guide, Policy variables).
 */
export function resolved(text: string, context: Context): string | undefined {
  let missing = false;
  const parts: string[] = [];
  let from = 0;
  for (const found of text.matchAll(VARIABLE)) {
    parts.push(text.slice(from, found.index).replaceAll('\\', '\\\\'));
    const value = valueIn(found[1] ?? '', context);
    if (value === undefined) missing = true;
    else parts.push(value.replaceAll(/[*?\\]/g, '\\$&'));
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from).replaceAll('\\', '\\\\'));
  return missing ? undefined : parts.join('');
}

/** A resolved text where wildcards play no part. */
export function literal(pattern: string): string {
  return pattern.replaceAll(/\\([*?\\])/g, '$1');
}

function valueIn(variable: string, context: Context): string | undefined {
  if (variable === '*' || variable === '?' || variable === '$') return variable;
  const [, key = '', fallback] = /^\s*([^,]+?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(variable) ?? [];
  const values = context.get(key.toLowerCase());
  // A key with several values can't be put in as one text.
  return values?.length === 1 ? values[0] : fallback;
}
