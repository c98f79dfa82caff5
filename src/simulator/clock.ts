/**
 * Simulated time: it moves only when somebody moves it, and what is due happens on the way, in order.
 * Two events of the same moment happen in the order in which they were set.
 */
export interface SimulatedEvent {
  readonly at: number;
  readonly seq: number;
  readonly label: string;
  readonly run: () => void;
}

export class VirtualClock {
  #now: number;
  readonly #start: number;
  #seq = 0;
  #events: SimulatedEvent[] = [];

  /** @param start milliseconds since 1970 */
  constructor(start: number) {
    this.#now = start;
    this.#start = start;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now - this.#start;
  }

  /** Runs at `time` (ms since 1970), or at the next advance if that is past. Answers a function that takes it back. */
  at(time: number, label: string, run: () => void): () => void {
    const event: SimulatedEvent = { at: Math.max(time, this.#now), seq: this.#seq++, label, run };
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#events[middle];
      if (other !== undefined && (other.at < event.at || (other.at === event.at && other.seq < event.seq)))
        low = middle + 1;
      else high = middle;
    }
    this.#events.splice(low, 0, event);
    return () => {
      const index = this.#events.indexOf(event);
      if (index >= 0) this.#events.splice(index, 1);
    };
  }

  after(milliseconds: number, label: string, run: () => void): () => void {
    return this.at(this.#now + milliseconds, label, run);
  }

  /** Time of the next event, or undefined when nothing is set. */
  next(): number | undefined {
    return this.#events[0]?.at;
  }

  advance(milliseconds: number): void {
    this.advanceTo(this.#now + milliseconds);
  }

  advanceTo(time: number): void {
    for (;;) {
      const event = this.#events[0];
      if (event === undefined || event.at > time) break;
      this.#events.shift();
      this.#now = Math.max(this.#now, event.at);
      event.run();
    }
    this.#now = Math.max(this.#now, time);
  }

  /** What a program under simulation sees as waiting: time passes at once. */
  sleep(milliseconds: number): Promise<void> {
    this.advance(milliseconds);
    return Promise.resolve();
  }
}
