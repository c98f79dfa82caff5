import type { DesiredService } from '../desired-state/desired.ts';
import { present } from '../reconcilers/observation.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import type { Sighting } from '../rollouts/sighting.ts';
import { killedNow } from './guards/kill-switch.ts';
import type { Scene } from './scene.ts';
import type { Wanted } from './wanted.ts';

type Gates = Sighting['gates'];

/** A rollout waits here rather than after its record has moved: its deadline would run (S5). */
export async function gatesOf(
  scene: Scene,
  service: DesiredService,
  rollouts: ReadonlyMap<string, RolloutRecord>,
  wanted: ReadonlyMap<string, Wanted>,
): Promise<Gates> {
  const { control, passing } = scene;
  const blocked = control.paused ?? control.frozen;
  if (blocked !== undefined) return closed(blocked.reason);
  const killed = killedNow(passing.worker, control);
  if (killed !== undefined) return closed(killed.why);
  if (rollouts.get(service.name)?.state !== 'pending') return { open: true };
  for (const name of service.after) {
    const why = unfinished(name, rollouts.get(name), wanted.get(name));
    if (why !== undefined) return closed(`it comes after ${name}, and ${why}`);
  }
  return massChangeGate(scene, service);
}

function closed(why: string): Gates {
  return { open: false, why };
}

/** `after:` means completed with what is wanted of it now, in the same turn (R23). undefined: it is. */
function unfinished(name: string, record: RolloutRecord | undefined, wanted: Wanted | undefined): string | undefined {
  if (record === undefined) return `${name} has not begun`;
  if (wanted?.is !== 'candidate') return `what is wanted of ${name} is not known`;
  const { hash } = wanted.candidate;
  const good = record.lastGood?.candidate.hash === hash || record.sameImage?.hash === hash;
  if (record.state !== 'completed') return `${name} is ${record.state}`;
  return good ? undefined : `${name} has not got ${hash} yet`;
}

/** What is made anew changes nothing that runs. */
async function massChangeGate({ seen, massChange }: Scene, { ecsService }: DesiredService): Promise<Gates> {
  if (present(seen.services.get(ecsService)) === undefined) return { open: true };
  const claim = await massChange();
  if (!claim.ok) return closed('the fleet’s changes could not be counted');
  const { value } = claim;
  return value.is === 'granted'
    ? { open: true }
    : closed(`mass change: ${value.apps} of ${value.fleet} apps have changed in this window`);
}

/** Those before their followers, else as the document has them: who waits sees in the same pass that its turn has come. */
export function inTurn(services: readonly DesiredService[]): readonly DesiredService[] {
  const placed = new Set<string>();
  const ordered: DesiredService[] = [];
  const byName = new Map(services.map((service) => [service.name, service]));
  const place = (service: DesiredService): void => {
    if (placed.has(service.name)) return;
    placed.add(service.name);
    for (const name of service.after) {
      const before = byName.get(name);
      if (before !== undefined) place(before);
    }
    ordered.push(service);
  };
  for (const service of services) place(service);
  return ordered;
}
