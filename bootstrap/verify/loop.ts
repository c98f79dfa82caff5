import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { createItems } from '../../src/records/items.ts';
import { names } from '../names.ts';
import { type Check, failed, ok, timedOut } from './check.ts';

const POLL_MS = 500;
/** Rule, function and queue take seconds; a cold start and a batching window come on top. */
const LONGEST_MS = 90_000;

/** A marked event goes the way of all events, and its item in the table says that it came through: measured, not assumed. */
export const loop: Check = {
  name: 'loop',
  async look({ clients, clock, random }) {
    const mark = Array.from({ length: 16 }, () => Math.floor(random() * 36).toString(36)).join('');
    const began = clock.monotonic();
    const sent = await clients.events.send(
      new PutEventsCommand({
        Entries: [{ Source: 'ecs-steward', DetailType: 'Verify', Detail: JSON.stringify({ mark }) }],
      }),
    );
    const [entry] = sent.Entries ?? [];
    if (entry?.ErrorCode !== undefined)
      return [failed(`EventBridge did not take the event (${entry.ErrorCode}: ${entry.ErrorMessage})`)];
    const items = createItems({ client: clients.dynamodb, table: names.table, clock, random, count: () => undefined });
    for (;;) {
      const found = await items.get({ pk: 'fleet', sk: `verify#${mark}` });
      if (found.ok && found.value !== undefined)
        return [ok(`an event was noticed after ${((clock.monotonic() - began) / 1_000).toFixed(1)} s`)];
      if (clock.monotonic() - began > LONGEST_MS)
        return [
          timedOut(
            `an event was not noticed within ${LONGEST_MS / 1_000} s`,
            `look where it stopped: the log of ${names.dispatch} for event-sent, then that of ${names.reconcile}`,
            `and ${names.deadLetters}, if neither has it`,
          ),
        ];
      await clock.sleep(POLL_MS);
    }
  },
};
