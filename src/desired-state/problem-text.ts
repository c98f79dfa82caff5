import type { Problem } from './problem.ts';

/** `todo.yaml:5:1 netwrok: unknown field; did you mean network?` */
export function problemText(problem: Problem): string {
  const { file, line, column, path } = problem;
  return `${file}:${line}:${column} ${path === '' ? 'the document' : path}: ${sentence(problem)}`;
}

function sentence({ code, value, allowed, nearest }: Problem): string {
  const shown = value === undefined ? '' : ` (is ${value})`;
  switch (code) {
    case 'unknown-field':
      return nearest === undefined ? `unknown field; allowed: ${allowed}` : `unknown field; did you mean ${nearest}?`;
    case 'missing-field':
      return `is required: ${allowed}`;
    default:
      return `${allowed}${shown}${nearest === undefined ? '' : `; nearest: ${nearest}`}`;
  }
}
