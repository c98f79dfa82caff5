import type { EventFaults } from './event-faults.ts';
import type { Faults } from './faults.ts';
import type { Ledger } from './ledger.ts';
import type { WireRequest, WireResponse } from './protocols/wire.ts';
import type { World, WorldEvent } from './world.ts';

/** What the ways in over HTTP need of a simulator. */
export interface Served {
  readonly world: World;
  readonly faults: Faults;
  readonly eventFaults: EventFaults;
  readonly ledger: Ledger;
  onEvent(listener: (event: WorldEvent) => void): void;
  handle(request: WireRequest): Promise<WireResponse>;
}

export interface SeenEvent {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly deliveredAt: number;
  readonly event: WorldEvent;
}

/** What the control path's routes work on. */
export interface Controlled {
  readonly simulator: Served;
  /** The last thousand events that were delivered. */
  events(since: number): readonly SeenEvent[];
}
