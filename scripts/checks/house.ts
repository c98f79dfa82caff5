import { type Argument, type Expression, type Node, Visitor } from 'oxc-parser';
import { type Ban, bannedCall, bannedMember, bannedNew } from './bans.ts';
import { functionLengths } from './function-length.ts';
import { lineAt, type Problem, type Source } from './source.ts';

export const LONGEST_FILE = 320;
export const LONGEST_FUNCTION = 60;

/** Files that are tables: rows, not logic; read by looking up a row. */
const TABLES: ReadonlySet<string> = new Set(['src/desired-state/schema/service.ts', 'src/aws/permissions.ts']);

const DRAWERS = /\/(?:utils?|helpers?|common|misc|index)(?:\.ts|\/)/;
const LEFT_OPEN = /\b(?:TODO|FIXME|XXX|HACK)\b/;
const TEST_WORDS: ReadonlySet<string> = new Set(['it', 'test', 'describe', 'suite', 'bench']);
const SKIPPING: ReadonlySet<string> = new Set(['skip', 'only', 'todo', 'fails']);

/** All rules that one file keeps or breaks by itself. */
export function houseProblems(source: Source): readonly Problem[] {
  return [
    ...fileLength(source),
    ...functionLength(source),
    ...nameProblems(source),
    ...commentProblems(source),
    ...syntaxProblems(source),
  ];
}

function fileLength({ path, text }: Source): readonly Problem[] {
  const lines = text.split('\n').length - 1;
  if (!path.startsWith('src/') || TABLES.has(path) || lines <= LONGEST_FILE) return [];
  const sentence = `has ${lines} lines, more than ${LONGEST_FILE}: split it by noun, or name it in TABLES if it is one.`;
  return [{ path, line: 1, sentence }];
}

/** Of test files the callback of describe would be the longest, which says nothing. */
function functionLength(source: Source): readonly Problem[] {
  if (source.path.startsWith('test/')) return [];
  return functionLengths(source)
    .filter(({ lines }) => lines > LONGEST_FUNCTION)
    .map(({ start, lines }) => ({
      path: source.path,
      line: lineAt(source.text, start),
      sentence: `has a function of ${lines} lines, more than ${LONGEST_FUNCTION}: give its parts names.`,
    }));
}

function nameProblems({ path }: Source): readonly Problem[] {
  const sentence = 'is named like a drawer: name the file for the one thing that it holds.';
  return DRAWERS.test(path) ? [{ path, line: 1, sentence }] : [];
}

function commentProblems({ path, text, comments }: Source): readonly Problem[] {
  return comments
    .filter((comment) => LEFT_OPEN.test(comment.value))
    .map((comment) => ({
      path,
      line: lineAt(text, comment.start),
      sentence: 'leaves something open: do it now, or file an issue and say here what holds today.',
    }));
}

function syntaxProblems(source: Source): readonly Problem[] {
  const { path, text, comments, program } = source;
  const found: Problem[] = [];
  const say = (start: number, sentence: string): void => {
    found.push({ path, line: lineAt(text, start), sentence });
  };
  const ban = (start: number, banned: Ban | undefined): void => {
    if (banned === undefined || !path.startsWith('src/') || banned.edges.some((edge) => edge.test(path))) return;
    say(start, `${banned.what}: ${banned.instead}.`);
  };
  new Visitor({
    TSAnyKeyword: ({ start }) => say(start, 'says any: say unknown and check, or name the type.'),
    TSNonNullExpression: ({ start }) => say(start, 'says ! without proof: check for undefined and say what it means.'),
    TSAsExpression: ({ start, expression }) => {
      if (isThroughUnknown(expression)) say(start, 'casts through unknown: check the value with a schema.');
    },
    CatchClause: ({ body }) => {
      const explained = comments.some((comment) => comment.start > body.start && comment.end < body.end);
      if (body.body.length === 0 && !explained) say(body.start, 'swallows an error: return it, or say why it may go.');
    },
    CallExpression: ({ start, callee }) => ban(start, bannedCall(callee)),
    NewExpression: ({ start, callee, arguments: given }) => ban(start, bannedNew(callee, given.length)),
    MemberExpression: (member) => {
      const name = memberName(member.property, member.computed);
      if (name === undefined) return;
      ban(member.start, bannedMember(member.object, name));
      if (SKIPPING.has(name) && TEST_WORDS.has(rootName(member.object)))
        say(member.start, `has a test with .${name}: mend the test or delete it; runIf names a condition.`);
    },
  }).visit(program);
  return found;
}

function isThroughUnknown(expression: Expression | Argument): boolean {
  return expression.type === 'TSAsExpression' && expression.typeAnnotation.type === 'TSUnknownKeyword';
}

/** `a.b` and `a['b']` alike. */
function memberName(property: Node, computed: boolean): string | undefined {
  if (computed) return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
  return property.type === 'Identifier' ? property.name : undefined;
}

/** `test` of `test.each(rows)`. */
function rootName(expression: Expression): string {
  if (expression.type === 'Identifier') return expression.name;
  if (expression.type === 'MemberExpression') return rootName(expression.object);
  return expression.type === 'CallExpression' ? rootName(expression.callee) : '';
}
