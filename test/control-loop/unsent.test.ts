import { describe, expect, it } from 'vitest';
import { unsentFindings } from '../../src/control-loop/unsent.ts';
import { stepOf } from './guards/guarded-plan.ts';

describe('steps that did not go out', () => {
  it('R42 are said by reason and service, with every step counted', () => {
    const over = 'the time of this pass is over';
    const findings = unsentFindings(
      'todo',
      [
        { step: stepOf({ id: 'a' }), outcome: 'not-sent', why: over },
        { step: stepOf({ id: 'b' }), outcome: 'not-sent', why: over },
        { step: stepOf({ id: 'c', service: 'api' }), outcome: 'not-sent', why: over },
        { step: stepOf({ id: 'd' }), outcome: 'done' },
      ],
      [],
      undefined,
    );
    expect(findings.map(({ place, cause }) => [place.service, cause])).toEqual([
      ['web', `2 steps were not sent (a; b): ${over}`],
      ['api', `one step was not sent (c): ${over}`],
    ]);
  });

  it('R26 R42 names until when an older worker’s signatures may land', () => {
    const [finding] = unsentFindings('todo', [], [stepOf({ id: 'a' })], Date.UTC(2026, 0, 2, 3, 4, 5));
    expect(finding?.cause).toBe(
      "one step was not sent (a): an earlier worker's lease ran out, and what it signed may land until 2026-01-02T03:04:05.000Z",
    );
  });

  it('are none when all went out', () => {
    expect(unsentFindings('todo', [{ step: stepOf(), outcome: 'done' }], [], undefined)).toEqual([]);
  });
});
