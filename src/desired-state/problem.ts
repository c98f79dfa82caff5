/** One thing that is wrong with a document: facts first, the sentence is made of them in problem-text.ts. */
export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Document path as `services.backend.routes[0].path`. */
  readonly path: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** As written, cut; never a value of environment or secrets. */
  readonly value: string | undefined;
  /** What is allowed, or what is in the way. */
  readonly allowed: string;
  /** The nearest right word of a typo. */
  readonly nearest?: string;
}

/** A problem before it has a place in the text. */
export interface Found {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly allowed: string;
  readonly value?: unknown;
  readonly warning?: boolean;
  readonly nearest?: string;
  /** The place is the key, not the value (an unknown field). */
  readonly atKey?: boolean;
}

export function pathText(path: readonly (string | number)[]): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
