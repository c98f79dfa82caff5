import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Identity } from '../../bootstrap/deploy/identity.ts';
import { names } from '../../bootstrap/names.ts';
import { type ClientOptions, createClients } from '../aws/clients.ts';
import type { Worker } from '../control-loop/scene.ts';
import type { ClientConfig, Surroundings } from './command.ts';

/** A worker that looks with a person's credentials, and has no way to write. */
export function onlooker({ clock, random }: Surroundings, config: ClientConfig, identity: Identity): Worker {
  return {
    clients: createClients(config as ClientOptions),
    writers: async () => ({
      ok: false,
      failure: {
        class: 'denied',
        call: 'sts:AssumeRole',
        code: 'Onlooker',
        message: 'a look from the command line writes nothing',
        maybeApplied: false,
      },
    }),
    dynamodb: new DynamoDBClient({ ...config, maxAttempts: 1 }),
    table: names.table,
    clock,
    random,
    httpGet: async () => ({ answered: false, why: 'a look from the command line asks no app', reached: false }),
    revisions: new Map(),
    tell: () => undefined,
    name: identity.arn,
    account: identity.account,
    region: identity.region,
  };
}
