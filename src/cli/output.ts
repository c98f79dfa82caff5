import pc from 'picocolors';

/** Results go to standard output, progress and notes to standard error; with `--json` results are JSON only. */
export interface Output {
  readonly json: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  /** A line of the result for a person; silent with `--json`. */
  line(text: string): void;
  /** The result for a program; silent without `--json`. */
  data(value: unknown): void;
  /** Progress. */
  note(text: string): void;
}

export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

export function createOutput(streams: Streams, options: { readonly json: boolean; readonly color: boolean }): Output {
  return {
    json: options.json,
    colors: pc.createColors(options.color),
    line: (text) => (options.json ? undefined : streams.out(`${text}\n`)),
    data: (value) => (options.json ? streams.out(`${JSON.stringify(value)}\n`) : undefined),
    note: (text) => streams.err(`${text}\n`),
  };
}
