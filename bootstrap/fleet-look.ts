import { Receipt } from '../src/aws/receipt.ts';
import type { Worker } from '../src/control-loop/scene.ts';
import { itemsOf } from '../src/control-loop/scene.ts';
import { lookOver } from '../src/control-loop/sweep.ts';
import { readFleet, scopesOf, scopeText } from '../src/records/fleet-index.ts';
import { type Outcome, trouble } from './deploy/trouble.ts';

/** What the version that is about to be deployed would do with the fleet as it stands. */
export interface FleetLook {
  readonly apps: number;
  /** Apps that would get steps, each with the first of them; a fleet that the running version left in peace should have none. */
  readonly differ: readonly { readonly app: string; readonly why: string }[];
}

const LONGEST_MS = 600_000;

/** Reads only, with the person's own credentials, by the same code that the functions would run. */
export async function lookAtFleet(worker: Worker): Promise<Outcome<FleetLook>> {
  const fleet = await readFleet(itemsOf(worker, new Receipt()));
  // The first deployment: there is no table yet.
  if (!fleet.ok && fleet.failure.code === 'ResourceNotFoundException')
    return { ok: true, value: { apps: 0, differ: [] } };
  if (!fleet.ok) return unread(fleet.failure.call, `${fleet.failure.code}: ${fleet.failure.message}`);
  const differ: { app: string; why: string }[] = [];
  for (const scope of scopesOf(fleet.value)) {
    const looked = await lookOver(worker, scope, worker.clock.monotonic() + LONGEST_MS);
    if (!looked.ok)
      return unread(looked.failure.call, `${scopeText(scope)}, ${looked.failure.code}: ${looked.failure.message}`);
    differ.push(...looked.value.differ);
  }
  return { ok: true, value: { apps: fleet.value.length, differ } };
}

function unread(call: string, why: string): Outcome<never> {
  return trouble(
    'denied',
    `the fleet could not be looked at before the upgrade: ${call} (${why})`,
    'use credentials that may read what the policy ecs-steward-viewer allows',
  );
}
