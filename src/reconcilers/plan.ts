import type { DesiredApp, DesiredService } from '../desired-state/desired.ts';
import type { Finding } from '../findings/finding.ts';
import { kinds } from './kinds.ts';
import { lowestHealthy } from './lowest-healthy.ts';
import type { Observation } from './observation.ts';
import {
  type Around,
  type KnownResources,
  merged,
  nothingKnown,
  type Planned,
  type PlannedCandidate,
} from './resource-kind.ts';
import type { Placed } from './rule-priority.ts';
import type { KindName, Reason, Step } from './step.ts';

/** One service as it is to be planned: whole, from the candidate in force. */
export interface ServiceToPlan {
  readonly service: DesiredService;
  /** undefined: its revision, groups and rules stay as they are now. */
  readonly candidate: PlannedCandidate | undefined;
  /** Why what a candidate brings differs. */
  readonly reason: Reason;
  /** Why everything else differs: settings that no rollout brings. */
  readonly settingsReason: Reason;
}

export interface PlanInput {
  readonly app: DesiredApp;
  readonly services: readonly ServiceToPlan[];
  readonly seen: Observation;
  readonly known: ReadonlyMap<string, KnownResources>;
  readonly fence: number;
  readonly band: { readonly from: number; readonly to: number };
}

/** The ordered steps of an app with its findings: plain JSON, nothing hidden. */
export interface Plan {
  readonly app: string;
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  /** What must change by itself first; while there is any, the app is looked at again soon. */
  readonly waits: readonly string[];
  /** By service: the smallest number of healthy targets (or tasks) that these steps can lead to, with the number now. */
  readonly lowestHealthy: Readonly<
    Record<string, { readonly now: number; readonly lowest: number; readonly floor: number }>
  >;
}

/** Pure: the same document and the same world give the same plan. */
export function planApp(input: PlanInput): Plan {
  const chosen: Placed[] = [];
  const planned = merged(input.services.map((each) => planService(input, each, chosen)));
  const removed = merged(
    input.app.removed.flatMap((tombstone) =>
      kinds.map((kind) =>
        kind.remove({
          app: input.app,
          tombstone,
          seen: input.seen,
          known: input.known.get(tombstone.service) ?? nothingKnown,
        }),
      ),
    ),
  );
  const steps = [...inOrder(planned.steps, 1), ...inOrder(removed.steps, -1)];
  return {
    app: input.app.app,
    steps,
    findings: unique([...planned.findings, ...removed.findings]),
    waits: [...new Set([...(planned.waits ?? []), ...(removed.waits ?? [])])],
    lowestHealthy: Object.fromEntries(
      input.services.flatMap((each) => {
        const own = steps.filter(({ service }) => service === each.service.name);
        const counts = lowestHealthy(each.service, own, input.seen);
        return counts === undefined ? [] : [[each.service.name, counts]];
      }),
    ),
  };
}

export function planService(
  input: PlanInput,
  { service, candidate, reason, settingsReason }: ServiceToPlan,
  chosen: Placed[] = [],
): Planned {
  const around: Around = {
    app: input.app,
    service,
    candidate,
    reason,
    seen: input.seen,
    fence: input.fence,
    band: input.band,
    chosen,
    known: input.known.get(service.name) ?? nothingKnown,
  };
  return merged(
    kinds.map((kind) => kind.plan(brought.has(kind.kind) ? around : { ...around, reason: settingsReason })),
  );
}

/** Kinds that a candidate brings whole. */
export const brought: ReadonlySet<KindName> = new Set(['target-group', 'listener-rule', 'task-definition', 'service']);

const rank = new Map<KindName, number>(kinds.map(({ kind }, index) => [kind, index]));

/** By kind, then as planned: services of one app share their place, so that no service waits for the whole of another. */
function inOrder(steps: readonly Step[], direction: 1 | -1): Step[] {
  return steps
    .map((step, index) => ({ step, index }))
    .sort((a, b) => direction * ((rank.get(a.step.kind) ?? 0) - (rank.get(b.step.kind) ?? 0)) || a.index - b.index)
    .map(({ step }) => step);
}

/** What several services say of one thing (the cluster, a listener) is said once. */
function unique(findings: readonly Finding[]): Finding[] {
  const said = new Map<string, Finding>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.code, finding.place.service, finding.place.resource, finding.cause]);
    if (!said.has(key)) said.set(key, finding);
  }
  return [...said.values()];
}
