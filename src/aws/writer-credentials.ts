import type { AssumedClients } from './assumed-clients.ts';
import type { Clients } from './clients.ts';
import type { AwsFailure, Result } from './failure.ts';

/**
 * Clients that write for one app, and can write for no other: IAM holds that. Asked for when there is something to write;
 * each call that it costs is counted.
 */
export type Writers = (app: string, count: (call: string) => void) => Promise<Result<Clients, AwsFailure>>;

/** The role of all writes, taken with the app as session tag. `role` is its ARN. */
export function createWriters(assume: AssumedClients, { role, region }: { role: string; region: string }): Writers {
  return (app, count) => assume({ role, region, app }, count);
}

/** Writes by whoever reads: a person who runs a pass under credentials of their own. */
export function sameClients(clients: Clients): Writers {
  return () => Promise.resolve({ ok: true, value: clients });
}
