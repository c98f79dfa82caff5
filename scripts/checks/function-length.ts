import { type Node, Visitor } from 'oxc-parser';
import { lineAt, type Source } from './source.ts';

interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Measured {
  readonly start: number;
  /** Lines of its own: those of named functions inside (methods of an object that it makes) count for those. */
  readonly lines: number;
}

export function functionLengths(source: Source): readonly Measured[] {
  const all: Span[] = [];
  const named: Span[] = [];
  const measure = (node: Span): void => {
    all.push(node);
  };
  const name = (node: Node | null): void => {
    if (node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression') named.push(node);
  };
  new Visitor({
    FunctionDeclaration: (node) => {
      measure(node);
      named.push(node);
    },
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
    Property: ({ value }) => name(value),
    MethodDefinition: ({ value }) => name(value),
    VariableDeclarator: ({ init }) => name(init),
  }).visit(source.program);
  return all.map((span) => {
    const inside = named.filter((other) => isInside(other, span));
    const outermost = inside.filter((one) => !inside.some((other) => isInside(one, other)));
    const taken = outermost.reduce((sum, one) => sum + linesOf(source.text, one), 0);
    return { start: span.start, lines: linesOf(source.text, span) - taken };
  });
}

function isInside(inner: Span, outer: Span): boolean {
  return inner !== outer && inner.start >= outer.start && inner.end <= outer.end;
}

function linesOf(text: string, { start, end }: Span): number {
  return lineAt(text, end) - lineAt(text, start) + 1;
}
