import type { Answer } from './answer.ts';

/** What an image's container does when it runs, as plain data. */
export interface Behaviour {
  /** Seconds of pulling and starting. */
  readonly startSeconds: number;
  readonly answer: Answer;
  /** The container ends by itself, this long after its start. */
  readonly exits?: { readonly afterSeconds: number; readonly code: number; readonly reason?: string };
  /** Lines that it writes at its start. */
  readonly logs?: readonly string[];
  /** What its container health check finds; absent: healthy. */
  readonly containerHealth?: 'HEALTHY' | 'UNHEALTHY';
}

/** Starts in 8 s, answers 200 `ok` on every port and path, runs until it is stopped. */
export function goodBehaviour(): Behaviour {
  return { startSeconds: 8, answer: { default: { status: 200, body: 'ok' } } };
}
