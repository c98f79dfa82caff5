import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { APP_TAG } from './arns.ts';
import { failureOf, waitBefore } from './call.ts';
import type { ClientOptions, Clients } from './clients.ts';
import type { Clock } from './clock.ts';
import { isThrottle } from './error-classes.ts';
import type { AwsFailure, Result } from './failure.ts';

/**
 * Clients that write for one app, and can write for no other: IAM holds that. Asked for when there is something to write;
 * each call that it costs is counted.
 */
export type Writers = (app: string, count: (call: string) => void) => Promise<Result<Clients, AwsFailure>>;

export interface WriterOptions {
  /** With `maxAttempts: 1`: attempts are counted and waited for here. */
  readonly sts: STSClient;
  /** ARN of the role of all writes. */
  readonly role: string;
  readonly clientsFor: (credentials: NonNullable<ClientOptions['credentials']>) => Clients;
  readonly clock: Clock;
  readonly random: () => number;
}

const ATTEMPTS = 4;
/** A role that is taken by a role's session lasts an hour at most (STS API reference, AssumeRole). */
const DURATION_SECONDS = 3_600;
/** A pass that begins now must not end with credentials that have run out. */
const MARGIN = 300_000;
/** Each has sockets and caches of its own; a worker meets few apps in an hour. */
const MOST_APPS = 30;

interface Cached {
  readonly clients: Clients;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** Assumes the role with the app as session tag, and keeps an app's credentials until they are near their end. */
export function createWriters(options: WriterOptions): Writers {
  const cache = new Map<string, Cached>();
  return async (app, count) => {
    const known = cache.get(app);
    if (known !== undefined && known.expires - options.clock.now() > MARGIN) return { ok: true, value: known.clients };
    cache.delete(app);
    const made = await assumed(options, app, count);
    if (!made.ok) return made;
    const [oldest] = cache.keys();
    if (cache.size >= MOST_APPS && oldest !== undefined) cache.delete(oldest);
    cache.set(app, made.value);
    return { ok: true, value: made.value.clients };
  };
}

/** Writes by whoever reads: a person who runs a pass under credentials of their own. */
export function sameClients(clients: Clients): Writers {
  return () => Promise.resolve({ ok: true, value: clients });
}

async function assumed(
  { sts, role, clientsFor, clock, random }: WriterOptions,
  app: string,
  count: (call: string) => void,
): Promise<Result<Cached, AwsFailure>> {
  for (let attempt = 1; ; attempt++) {
    count('sts:AssumeRole');
    try {
      const { Credentials } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: role,
          RoleSessionName: `ecs-steward.${app}`,
          DurationSeconds: DURATION_SECONDS,
          Tags: [{ Key: APP_TAG, Value: app }],
        }),
      );
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      return { ok: true, value: { clients: clientsFor(credentials), expires: Expiration?.getTime() ?? 0 } };
    } catch (error) {
      // A session more or less changes nothing: an attempt without an answer is just repeated.
      const failure = failureOf('sts:AssumeRole', 'read', error);
      if (failure.class !== 'retry' || attempt >= ATTEMPTS) return { ok: false, failure };
      await clock.sleep(waitBefore(attempt, isThrottle(failure.code), random()));
    }
  }
}
