import { describe, expect, it } from 'vitest';
import { decide } from '../../src/rollouts/decide.ts';
import type { RolloutRecord } from '../../src/rollouts/rollout.ts';
import type { Sighting } from '../../src/rollouts/sighting.ts';
import { candidate, running, sighting } from './cases.ts';

const A = candidate('a');
const B = candidate('b');

/** Writes each move and decides again, as a pass does, until the state stays. */
function settle(record: RolloutRecord | undefined, seen: Sighting, now: number) {
  const path: string[] = [];
  let current = record;
  for (;;) {
    const move = decide(current, seen, now);
    if (move.stay) return { path, record: move.record ?? current, why: move.why };
    path.push(`${move.no} ${move.to}`);
    current = move.record;
  }
}

const up = { deployment: 'completed', tasksOnRevision: true, targetsHealthy: true } as const;

describe('a rollout from the first push to the way back', () => {
  it('goes from nothing to completed, and a failing push goes back to it and is held', () => {
    const waits = settle(undefined, sighting({ wanted: undefined }), 0);
    expect(waits.path).toEqual(['S1 waiting-for-image']);

    const begun = settle(waits.record, sighting({ wanted: A }), 1_000);
    expect(begun.path).toEqual(['S2 pending', 'S7 deploying']);

    const onA = running(A);
    const first = settle(begun.record, sighting({ wanted: A, running: onA, ...up, checks: 'passed' }), 60_000);
    expect(first.path).toEqual(['S8 verifying', 'S13 completed']);
    expect(first.record?.lastGood).toEqual({ candidate: A, revision: onA.revision });

    const pushed = settle(first.record, sighting({ wanted: B, running: onA, onlyImageChanged: true }), 70_000);
    expect(pushed.path).toEqual(['S2 pending', 'S7 deploying']);

    const failed = settle(
      pushed.record,
      sighting({ wanted: B, running: running(B), deployment: { failed: 'tasks failed to start.' } }),
      80_000,
    );
    expect(failed.path).toEqual(['S9 rolling-back']);
    expect(failed.record?.holds).toEqual([
      {
        candidate: B.hash,
        digest: B.digests.app,
        reason: 'ECS gave it up: "tasks failed to start."',
        at: 80_000,
        attempt: 1,
      },
    ]);

    const back = settle(failed.record, sighting({ wanted: B, running: onA, ...up }), 90_000);
    expect(back.path).toEqual(['S15 rolled-back', 'S3 held']);

    const again = settle(back.record, sighting({ wanted: A, running: onA, ...up }), 95_000);
    expect(again.path).toEqual(['S18 completed']);

    const retagged = settle(again.record, sighting({ wanted: B, running: onA, ...up }), 96_000);
    expect(retagged.path).toEqual(['S3 held']);

    const released = settle(
      retagged.record,
      sighting({ wanted: B, running: onA, ...up, release: { hash: B.hash } }),
      99_000,
    );
    expect(released.path).toEqual(['S17 pending', 'S7 deploying']);
    expect(released.record?.attempt).toBe(2);
  });
});
