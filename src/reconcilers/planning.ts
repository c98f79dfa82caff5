import type { AwsCall } from '../aws/commands.ts';
import type { AwsFailure } from '../aws/failure.ts';
import { TAG } from '../desired-state/desired.ts';
import type { Finding, Place } from '../findings/finding.ts';
import { notOurs } from '../findings/not-ours.ts';
import { readFailed } from '../findings/read-failed.ts';
import type { Difference } from './difference.ts';
import type { Tags } from './observation.ts';
import { missingTags, type Owner } from './ownership.ts';
import { nothingPlanned, type Planned } from './resource-kind.ts';
import type { KindName, Reason, Risk, Step } from './step.ts';

/** What the kinds' plans have in common: a step's fixed parts, and the two findings that end every plan early. */

export interface StepFacts {
  readonly kind: KindName;
  readonly service: string | undefined;
  /** What is done, for the id: `create`, `modify health check`. */
  readonly does: string;
  readonly call: AwsCall;
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly reason: Reason;
  readonly risk: Risk;
  readonly why: string;
  readonly differences?: readonly Difference[];
  readonly after?: readonly string[];
}

export function stepId(service: string | undefined, kind: KindName, does: string, target: string): string {
  return `${service ?? '-'}/${kind}/${does} ${target}`;
}

export function step({ does, service, differences = [], after = [], ...facts }: StepFacts): Step {
  return {
    id: stepId(service, facts.kind, does, facts.target),
    ...facts,
    differences,
    after,
    ...(service === undefined ? {} : { service }),
  };
}

export function unread(place: Place, failure: AwsFailure): Finding {
  const { call, code, message } = failure;
  return readFailed(place, { call, code, message, denied: failure.class === 'denied' });
}

export function withheldAsUnknown(place: Place, failure: AwsFailure): Planned {
  return { ...nothingPlanned, findings: [unread(place, failure)] };
}

/**
 * Undefined: it is ours to change. Otherwise what to say instead. Tags that were not read this time are trusted where our
 * own records know the thing; the pass reads them before it writes (R1).
 */
export function notOursFinding(
  place: Place,
  owner: Owner,
  what: string,
  name: string,
  adoptLine: string,
): Finding | undefined {
  switch (owner) {
    case 'ours':
    case 'unread':
      return undefined;
    case 'nobody':
    case 'another app':
      return notOurs(place, { what, name, owner, adoptLine });
  }
}

/** `a, b and 3 more`, for sentences. */
export function pathsText(differences: readonly Difference[]): string {
  const paths = differences.map((difference) => difference.path);
  return paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 2).join(', ')} and ${paths.length - 2} more`;
}

/** Difference paths and document paths that the service leaves alone: a path covers what lies below it. */
export function managed(differences: readonly Difference[], unmanaged: readonly string[]): Difference[] {
  if (unmanaged.length === 0) return [...differences];
  return differences.filter(
    ({ path }) =>
      !unmanaged.some((left) => path === left || path.startsWith(`${left}.`) || path.startsWith(`${left}[`)),
  );
}

export interface Tagging {
  readonly common: Pick<StepFacts, 'kind' | 'service' | 'target'>;
  readonly call: AwsCall;
  /** The call's input for the tags that are missing. */
  readonly input: (missing: readonly [key: string, value: string][]) => Readonly<Record<string, unknown>>;
  readonly declared: Tags;
  /** undefined: not read this time. */
  readonly seen: Tags | undefined;
  readonly reason: Reason;
  /** The word of the path: ECS spells `tags`, ELB `Tags`. */
  readonly word: 'tags' | 'Tags';
}

/** Declared tags that are missing; taking a thing over begins with them, as nothing else may be written before (R1). */
export function tagStep({ common, call, input, declared, seen, reason, word }: Tagging): Step[] {
  const missing = seen === undefined ? [] : [...missingTags(declared, seen)];
  if (missing.length === 0) return [];
  const adoption = seen?.get(TAG.app) === undefined;
  return [
    step({
      ...common,
      does: 'tag',
      call,
      input: input(missing),
      reason: adoption ? 'adoption' : reason,
      risk: 'low',
      why: adoption ? 'the document takes it over' : 'declared tags are missing',
      differences: missing.map(([key, value]) => ({
        path: `${word}[${key}]`,
        declared: value,
        observed: seen?.get(key),
      })),
    }),
  ];
}
