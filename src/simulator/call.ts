import type { FaultAction, Faults } from './faults.ts';
import { authorize, type Judged } from './iam/authorize.ts';
import type { Ledger, LedgerEntry, OpenEntry } from './ledger.ts';
import { checkLimits } from './limits.ts';
import { AwsError } from './operation.ts';
import type { Past } from './past.ts';
import { protocols } from './protocols/by-name.ts';
import { shapesOf } from './protocols/shapes.ts';
import type { WireRequest, WireResponse } from './protocols/wire.ts';
import type { Route } from './route.ts';
import { type Throttle, throttled } from './throttle.ts';
import type { Caller, World } from './world.ts';

/** The connection broke before the answer came; SDK and CLI see it as they see a reset connection. */
export class LostAnswer extends Error {
  readonly code = 'ECONNRESET';

  constructor() {
    super('socket hang up');
    this.name = 'LostAnswer';
  }
}

export interface Surroundings {
  readonly world: World;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly past: Past;
  /** Undefined: no throttling. */
  readonly throttle: Throttle | undefined;
  /** Simulated milliseconds to the operation, and back. */
  latency(): readonly [number, number];
  keepsPast(): boolean;
  onApplied(entry: LedgerEntry, requestId: string): void;
  onJudged(judged: Judged): void;
}

/** One call to one operation: throttle, faults on order, limits, the operation, the ledger, the answer. */
export async function answerCall(
  around: Surroundings,
  route: Route,
  caller: Caller,
  request: WireRequest,
  requestId: string,
): Promise<WireResponse> {
  const { service, operation } = route;
  const protocol = protocols[service.protocol];
  const entry = openEntry(around.ledger, route, caller, around.world.clock.now());
  const refuse = (error: AwsError) => {
    entry.answered = 'error';
    return protocol.refuse({ service, error, requestId });
  };
  const shapes = shapesOf(operation.schema);
  const input = attempt(() => protocol.decode(shapes, request));
  if (!input.ok) {
    fail(entry, input.error);
    return refuse(input.error);
  }
  entry.request = structuredClone(input.value);
  const firing = around.faults.firing(entry);
  const [there, back] = around.latency();
  pass(around.world, there);
  const output = await perform(around, { route, caller, entry, firing, input: input.value }, requestId);
  pass(around.world, back);
  await runHooks(firing, 'after', entry);
  if (request.abandoned?.() || firing.some((fault) => fault.kind === 'lostAnswer')) throw new LostAnswer();
  if (!output.ok) return refuse(output.error);
  const late = firing.find((fault) => fault.kind === 'error' && fault.when === 'after');
  if (late?.kind === 'error') return refuse(new AwsError(late.code, late.message, late.status));
  const mutations = firing.filter((fault) => fault.kind === 'mutate');
  const answer = protocol.encode({ service, shapes, output: output.value, requestId, mutations });
  entry.answered = 'success';
  return answer;
}

/** A call by AWS itself for a caller: no wire, no throttle, no latency. Throws AwsError. */
export async function callWithin(
  around: Surroundings,
  route: Route,
  caller: Caller,
  input: unknown,
  requestId: string,
): Promise<unknown> {
  const entry = openEntry(around.ledger, route, caller, around.world.clock.now());
  entry.request = structuredClone(input);
  const firing = around.faults.firing(entry);
  const done = await perform({ ...around, throttle: undefined }, { route, caller, entry, firing, input }, requestId);
  await runHooks(firing, 'after', entry);
  entry.answered = done.ok ? 'success' : 'error';
  const late = firing.find((fault) => fault.kind === 'error' && fault.when === 'after');
  if (late?.kind === 'error') throw new AwsError(late.code, late.message, late.status);
  if (!done.ok) throw done.error;
  return done.value;
}

type Attempt = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: AwsError };

interface Call {
  readonly route: Route;
  readonly caller: Caller;
  readonly entry: OpenEntry;
  readonly firing: readonly FaultAction[];
  readonly input: unknown;
}

async function perform(around: Surroundings, call: Call, requestId: string): Promise<Attempt> {
  const { entry, firing, input } = call;
  const { operation, service } = call.route;
  await runHooks(firing, 'before', entry);
  for (const fault of firing) if (fault.kind === 'delay') pass(around.world, fault.ms);
  const early = firing.find((fault) => fault.kind === 'error' && fault.when === 'before');
  const done = await attemptAsync(() => {
    if (around.throttle?.take(around.world.clock.now(), call.caller, service, operation) === false)
      throw throttled(service);
    if (early?.kind === 'error') throw new AwsError(early.code, early.message, early.status);
    checkLimits(operation.limits, input);
    authorize(around.world, call.caller, service, operation.name, input, around.onJudged);
    if (around.keepsPast() && operation.effect === 'write') around.past.remember();
    return operation.run(worldFor(around, firing), call.caller, input as never);
  });
  if (!done.ok) fail(entry, done.error);
  else {
    // Of reads only that they went well: their answers would fill the memory of a long history.
    entry.outcome = operation.effect === 'write' ? { ok: true, output: done.value } : { ok: true };
    if (operation.effect === 'write') applied(around, entry, requestId);
  }
  return done;
}

function applied(around: Surroundings, entry: OpenEntry, requestId: string): void {
  entry.applied = true;
  if (around.keepsPast()) around.past.remember();
  around.onApplied(entry, requestId);
}

function worldFor(around: Surroundings, firing: readonly FaultAction[]): World {
  const stale = firing.find((fault) => fault.kind === 'stale');
  return stale === undefined ? around.world : around.past.ago(stale.ageMs);
}

async function runHooks(firing: readonly FaultAction[], when: 'before' | 'after', entry: LedgerEntry): Promise<void> {
  for (const fault of firing) if (fault.kind === 'hook') await fault[when]?.(entry);
}

function openEntry(ledger: Ledger, route: Route, caller: Caller, at: number): OpenEntry {
  const action = route.operation.name;
  return ledger.open({
    at,
    actor: caller.principal,
    userAgent: caller.userAgent,
    account: caller.account,
    region: caller.region,
    service: action.slice(0, action.indexOf(':')),
    action,
    effect: route.operation.effect,
    request: undefined,
  });
}

function fail(entry: OpenEntry, error: AwsError): void {
  entry.outcome = { ok: false, code: error.code, message: error.message };
}

function pass(world: World, milliseconds: number): void {
  if (milliseconds > 0) world.clock.advance(milliseconds);
}

/** AwsErrors are answers; anything else that is thrown is a bug of the simulator and goes up. */
function attempt(run: () => unknown): Attempt {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    if (error instanceof AwsError) return { ok: false, error };
    throw error;
  }
}

/** Waits only for what is a promise: an operation in memory is one step, with nothing in between. */
async function attemptAsync(run: () => unknown): Promise<Attempt> {
  const first = attempt(run);
  if (!first.ok || !(first.value instanceof Promise)) return first;
  try {
    return { ok: true, value: await first.value };
  } catch (error) {
    if (error instanceof AwsError) return { ok: false, error };
    throw error;
  }
}
