import type { DesiredApp } from '../../desired-state/desired.ts';
import type { Observation } from '../../reconcilers/observation.ts';
import type { Plan } from '../../reconcilers/plan.ts';
import type { Step } from '../../reconcilers/step.ts';
import type { GuardLimits } from '../../records/control.ts';
import type { MassChangeClaim } from '../../records/mass-change.ts';

/** What guards know beside the plan; plain data, read in this pass. */
export interface GuardContext {
  readonly app: DesiredApp;
  readonly seen: Observation;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly paused: { readonly by: string; readonly reason: string } | undefined;
  readonly frozen: { readonly until: string; readonly reason: string } | undefined;
  /** The kill switch is on: why, and how it is put off. */
  readonly killed: { readonly why: string; readonly lift: string } | undefined;
  /** May this app change in this window; asked only where the plan holds something that counts. */
  readonly massChange: MassChangeClaim;
  readonly limits: GuardLimits;
  /** When the document in force was stored: removals cool down after it. */
  readonly documentStoredAt: number;
}

export interface Withheld {
  readonly step: Step;
  readonly why: string;
}

/** A rule that withholds steps. Pure; `lift` says how a person ends it. */
export interface Guard {
  readonly name: string;
  judge(plan: Plan, context: GuardContext): readonly Withheld[];
  lift(context: GuardContext): string;
}
