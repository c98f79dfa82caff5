import type { ReceiptFacts } from '../aws/receipt.ts';
import type { Finding } from '../findings/finding.ts';
import type { Plan } from '../reconcilers/plan.ts';
import type { Step } from '../reconcilers/step.ts';
import type { RecoveredStep } from '../records/history.ts';
import type { Go } from '../rollouts/move.ts';
import type { Candidate } from '../rollouts/rollout.ts';
import type { Applied } from './apply.ts';

/** How a pass ended; one place acts on it (reconcile). */
export type PassOutcome =
  /** Nothing to do, nothing under way. */
  | { readonly is: 'converged' }
  /** Something is under way or was written: look again. */
  | {
      readonly is: 'unsettled';
      readonly lookAgainMs: number;
      readonly why: string;
      /** A message for about then is on its way already: one is enough. */
      readonly asked: boolean;
    }
  /** Another worker has the app's lease. */
  | { readonly is: 'busy'; readonly lookAgainMs: number }
  /** A pass that began to observe after the message was sent has answered it already. */
  | { readonly is: 'answered' }
  /** No usable document, or not ours to look at: nothing was read or written beyond our own table. */
  | { readonly is: 'refused'; readonly why: string }
  /** Our records could not be read or written: nothing was written to AWS after that. */
  | { readonly is: 'failed'; readonly why: string; readonly lookAgainMs: number };

/** What a pass tells while it goes; reports turn it into log lines, metrics and the demo's timeline. */
export type PassFact =
  | { readonly fact: 'began'; readonly app: string; readonly documentVersion: number; readonly fence: number }
  | { readonly fact: 'finding'; readonly finding: Finding }
  | { readonly fact: 'planned'; readonly plan: Plan }
  /** What an earlier pass that died had begun, as this one found it. */
  | { readonly fact: 'recovered'; readonly app: string; readonly steps: readonly RecoveredStep[] }
  /** A difference that no change of document or image explains. */
  | { readonly fact: 'drift'; readonly app: string; readonly step: Step; readonly caller?: string }
  | { readonly fact: 'step'; readonly app: string; readonly applied: Applied }
  | { readonly fact: 'move'; readonly app: string; readonly service: string; readonly from: string; readonly move: Go }
  /** The tag leads to another index of the image that runs: recorded, not rolled out. */
  | {
      readonly fact: 'same-image';
      readonly app: string;
      readonly service: string;
      readonly wanted: Candidate;
      readonly running: Candidate;
    }
  | {
      readonly fact: 'ended';
      readonly app: string;
      readonly outcome: PassOutcome;
      readonly receipt: ReceiptFacts;
      readonly differencesFound: number;
      readonly differencesRepaired: number;
      readonly durationMs: number;
    };

export type Tell = (fact: PassFact) => void;
