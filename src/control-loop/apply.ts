import type { Aws } from '../aws/call.ts';
import type { InputOf } from '../aws/commands.ts';
import type { AwsFailure } from '../aws/failure.ts';
import { isRef, type Step } from '../reconcilers/step.ts';

/** What became of a step (R41): `unknown` is a write without an answer, settled by the next look. */
export type Outcome = 'done' | 'refused' | 'unknown' | 'not-sent';

export interface Applied {
  readonly step: Step;
  readonly outcome: Outcome;
  /** AWS' answer of a step that is done. */
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly failure?: AwsFailure;
  /** Why a step was not sent. */
  readonly why?: string;
}

/**
 * Sends steps in order. What a step needs and did not come leaves it unsent; one failing service stops no other; a lost
 * answer ends its service for this pass, as only a read can tell what is there. A lost lease or an empty budget ends all.
 */
export async function apply(
  aws: Aws,
  steps: readonly Step[],
  told: (applied: Applied) => void,
): Promise<readonly Applied[]> {
  const done = new Map<string, Readonly<Record<string, unknown>>>();
  const planned = new Set(steps.map(({ id }) => id));
  const unclear = new Set<string>();
  const all: Applied[] = [];
  let over: AwsFailure | undefined;
  for (const step of steps) {
    const applied =
      over !== undefined
        ? notSent(step, over.message)
        : (blocked(step, done, planned, unclear) ?? (await send(aws, step, done)));
    if (applied.outcome === 'done') done.set(step.id, applied.answer ?? {});
    if (applied.outcome === 'unknown' && step.service !== undefined) unclear.add(step.service);
    if (applied.failure !== undefined && endsAll.has(applied.failure.code)) over = applied.failure;
    all.push(applied);
    told(applied);
  }
  return all;
}

/** Refused by ourselves, and so will be all that comes after. */
const endsAll: ReadonlySet<string> = new Set(['LeaseOver', 'BudgetOver', 'ControlOld']);

function notSent(step: Step, why: string): Applied {
  return { step, outcome: 'not-sent', why };
}

function blocked(
  step: Step,
  done: ReadonlyMap<string, unknown>,
  planned: ReadonlySet<string>,
  unclear: ReadonlySet<string>,
): Applied | undefined {
  if (step.service !== undefined && unclear.has(step.service))
    return notSent(step, 'an earlier write of this service had no answer');
  const missing = step.after.find((id) => !done.has(id));
  if (missing === undefined) return undefined;
  return notSent(
    step,
    planned.has(missing)
      ? `it needs «${missing}», which did not come`
      : `it needs «${missing}», which is not part of this pass`,
  );
}

async function send(
  aws: Aws,
  step: Step,
  done: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Promise<Applied> {
  const input = resolved(step.input, done);
  if (input === undefined) return notSent(step, 'what it refers to was not in the answer');
  const result = await aws.send(step.call, input as InputOf<typeof step.call>);
  if (result.ok) return { step, outcome: 'done', answer: result.value as Readonly<Record<string, unknown>> };
  const { failure } = result;
  // Already there, or already gone: another pass of ours was faster, which is as good.
  if (failure.class === 'gone' && /:(Delete|Deregister)/.test(step.call)) return { step, outcome: 'done', answer: {} };
  if (failure.code === 'ResourceAlreadyExistsException') return { step, outcome: 'done', answer: {} };
  if (endsAll.has(failure.code)) return { step, outcome: 'not-sent', failure, why: failure.message };
  return { step, outcome: failure.maybeApplied ? 'unknown' : 'refused', failure };
}

/** The input with every Ref replaced; undefined where one can't be. */
function resolved(value: unknown, done: ReadonlyMap<string, unknown>): unknown {
  if (isRef(value)) return member(done.get(value.ref), value.field);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => resolved(item, done));
    return items.includes(undefined) ? undefined : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const found = resolved(inner, done);
    if (found === undefined) return undefined;
    members[name] = found;
  }
  return members;
}

function member(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined,
      value,
    );
}
