import type { Problem } from './problem.ts';

/** `todo.yaml:5:1 netwrok: unknown field; did you mean network?` */
export function problemText(problem: Problem): string {
  const { file, line, column, path } = problem;
  return printable(`${file}:${line}:${column} ${path === '' ? 'the document' : path}: ${sentence(problem)}`);
}

/** What a document holds may be anything: nothing of it steers a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (each) => `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function sentence({ code, value, allowed, nearest }: Problem): string {
  const shown = value === undefined ? '' : ` (is ${value})`;
  switch (code) {
    case 'unknown-field':
      return nearest === undefined ? `unknown field; allowed: ${allowed}` : `unknown field; did you mean ${nearest}?`;
    default:
      return `${allowed}${shown}${nearest === undefined ? '' : `; nearest: ${nearest}`}`;
  }
}
