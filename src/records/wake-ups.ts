/** A message of the queue: look at an app, at or after a time. Times: milliseconds since 1970; ticks in the model. */
export interface Question {
  /** By the clock of whoever asked; a look before that is no answer. */
  readonly askedAt: number;
  /** Something changed that only slow looks read. */
  readonly hinted: boolean;
}

/** What the status keeps of looks that were recorded. */
export interface Looks {
  readonly observeBegan: number;
  /** When the last look began that read the slow things, too; 0: the next one must. */
  readonly slowLook: number;
  /** When a delayed message that was sent is due; 0: none. */
  readonly nextLook: number;
}

/** How a pass over the question's app ended; structurally the control loop's outcome. */
export type LookEnded =
  | { readonly is: 'converged' | 'answered' | 'refused' }
  | { readonly is: 'unsettled'; readonly lookAgainMs: number; readonly asked: boolean }
  | { readonly is: 'failed' | 'busy'; readonly lookAgainMs: number };

/** What becomes of the message; with `ask`, that is sent first. Only then it is deleted: a crash in between doubles it. */
export type Next =
  | { readonly is: 'delete' }
  | { readonly is: 'ask'; readonly question: Question; readonly delay: number };

export interface WakeUpTimes {
  /** By how much clocks of two hosts differ at most. */
  readonly skew: number;
  /** A look that comes so much later than it is wanted is early enough. */
  readonly slack: number;
}

export const wakeUpTimes: WakeUpTimes = { skew: 5_000, slack: 1_000 };

/**
 * Which message needs a pass, and what becomes of it after that: on a queue that doubles, delays and reorders, no event is
 * without a later look, and the queue drains. The code and the model that visits every state of it use these functions.
 */
export const wakeUps = {
  /** True: a pass that began to look after the question was asked has recorded what it saw. Whose clock was ahead is unknown. */
  answered: (question: Question, looks: Looks, { skew }: WakeUpTimes): boolean =>
    (question.hinted ? Math.min(looks.slowLook, looks.observeBegan) : looks.observeBegan) > question.askedAt + skew,

  /**
   * True: a message that was sent brings the next look early enough; one is enough. Not one that is due within the skew:
   * that may be the very message which this pass carries out.
   */
  isAsked: (nextLook: number, now: number, lookAgainMs: number, { skew, slack }: WakeUpTimes): boolean =>
    nextLook > now + skew && nextLook <= now + lookAgainMs + slack,

  /** The question that brings a later look: no pass before that time answers it. */
  later: (inMs: number, hinted: boolean, now: number): Question => ({ askedAt: now + inMs, hinted }),

  after: (ended: LookEnded, question: Question, now: number): Next => {
    switch (ended.is) {
      case 'converged':
      case 'answered':
      case 'refused':
        return { is: 'delete' };
      case 'unsettled':
        return ended.asked ? { is: 'delete' } : ask(wakeUps.later(ended.lookAgainMs, false, now), ended.lookAgainMs);
      case 'failed':
        // Nothing was recorded: what was asked for is still to be looked at.
        return ask(wakeUps.later(ended.lookAgainMs, question.hinted, now), ended.lookAgainMs);
      case 'busy':
        // The same question, asked at the same time: whoever looks meanwhile answers it.
        return ask(question, ended.lookAgainMs);
    }
  },
} as const;

export type WakeUps = typeof wakeUps;

function ask(question: Question, delay: number): Next {
  return { is: 'ask', question, delay };
}
