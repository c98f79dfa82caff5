import type { Clients } from './clients.ts';
import type { Clock } from './clock.ts';
import { type AwsCall, type AwsService, commands, type InputOf, type OutputOf } from './commands.ts';
import { errorClass, isThrottle } from './error-classes.ts';
import type { AwsFailure, Result } from './failure.ts';
import type { Receipt } from './receipt.ts';

/** AWS for one pass or sweep: counted, retried within its budget, writes only while they are allowed. */
export interface Aws {
  send<Call extends AwsCall>(call: Call, input: InputOf<Call>): Promise<Result<OutputOf<Call>, AwsFailure>>;
}

/** Why a write may not go out now: judged before each attempt, right before it is signed. */
export type WriteRefusal = { readonly code: 'LeaseOver' | 'BudgetOver' | 'ControlOld'; readonly message: string };

export interface AwsOptions {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly receipt: Receipt;
  /** 0 ≤ x < 1, for the jitter of waits. */
  readonly random: () => number;
  /** Milliseconds on the monotonic clock after which no attempt begins. */
  readonly deadline: number;
  /** Absent: nothing may be written (a sweep). */
  readonly mayWrite?: () => WriteRefusal | undefined;
}

const ATTEMPTS = 4;
const BASE_WAIT = 250;
const THROTTLE_WAIT = 1_000;
const LONGEST_WAIT = 8_000;

/** A second one would be a second effect: there is no token, and AWS makes a revision for each call (aws-facts §2.2). */
const notRepeatable: ReadonlySet<AwsCall> = new Set(['ecs:RegisterTaskDefinition']);

export function createAws(options: AwsOptions): Aws {
  return { send: (call, input) => sendWithAttempts(options, call, input) };
}

async function sendWithAttempts<Call extends AwsCall>(
  options: AwsOptions,
  call: Call,
  input: InputOf<Call>,
): Promise<Result<OutputOf<Call>, AwsFailure>> {
  let unanswered = false;
  for (let attempt = 1; ; attempt++) {
    const result = await sendOnce(options, call, input);
    if (result.ok) return result;
    const failure = result.failure;
    unanswered ||= failure.maybeApplied;
    const again =
      failure.class === 'retry' &&
      attempt < ATTEMPTS &&
      (!failure.maybeApplied || (attempt < 2 && !notRepeatable.has(call)));
    const wait = waitBefore(attempt, isThrottle(failure.code), options.random());
    if (!again || options.clock.monotonic() + wait >= options.deadline)
      return { ok: false, failure: { ...failure, maybeApplied: unanswered } };
    await options.clock.sleep(wait);
  }
}

/** Full jitter over a doubling wait: attempt 1 → up to 250 ms (throttled: 1 s), 2 → 500 ms (2 s), 3 → 1 s (4 s). */
export function waitBefore(attempt: number, throttled: boolean, random: number): number {
  const base = throttled ? THROTTLE_WAIT : BASE_WAIT;
  return Math.ceil(Math.min(LONGEST_WAIT, base * 2 ** (attempt - 1)) * (0.5 + random / 2));
}

async function sendOnce<Call extends AwsCall>(
  options: AwsOptions,
  call: Call,
  input: InputOf<Call>,
): Promise<Result<OutputOf<Call>, AwsFailure>> {
  const { command, effect } = commands[call];
  const refusal = refused(options, call, effect);
  if (refusal !== undefined) return { ok: false, failure: refusal };
  if (effect === 'write') options.receipt.write(call);
  else options.receipt.read(call);
  try {
    const made = new (command as new (input: unknown) => object)(input);
    guardBeforeSigning(made, () => refused(options, call, effect));
    const answer = await options.clients[serviceOf(call)].send(made as never);
    return { ok: true, value: answer as OutputOf<Call> };
  } catch (error) {
    return { ok: false, failure: failureOf(call, effect, error) };
  }
}

function refused(options: AwsOptions, call: AwsCall, effect: 'read' | 'write'): AwsFailure | undefined {
  const refusal: WriteRefusal | undefined =
    options.clock.monotonic() >= options.deadline
      ? { code: 'BudgetOver', message: 'the time of this pass is over' }
      : effect === 'read'
        ? undefined
        : options.mayWrite === undefined
          ? { code: 'LeaseOver', message: 'nothing may be written without a lease' }
          : options.mayWrite();
  return refusal === undefined
    ? undefined
    : { class: 'wait', call, code: refusal.code, message: refusal.message, maybeApplied: false };
}

class Refused extends Error {
  readonly failure: AwsFailure;
  constructor(failure: AwsFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

interface Stack {
  addRelativeTo(
    middleware: (next: (args: object) => Promise<object>) => (args: object) => Promise<object>,
    options: object,
  ): void;
}

/** Between the attempt and its signature credentials may be fetched, and a frozen sandbox may wake up: look once more there. */
function guardBeforeSigning(command: object, refusal: () => AwsFailure | undefined): void {
  const stack = (command as { middlewareStack: Stack }).middlewareStack;
  stack.addRelativeTo(
    (next) => async (args) => {
      const failure = refusal();
      if (failure !== undefined) throw new Refused(failure);
      return next(args);
    },
    { name: 'leaseGuard', relation: 'before', toMiddleware: 'httpSigningMiddleware', override: true },
  );
}

function serviceOf(call: AwsCall): AwsService {
  return call.slice(0, call.indexOf(':')) as AwsService;
}

/** An error of the SDK as a value. Messages of AWS are cut: encoded authorisation messages can be very long. */
export function failureOf(call: string, effect: 'read' | 'write', error: unknown): AwsFailure {
  if (error instanceof Refused) return error.failure;
  const facts = errorFacts(error);
  const kind = errorClass(call, facts.code, facts.message, facts.status);
  const answered = facts.status !== undefined && facts.status < 500;
  return {
    class: kind,
    call,
    code: facts.code,
    message: facts.message.length > 500 ? `${facts.message.slice(0, 500)}…` : facts.message,
    maybeApplied: effect === 'write' && !answered && !isThrottle(facts.code) && facts.sent,
  };
}

function errorFacts(error: unknown): { code: string; message: string; status: number | undefined; sent: boolean } {
  if (typeof error !== 'object' || error === null)
    return { code: 'Unknown', message: String(error), status: undefined, sent: true };
  const given = error as { name?: unknown; message?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const name = typeof given.name === 'string' ? given.name : 'Unknown';
  const message = typeof given.message === 'string' ? given.message : '';
  const status = given.$metadata?.httpStatusCode;
  // Errors of our own program (a TypeError, credentials that can't be had) were never on the wire.
  const local = error instanceof TypeError || error instanceof RangeError || name === 'CredentialsProviderError';
  return { code: name, message, status: typeof status === 'number' ? status : local ? 400 : undefined, sent: !local };
}
