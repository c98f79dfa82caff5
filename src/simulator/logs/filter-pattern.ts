import { AwsError } from '../operation.ts';

interface Terms {
  readonly all: readonly string[];
  readonly any: readonly string[];
  readonly none: readonly string[];
}

/**
 * Literal terms only: `ERROR "not found"` (all of them), `?ERROR ?WARN` (any), `-debug` (none of them), case counts.
 * JSON, space-delimited and regular expression patterns are refused.
 */
export function literalFilter(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[]/.test(text) || text.includes('%'))
    throw new AwsError(
      'NotImplementedBySimulator',
      'The simulator knows literal terms only in filterPattern of logs:FilterLogEvents.',
      501,
    );
  const terms = parse(text);
  return (message) =>
    terms.all.every((term) => message.includes(term)) &&
    (terms.any.length === 0 || terms.any.some((term) => message.includes(term))) &&
    !terms.none.some((term) => message.includes(term));
}

/** A quoted term keeps its spaces; a sign stands before the quotes. */
function parse(text: string): Terms {
  const terms = { all: [] as string[], any: [] as string[], none: [] as string[] };
  for (const [, sign, quoted, bare] of text.matchAll(/([?-]?)(?:"([^"]*)"|([^\s"]+))/g)) {
    const term = quoted ?? bare ?? '';
    if (sign === '?') terms.any.push(term);
    else if (sign === '-') terms.none.push(term);
    else terms.all.push(term);
  }
  return terms;
}
