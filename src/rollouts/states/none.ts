import { beginning, type MoveFrom, rest } from '../move.ts';
import { pending } from '../next-record.ts';
import { NO_IMAGE } from '../resting.ts';
import type { Sighting } from '../sighting.ts';

/** A service without a record: new, or taken over as it runs. */
export function decideNone(seen: Sighting, now: number): MoveFrom<'none'> {
  const { wanted, running } = seen;
  const begin = beginning(seen.service, now);
  if (wanted !== undefined) {
    const why = running === undefined ? 'nothing runs' : 'what runs was never rolled out';
    return begin('S2', `${wanted.hash} is wanted, and ${why}`, (kept) => pending(kept, seen, wanted, 1));
  }
  if (running !== undefined) return rest(`${NO_IMAGE}; what runs is left as it is`);
  return begin('S1', `${NO_IMAGE}, and nothing runs`, (kept) => ({ ...kept, state: 'waiting-for-image' }));
}
