import { z } from 'zod';
import type { EventSource, Hint, Own } from './event-source.ts';

const key = z.looseObject({
  pk: z.looseObject({ S: z.string().max(200) }),
  sk: z.looseObject({ S: z.string().max(200) }),
});
const record = z.looseObject({
  eventSource: z.literal('aws:dynamodb'),
  eventSourceARN: z.string().max(2_048),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  userIdentity: z.looseObject({ type: z.string().optional(), principalId: z.string().optional() }).nullish(),
  dynamodb: z.looseObject({ Keys: key }),
});
const stream = z.looseObject({ Records: z.array(z.unknown()).max(10_000) });

const APP = /^(document|request)#([a-z](?:[a-z0-9-]{0,38}[a-z0-9])?)$/;

/** Our own table: documents, requests and control wake apps; leases, status and history are our own bookkeeping and wake nobody. */
export const tableStream: EventSource = {
  name: 'table-stream',
  read(event, _fleet, own) {
    const parsed = stream.safeParse(event);
    if (!parsed.success || parsed.data.Records.length === 0) return undefined;
    const records = parsed.data.Records.map((each) => record.safeParse(each));
    if (records.every(({ success }) => !success)) return undefined;
    return records.flatMap((each) => (each.success ? hintsOf(each.data, own) : []));
  },
};

function hintsOf({ eventSourceARN, eventName, userIdentity, dynamodb }: z.output<typeof record>, own: Own): Hint[] {
  if (!eventSourceARN.startsWith(`arn:aws:dynamodb:${own.region}:${own.account}:table/${own.table}/stream/`)) return [];
  // Expired by the table itself.
  if (userIdentity?.principalId === 'dynamodb.amazonaws.com') return [];
  const { pk, sk } = dynamodb.Keys;
  if (pk.S === 'control' && (sk.S === 'current' || sk.S === 'spokes'))
    return [{ sweep: 'all', reason: 'control changed' }];
  const [, kind, app] = APP.exec(pk.S) ?? [];
  if (app === undefined) return [];
  if (kind === 'document')
    return sk.S === 'current'
      ? [{ app, reason: eventName === 'REMOVE' ? 'its document was removed' : 'its document changed' }]
      : [];
  return eventName === 'INSERT' ? [{ app, reason: 'an operator asks' }] : [];
}
