import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { APP_TAG } from './arns.ts';
import { failureOf, waitBefore } from './call.ts';
import type { ClientOptions, Clients } from './clients.ts';
import type { Clock } from './clock.ts';
import { isThrottle } from './error-classes.ts';
import type { AwsFailure, Result } from './failure.ts';

/** A session of a role: what stands in it is all that tells one from another. */
export interface RoleSession {
  /** ARN */
  readonly role: string;
  readonly region: string;
  /** The session's tag; absent: none is sent. */
  readonly app?: string;
  readonly externalId?: string;
}

/** Clients with the credentials of a session; each call that they cost is counted. */
export type AssumedClients = (
  session: RoleSession,
  count: (call: string) => void,
) => Promise<Result<Clients, AwsFailure>>;

export interface AssumeOptions {
  /** With `maxAttempts: 1`: attempts are counted and waited for here. */
  readonly sts: STSClient;
  readonly clientsFor: (credentials: NonNullable<ClientOptions['credentials']>, region: string) => Clients;
  readonly clock: Clock;
  readonly random: () => number;
  /** For so long a refusal is answered again without asking, in milliseconds; absent: each time is asked. */
  readonly restMs?: number;
}

const ATTEMPTS = 4;
/** What waits for credentials keeps other messages of its batch waiting. */
const PATIENCE_MS = 10_000;
/** A role that is taken by a role's session lasts an hour at most (STS API reference, AssumeRole). */
const DURATION_SECONDS = 3_600;
/** A pass that begins now must not end with credentials that have run out. */
const MARGIN = 300_000;
/** Each has sockets and caches of its own; a worker meets few apps in an hour. */
const MOST_SESSIONS = 30;

interface Cached {
  readonly result: Result<Clients, AwsFailure>;
  /** Milliseconds since 1970; not used any more from then on. */
  readonly serves: number;
}

/** Assumes roles when they are needed, and keeps each session until it is near its end. */
export function createAssumedClients(options: AssumeOptions): AssumedClients {
  const cache = new Map<string, Cached>();
  return async (session, count) => {
    const key = JSON.stringify([session.role, session.region, session.app, session.externalId]);
    const known = cache.get(key);
    if (known !== undefined && options.clock.now() < known.serves) return known.result;
    cache.delete(key);
    const made = await assumed(options, session, count);
    if (!made.result.ok && options.restMs === undefined) return made.result;
    const [oldest] = cache.keys();
    if (cache.size >= MOST_SESSIONS && oldest !== undefined) cache.delete(oldest);
    cache.set(key, made);
    return made.result;
  };
}

async function assumed(
  { sts, clientsFor, clock, random, restMs = 0 }: AssumeOptions,
  session: RoleSession,
  count: (call: string) => void,
): Promise<Cached> {
  const ends = clock.monotonic() + PATIENCE_MS;
  for (let attempt = 1; ; attempt++) {
    count('sts:AssumeRole');
    try {
      const { Credentials } = await sts.send(requestFor(session));
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      const value = clientsFor(credentials, session.region);
      return { result: { ok: true, value }, serves: (Expiration?.getTime() ?? 0) - MARGIN };
    } catch (error) {
      // A session more or less changes nothing: an attempt without an answer is just repeated.
      const failure = failureOf('sts:AssumeRole', 'read', error);
      const wait = waitBefore(attempt, isThrottle(failure.code), random());
      if (failure.class !== 'retry' || attempt >= ATTEMPTS || clock.monotonic() + wait >= ends)
        return { result: { ok: false, failure }, serves: clock.now() + restMs };
      await clock.sleep(wait);
    }
  }
}

function requestFor({ role, app, externalId }: RoleSession): AssumeRoleCommand {
  return new AssumeRoleCommand({
    RoleArn: role,
    RoleSessionName: app === undefined ? 'ecs-steward' : `ecs-steward.${app}`,
    DurationSeconds: DURATION_SECONDS,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
    ...(app === undefined ? {} : { Tags: [{ Key: APP_TAG, Value: app }] }),
  });
}
