import { createHmac } from 'node:crypto';
import type { ReceiptFacts } from '../aws/receipt.ts';
import type { Finding } from '../findings/finding.ts';
import type { Difference } from '../reconcilers/difference.ts';
import type { Step } from '../reconcilers/step.ts';
import { escaped } from './text.ts';

/** Names of events in the log: stable for ever. docs/log-events.md is made from this list. */
export const logEvents = {
  'pass-began': "A pass took the app's lease and begins to look.",
  drift: 'A field is not as declared, and no change of document or image explains it.',
  step: 'One write to AWS, and what came of it: done, refused, unknown (no answer), not-sent.',
  recovered: 'A pass died; what it had begun, as the next one found it: done, not-done (so far) or unknown.',
  'rollout-moved': 'A rollout went from one state to another, with the row of the table and why.',
  'same-image': 'The tag leads to another index of the image that runs: recorded, not rolled out.',
  finding: 'Something a person should know: code, place, cause, what to do.',
  'pass-ended': 'How the pass ended, and its call receipt: reads and writes by API, what sharing and caching saved.',
  swept: 'A sweep looked at all apps of a scope; those that differ get a pass.',
  'event-sent': 'An event was mapped to apps or sweeps.',
  'event-ignored': 'An event of ours to know, and nothing to do for it.',
  'event-dropped': 'Not an event of ours, or a forged one.',
  'event-failed': 'The table or the queue did not answer; Lambda brings the event again.',
  'message-dropped': "A message of the queue that can't be read, or a look that broke.",
} as const satisfies Record<string, string>;

export type LogEvent = keyof typeof logEvents;
export type Level = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** One structured line: what a machine filters by, and a sentence for on-call. */
export interface LogLine {
  readonly event: LogEvent;
  readonly level: Level;
  readonly message: string;
  readonly place: {
    readonly app?: string;
    readonly service?: string;
    readonly resource?: string;
    readonly path?: string;
  };
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Facts of a pass as they come; structurally the control loop's. */
export interface StepOutcome {
  readonly step: Step;
  readonly outcome: 'done' | 'refused' | 'unknown' | 'not-sent';
  readonly failure?: { readonly code: string; readonly message: string };
  readonly why?: string;
}

export function findingLine({ code, severity, clearedBy, place, cause, whatToDo }: Finding): LogLine {
  const level: Level = severity === 'error' ? 'ERROR' : severity === 'warning' ? 'WARN' : 'INFO';
  return {
    event: 'finding',
    level,
    message: escaped(cause),
    place,
    fields: { code, severity, clearedBy, whatToDo: whatToDo.map((line) => escaped(line)) },
  };
}

/** @param key makes hidden values comparable over lines without showing them */
export function stepLine(app: string, { step, outcome, failure, why }: StepOutcome, key: string): LogLine {
  const level: Level = outcome === 'done' ? 'INFO' : outcome === 'unknown' ? 'ERROR' : 'WARN';
  const end = failure === undefined ? (why ?? '') : `${failure.code}: ${failure.message}`;
  return {
    event: 'step',
    level,
    place: placeOf(app, step),
    message: escaped(`${step.call} ${step.target} ${outcome} because ${step.why}${end === '' ? '' : ` (${end})`}`),
    fields: {
      step: step.id,
      call: step.call,
      reason: step.reason,
      risk: step.risk,
      outcome,
      differences: step.differences.map((difference) => shown(difference, key)),
      ...(failure === undefined ? {} : { code: failure.code }),
    },
  };
}

export function recoveredLine(
  app: string,
  steps: readonly { readonly id: string; readonly outcome: string; readonly entry: string }[],
): LogLine {
  const ended = (outcome: string) => steps.filter((step) => step.outcome === outcome).map(({ id }) => id);
  const counts = ['done', 'not-done', 'unknown'].map((outcome) => `${ended(outcome).length} ${outcome}`).join(', ');
  return {
    event: 'recovered',
    level: 'WARN',
    place: { app },
    message: escaped(`an earlier pass died with ${steps.length} steps begun: ${counts}`),
    fields: {
      done: ended('done').map((id) => escaped(id)),
      notDone: ended('not-done').map((id) => escaped(id)),
      unknown: ended('unknown').map((id) => escaped(id)),
      entries: [...new Set(steps.map(({ entry }) => entry))],
    },
  };
}

export function driftLine(app: string, step: Step, caller: string | undefined, key: string): LogLine {
  const paths = step.differences.map(({ path }) => path).join(', ');
  const who = caller === undefined ? '' : ` (changed by ${JSON.stringify(caller)})`;
  return {
    event: 'drift',
    level: 'WARN',
    place: placeOf(app, step),
    message: escaped(`${step.target} is not as declared: ${paths}${who}`),
    fields: {
      differences: step.differences.map((difference) => shown(difference, key)),
      ...(caller === undefined ? {} : { caller: escaped(caller) }),
    },
  };
}

export function moveLine(
  app: string,
  service: string,
  from: string,
  move: { readonly to: string; readonly no: string; readonly why: string },
): LogLine {
  const bad = move.to === 'held' || move.to === 'rolling-back';
  return {
    event: 'rollout-moved',
    level: bad ? 'ERROR' : 'INFO',
    place: { app, service },
    message: escaped(`${service}: ${from} → ${move.to}, because ${move.why}`),
    fields: { from, to: move.to, no: move.no },
  };
}

interface Brought {
  readonly hash: string;
  readonly digests: Readonly<Record<string, string>>;
}

export function sameImageLine(app: string, service: string, wanted: Brought, running: Brought): LogLine {
  const differs = Object.keys(wanted.digests).filter((name) => wanted.digests[name] !== running.digests[name]);
  return {
    event: 'same-image',
    level: 'INFO',
    place: { app, service },
    message: escaped(
      `${service}: the tag of ${differs.join(', ')} leads to another index of the very image that runs; recorded, not rolled out`,
    ),
    fields: { wanted: wanted.hash, running: running.hash, digests: wanted.digests, runningDigests: running.digests },
  };
}

export function endedLine(
  app: string,
  outcome: { readonly is: string; readonly why?: string },
  receipt: ReceiptFacts,
  facts: Readonly<Record<string, number>>,
): LogLine {
  const why = outcome.why === undefined ? '' : `: ${outcome.why}`;
  return {
    event: 'pass-ended',
    level: outcome.is === 'failed' ? 'ERROR' : 'INFO',
    place: { app },
    message: escaped(`pass ${outcome.is}${why}; ${receipt.reads} reads, ${receipt.writes} writes`),
    fields: { outcome: outcome.is, receipt, ...facts },
  };
}

function placeOf(app: string, { service, target }: Step) {
  return { app, resource: target, ...(service === undefined ? {} : { service }) };
}

/** Values that may be secrets: shown as the beginning of a keyed hash, so that «the same as before» can be seen (T14). */
const secretive =
  /(^|\.)(environment|secrets|secretOptions|options|command|entryPoint|dockerLabels|environmentFiles|repositoryCredentials)(\[|\.|$)|HttpHeaderConfig|QueryStringConfig|ClientSecret/;

function shown(
  { path, declared, observed }: Difference,
  key: string,
): { path: string; declared: unknown; observed: unknown } {
  const show = (value: unknown) => (secretive.test(path) ? hidden(value, key) : cut(value));
  return { path: escaped(path), declared: show(declared), observed: show(observed) };
}

function hidden(value: unknown, key: string): string {
  return value === undefined
    ? 'absent'
    : `hidden:${createHmac('sha256', key).update(JSON.stringify(value)).digest('hex').slice(0, 8)}`;
}

function cut(value: unknown): unknown {
  if (value === undefined) return 'absent';
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return escaped(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}

export function logEventsMarkdown(): string {
  const rows = Object.entries(logEvents).map(([event, meaning]) => `| \`${event}\` | ${meaning} |`);
  return [
    '# Log events',
    '',
    'Every line of the functions is one JSON object with `event`, `level`, `message` (a sentence), `place` (app, service, resource, path) and the fields of its event.',
    'Names are stable: filter by them. Values that may be secrets are shown as `hidden:` and eight digits of a keyed hash.',
    '',
    '| event | when |',
    '|---|---|',
    ...rows,
    '',
  ].join('\n');
}
