/** Time, as it is passed in: nothing under src/ reads a clock of its own. */
export interface Clock {
  /** Milliseconds since 1970, as the calendar has it. For records and messages. */
  now(): number;
  /** Milliseconds of a clock that never jumps and never stops. For leases, budgets and time-outs. */
  monotonic(): number;
  sleep(milliseconds: number): Promise<void>;
}
