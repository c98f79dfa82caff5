import type { FleetApp } from '../../records/fleet-index.ts';
import type { Caller } from '../messages.ts';

/** What an event makes us do: look at an app, or at everything. Only names are taken from it. */
export type Hint =
  | { readonly app: string; readonly reason: string; readonly caller?: Caller; readonly hinted?: boolean }
  | { readonly sweep: 'all'; readonly reason: string }
  /** A mark that somebody follows through all our parts, to see that they work. */
  | { readonly verify: string };

/** Who and where we are: what does not fit is not for us. */
export interface Own {
  readonly account: string;
  readonly region: string;
  /** ARNs of the roles that write for us: what they write comes back as events and wakes nobody. */
  readonly roles: readonly string[];
  /** Names of the roles that write for us in the accounts that events come from. */
  readonly spokeRoles: readonly string[];
  readonly table: string;
}

/** One kind of event; listed once in sources.ts. */
export interface EventSource {
  readonly name: string;
  /** undefined: not an event of this kind. An empty list: ours to know, and nothing to do. Pure; nothing of the event but names is believed, and an app is only woken by what happened in its own place. */
  read(event: unknown, fleet: readonly FleetApp[], own: Own): readonly Hint[] | undefined;
}

/** ARNs and names end somewhere: whatever is longer than AWS allows is nobody's. */
export const LONGEST_NAME = 2_048;
