import type { Operation } from './operation.ts';
import type { WireRequest, WireResponse } from './protocols/wire.ts';
import type { Caller, World } from './world.ts';

/** The ways back into the simulator for what runs inside of it: a function's code, a stack, a rule's target. */
export interface Within {
  /** As a client over the wire, signed. */
  request(request: WireRequest): Promise<WireResponse>;
  /** As AWS' own hand for a caller: not throttled and at once, but faults on order fire and the ledger sees it. Throws AwsError. */
  call<Input, Output>(caller: Caller, operation: Operation<Input, Output>, input: Input): Promise<Awaited<Output>>;
}

const ways = new WeakMap<World, Within>();

export function openWithin(world: World, within: Within): void {
  ways.set(world, within);
}

/** Throws for a world that no simulator runs, such as a past one. */
export function within(world: World): Within {
  const found = ways.get(world);
  if (found === undefined) throw new Error('Nothing runs inside of a world without a simulator.');
  return found;
}
