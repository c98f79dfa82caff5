/** What is in the way of a task definition. `path` as `containerDefinitions.0.image`. */
export interface Cause {
  readonly code: string;
  readonly path: string;
  readonly sentence: string;
}

/** What is done to a task definition, or doubtful in it; it can be used. */
export interface Note {
  readonly code: string;
  readonly sentence: string;
}

export type Members = Readonly<Record<string, unknown>>;

/** The maps of a list; whatever else is in it is not looked at. */
export function mapsIn(value: unknown): Members[] {
  return Array.isArray(value) ? value.filter((item): item is Members => typeof item === 'object' && item !== null) : [];
}
