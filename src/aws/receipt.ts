/** What a pass or a sweep cost: counted where a call is made, each attempt by itself. */
export class Receipt {
  readonly #reads = new Map<string, number>();
  readonly #writes = new Map<string, number>();
  readonly #records = new Map<string, number>();
  readonly #saved = new Map<string, number>();

  read(call: string): void {
    increase(this.#reads, call);
  }

  write(call: string): void {
    increase(this.#writes, call);
  }

  /** A call to our own table or queue. */
  record(call: string): void {
    increase(this.#records, call);
  }

  /** Reads that were not needed: shared over services (`batch`), remembered (`cache`) or not due (`rotation`). */
  save(how: 'batch' | 'cache' | 'rotation', count = 1): void {
    if (count > 0) increase(this.#saved, how, count);
  }

  get reads(): number {
    return sum(this.#reads);
  }

  get writes(): number {
    return sum(this.#writes);
  }

  get records(): number {
    return sum(this.#records);
  }

  /** Plain JSON with sorted names, for the log line `pass-receipt`. */
  facts(): ReceiptFacts {
    return {
      reads: this.reads,
      writes: this.writes,
      records: this.records,
      readsByCall: sorted(this.#reads),
      writesByCall: sorted(this.#writes),
      recordsByCall: sorted(this.#records),
      saved: sorted(this.#saved),
    };
  }
}

export interface ReceiptFacts {
  readonly reads: number;
  readonly writes: number;
  readonly records: number;
  readonly readsByCall: Readonly<Record<string, number>>;
  readonly writesByCall: Readonly<Record<string, number>>;
  readonly recordsByCall: Readonly<Record<string, number>>;
  readonly saved: Readonly<Record<string, number>>;
}

function increase(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
