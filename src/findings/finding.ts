/** What on-call and editors are told: a stable code, where, why, and what to do. */

export type Severity = 'error' | 'warning' | 'note';

/** Who ends the finding: the next passes by themselves, an edit of the document, or a person's act elsewhere. */
export type ClearedBy = 'itself' | 'document' | 'person';

/** Where the finding is: as much of it as is known. `path` is a document path, `resource` an AWS name or ARN. */
export interface Place {
  readonly app: string;
  readonly service?: string;
  readonly resource?: string;
  readonly path?: string;
}

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly clearedBy: ClearedBy;
  readonly place: Place;
  /** One sentence, with the values. Never a secret: environment values do not belong here. */
  readonly cause: string;
  /** Commands or document lines that can be pasted; at least one. */
  readonly whatToDo: readonly string[];
}

export interface FindingKind<Facts extends object> {
  readonly code: string;
  readonly severity: Severity;
  readonly clearedBy: ClearedBy;
  cause(facts: Facts): string;
  whatToDo(facts: Facts): readonly [string, ...string[]];
}

/** Makes findings of one kind; the kind's own words stay readable on it (docs/findings.md is made from them). */
export interface FindingMaker<Facts extends object> {
  (place: Place, facts: Facts): Finding;
  readonly kind: FindingKind<Facts>;
}

export function findingKind<Facts extends object>(kind: FindingKind<Facts>): FindingMaker<Facts> {
  const make = (place: Place, facts: Facts): Finding => ({
    code: kind.code,
    severity: kind.severity,
    clearedBy: kind.clearedBy,
    place,
    cause: kind.cause(facts),
    whatToDo: kind.whatToDo(facts),
  });
  return Object.assign(make, { kind });
}
