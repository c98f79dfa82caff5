/** What an operation came to in the world, whatever the caller was told. */
export type Outcome =
  /** The output of writes only. */
  | { readonly ok: true; readonly output?: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** One call, as the simulator saw it. */
export interface LedgerEntry {
  readonly seq: number;
  /** Milliseconds since 1970, when the call arrived. */
  readonly at: number;
  /** The principal's ARN. */
  readonly actor: string;
  readonly userAgent: string | undefined;
  readonly account: string;
  readonly region: string;
  /** As IAM spells it: `ecs`, `elasticloadbalancing`. */
  readonly service: string;
  /** `ecs:UpdateService` */
  readonly action: string;
  readonly effect: 'read' | 'write';
  readonly request: unknown;
  /** Absent while the call runs, and when its caller or the call died before the operation. */
  readonly outcome: Outcome | undefined;
  /** A write whose effect is in the world. */
  readonly applied: boolean;
  /** What the caller was told. `nothing`: the answer was lost, or the call never ended. */
  readonly answered: 'success' | 'error' | 'nothing';
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
export type OpenEntry = Mutable<LedgerEntry>;

export class Ledger {
  readonly #entries: OpenEntry[] = [];
  #seq = 0;

  /** Opens an entry as the call arrives, so that a caller's crash leaves it in the ledger. */
  open(call: Omit<LedgerEntry, 'seq' | 'outcome' | 'applied' | 'answered'>): OpenEntry {
    const entry: OpenEntry = { seq: ++this.#seq, ...call, outcome: undefined, applied: false, answered: 'nothing' };
    this.#entries.push(entry);
    return entry;
  }

  entries(): readonly LedgerEntry[] {
    return this.#entries;
  }

  /** Number of the last call; what comes later has a greater one. */
  get last(): number {
    return this.#seq;
  }

  since(seq: number): readonly LedgerEntry[] {
    return this.#entries.filter((entry) => entry.seq > seq);
  }

  applied(): readonly LedgerEntry[] {
    return this.#entries.filter((entry) => entry.applied);
  }
}
