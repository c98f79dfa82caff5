import { z } from 'zod';
import { isComparedKind } from './canonical/kinds.ts';
import { differences } from './compare.ts';
import type { ComparisonContext } from './difference.ts';

/** AWS' words for bounds, as cases write them; our own are taken, too. */
const boundsSchema = z
  .object({
    MinCapacity: z.number().optional(),
    MaxCapacity: z.number().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .transform(({ MinCapacity, MaxCapacity, min = MinCapacity, max = MaxCapacity }) => ({
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }));

const wholeBoundsSchema = boundsSchema.pipe(z.object({ min: z.number(), max: z.number() }));

const sideSchema = z.record(z.string(), z.unknown());

const caseSchema = z.object({
  name: z.string(),
  kind: z.string(),
  declared: sideSchema,
  observed: sideSchema,
  /** True: not one difference may be reported. */
  same: z.boolean(),
  /** Exactly these are to be reported; without them, any difference will do. */
  paths: z.array(z.string()).optional(),
  context: z
    .object({
      scaling: wholeBoundsSchema.optional(),
      scheduled: z.array(boundsSchema).optional(),
      shifting: z.array(z.string()).optional(),
    })
    .optional(),
});

const fileSchema = z.union([z.array(caseSchema), z.object({ cases: z.array(caseSchema) })]);

/** One pair of declared and observed with what is to come out. */
export type ComparisonCase = z.infer<typeof caseSchema>;

export type CaseFile =
  | { readonly ok: true; readonly cases: readonly ComparisonCase[] }
  | { readonly ok: false; readonly problem: string };

/** `{"cases":[…]}` or a bare list; a problem is one sentence. */
export function readCases(text: string): CaseFile {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return { ok: false, problem: `it is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const list = Array.isArray(content) ? content : listIn(content);
  if (list === undefined) return { ok: false, problem: 'it holds neither a list of cases nor an object with `cases`' };
  const parsed = fileSchema.safeParse(list);
  if (parsed.success) return { ok: true, cases: Array.isArray(parsed.data) ? parsed.data : parsed.data.cases };
  return { ok: false, problem: firstProblem(list) };
}

function listIn(content: unknown): unknown[] | undefined {
  if (typeof content !== 'object' || content === null || !('cases' in content)) return undefined;
  return Array.isArray(content.cases) ? content.cases : undefined;
}

function firstProblem(list: readonly unknown[]): string {
  for (const [index, given] of list.entries()) {
    const issue = caseSchema.safeParse(given).error?.issues[0];
    if (issue === undefined) continue;
    const where = issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    return `case ${index + 1} (${nameOf(given)}) is no case${where}: ${issue.message}`;
  }
  return 'it holds no cases';
}

function nameOf(given: unknown): string {
  const named = z.object({ name: z.string() }).safeParse(given);
  return named.success ? named.data.name : 'without a name';
}

/** One line of the report. */
export interface CaseResult {
  readonly name: string;
  readonly expected: 'same' | 'different';
  /** `same`, `different`, or that the kind is not known. */
  readonly got: string;
  /** Of the differences that were found. */
  readonly paths: readonly string[];
  readonly ok: boolean;
}

export interface CaseSummary {
  readonly event: 'summary';
  readonly cases: number;
  readonly right: number;
  /** Differences that were reported and should not have been. */
  readonly falseDifferences: number;
  /** Differences that should have been reported. */
  readonly missed: number;
}

export function judge(given: ComparisonCase): CaseResult {
  const { name, kind, same } = given;
  const expected = same ? 'same' : 'different';
  if (!isComparedKind(kind)) return { name, expected, got: `unknown kind ${kind}`, paths: [], ok: false };
  const found = differences(kind, given.declared, given.observed, contextOf(given));
  const paths = [...new Set(found.map(({ path }) => path))];
  const got = paths.length === 0 ? 'same' : 'different';
  const { missed, surplus } = misfit(given, paths);
  return { name, expected, got, paths, ok: got === expected && missed + surplus === 0 };
}

function contextOf({ context }: ComparisonCase): ComparisonContext {
  const { scaling, scheduled, shifting } = context ?? {};
  return {
    ...(scaling === undefined ? {} : { scaling }),
    ...(scheduled === undefined ? {} : { scheduled }),
    ...(shifting === undefined ? {} : { shifting }),
  };
}

function misfit(given: ComparisonCase, paths: readonly string[]): { missed: number; surplus: number } {
  if (given.same) return { missed: 0, surplus: paths.length };
  const { paths: wanted } = given;
  if (wanted === undefined) return { missed: paths.length === 0 ? 1 : 0, surplus: 0 };
  return {
    missed: wanted.filter((path) => !paths.includes(path)).length,
    surplus: paths.filter((path) => !wanted.includes(path)).length,
  };
}

export function summaryOf(cases: readonly ComparisonCase[], results: readonly CaseResult[]): CaseSummary {
  const misfits = cases.map((given, index) => misfit(given, results[index]?.paths ?? []));
  return {
    event: 'summary',
    cases: cases.length,
    right: results.filter(({ ok }) => ok).length,
    falseDifferences: misfits.reduce((sum, { surplus }) => sum + surplus, 0),
    missed: misfits.reduce((sum, { missed }) => sum + missed, 0),
  };
}
