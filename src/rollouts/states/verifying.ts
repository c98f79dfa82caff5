import { ecsFailure, isUp, missing, pastDeadline } from '../in-flight.ts';
import { leaving, type MoveFrom, stateRule, watch } from '../move.ts';
import { completed, failedFirst, rollingBack } from '../next-record.ts';
import type { RolloutIn } from '../rollout.ts';
import type { Sighting } from '../sighting.ts';

/** S13 only while the world still agrees: ECS done, the tasks the new ones, targets healthy, checks passed after that (R21). */
export const verifying = stateRule('verifying', (record, seen, now) => {
  const failure = ecsFailure(seen) ?? checkFailure(seen);
  if (failure !== undefined) return fails(record, seen, now, failure);
  const revision = seen.running?.revision;
  if (revision !== undefined && isUp(record, seen) && seen.checks !== 'pending') {
    const why = seen.checks === 'none' ? 'is up; no check is declared' : 'is up, and its checks passed';
    return leaving(record, now)('S13', `${record.candidate.hash} ${why}`, (kept) =>
      completed(kept, record.candidate, revision),
    );
  }
  if (pastDeadline(record, now)) return fails(record, seen, now, `time is up: ${missing(seen)}`);
  return watch(missing(seen), now, record.deadline);
});

function checkFailure(seen: Sighting): string | undefined {
  return typeof seen.checks === 'object' ? `a check failed: ${seen.checks.failed}` : undefined;
}

/** S14, S10 */
function fails(record: RolloutIn<'verifying'>, seen: Sighting, now: number, failure: string): MoveFrom<'verifying'> {
  const { lastGood } = record;
  const leave = leaving(record, now);
  if (lastGood === undefined) return leave('S10', failure, (kept) => failedFirst(kept, record, now));
  return leave('S14', failure, (kept) => rollingBack(kept, lastGood, record, seen, now));
}
