import type { AwsFailure, Result } from '../aws/failure.ts';
import { type FleetApp, scopesOf } from '../records/fleet-index.ts';
import type { PlaceId } from '../records/spokes.ts';
import { originOf } from './events/envelope.ts';
import type { Hint, Own } from './events/event-source.ts';
import { sources } from './events/sources.ts';
import type { Caller, QueueMessage } from './messages.ts';
import type { Sending } from './queue.ts';

export interface DispatchOptions {
  readonly own: Own;
  readonly fleet: () => Promise<Result<readonly FleetApp[], AwsFailure>>;
  /** Names of all apps with a document. */
  readonly documents: () => Promise<Result<readonly string[], AwsFailure>>;
  readonly send: (messages: readonly Sending[]) => Promise<Result<number, AwsFailure>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** One line an event: what it led to. */
  readonly told: (outcome: DispatchOutcome) => void;
}

export type DispatchOutcome =
  | {
      readonly is: 'sent';
      readonly source: string;
      readonly apps: readonly string[];
      readonly sweeps: number;
      readonly callers: readonly Caller[];
    }
  /** Known, and nothing to do for it. */
  | { readonly is: 'nothing'; readonly source: string }
  /** Not an event of ours, or a forged one: dropped, counted, never retried. */
  | { readonly is: 'dropped' }
  /** The table or the queue did not answer: thrown on, so that Lambda brings the event again. */
  | { readonly is: 'failed'; readonly failure: AwsFailure };

/** So long the places that events may come from are remembered: a storm from elsewhere costs a read a minute. */
const NEIGHBOURS_SERVE = 60_000;

/** Places that apps or their images are in, as of the last look at the fleet. */
interface Neighbours {
  places: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  until: number;
}

/** An event only says «look now»: it is mapped to apps or scopes and sent to the queue. Whatever it holds, nothing else happens. */
export function createDispatch(options: DispatchOptions): (event: unknown) => Promise<DispatchOutcome> {
  const neighbours: Neighbours = { places: new Set(), until: 0 };
  return async (event) => {
    const outcome = await dispatch(options, neighbours, event);
    options.told(outcome);
    return outcome;
  };
}

async function dispatch(
  { own, fleet, documents, send, now }: DispatchOptions,
  neighbours: Neighbours,
  event: unknown,
): Promise<DispatchOutcome> {
  // Whether it is one of ours is told without the fleet: a storm of strangers costs no read.
  const kind = sources.find((source) => source.read(event, [], own) !== undefined);
  const origin = originOf(event);
  const foreign = origin !== undefined && placeText(origin) !== placeText(own);
  const stranger = () => foreign && !neighbours.places.has(placeText(origin));
  if (kind === undefined || (now() < neighbours.until && stranger())) return { is: 'dropped' };
  const members = await fleet();
  if (!members.ok) return { is: 'failed', failure: members.failure };
  neighbours.places = new Set(members.value.flatMap(placesOf));
  neighbours.until = now() + NEIGHBOURS_SERVE;
  if (stranger()) return { is: 'dropped' };
  const read = kind.read(event, members.value, own) ?? [];
  const missed = read.some((hint) => 'sweep' in hint) ? await notIndexed(documents, members.value) : nobody;
  if (!missed.ok) return { is: 'failed', failure: missed.failure };
  const hints = [...read, ...missed.value];
  const messages = messagesOf(hints, members.value, new Date(now()).toISOString());
  if (messages.length === 0) return { is: 'nothing', source: kind.name };
  const sent = await send(messages.map((message) => ({ message, delaySeconds: 0 })));
  if (!sent.ok) return { is: 'failed', failure: sent.failure };
  const apps = messages.flatMap((message) => ('app' in message ? [message.app] : []));
  return {
    is: 'sent',
    source: kind.name,
    apps,
    sweeps: messages.filter((message) => 'sweep' in message).length,
    callers: hints.flatMap((hint) => ('caller' in hint && hint.caller !== undefined ? [hint.caller] : [])),
  };
}

function placesOf(member: FleetApp): string[] {
  return [member, ...member.services.flatMap(({ repositories }) => repositories)].map(placeText);
}

function placeText({ account, region }: PlaceId): string {
  return `${account}/${region}`;
}

const nobody: Result<readonly Hint[], AwsFailure> = { ok: true, value: [] };

/** Sweeps know an app from the index, which its first pass writes: where the event for that was lost, the schedule brings it. */
async function notIndexed(
  documents: DispatchOptions['documents'],
  fleet: readonly FleetApp[],
): Promise<Result<readonly Hint[], AwsFailure>> {
  const names = await documents();
  if (!names.ok) return names;
  const known = new Set(fleet.map(({ app }) => app));
  const missing = names.value.filter((app) => !known.has(app));
  return {
    ok: true,
    value: missing.map((app) => ({ app, reason: 'it is not in the index of the fleet', hinted: true })),
  };
}

/** One message an app, however often it is named; a sweep for each scope. */
function messagesOf(hints: readonly Hint[], fleet: readonly FleetApp[], at: string): QueueMessage[] {
  const apps = new Map<string, QueueMessage>();
  const marks: QueueMessage[] = [];
  let sweeps = false;
  for (const hint of hints) {
    if ('sweep' in hint) sweeps = true;
    else if ('verify' in hint) marks.push({ v: 1, verify: hint.verify, at });
    else
      apps.set(hint.app, {
        v: 1,
        app: hint.app,
        reason: hint.reason,
        at,
        ...(hint.caller === undefined ? {} : { caller: hint.caller }),
        ...(hint.hinted === true ? { hinted: true } : {}),
      });
  }
  const scopes = sweeps ? scopesOf(fleet).map((sweep): QueueMessage => ({ v: 1, sweep, at })) : [];
  return [...scopes, ...marks, ...[...apps].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, message]) => message)];
}
