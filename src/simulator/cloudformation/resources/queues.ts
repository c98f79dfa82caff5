import { z } from 'zod';
import { createQueue, deleteQueue, setQueueAttributes } from '../../sqs/queue-operations.ts';
import {
  boolean,
  call,
  generatedName,
  json,
  number,
  type Physical,
  resourceType,
  type Site,
  unlessGone,
} from '../resource-type.ts';

const schema = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: number.optional(),
  MessageRetentionPeriod: number.optional(),
  DelaySeconds: number.optional(),
  ReceiveMessageWaitTimeSeconds: number.optional(),
  MaximumMessageSize: number.optional(),
  SqsManagedSseEnabled: boolean.optional(),
  RedrivePolicy: json.optional(),
  RedriveAllowPolicy: json.optional(),
});
type Properties = z.output<typeof schema>;

/** What SQS takes as text. */
function attributesOf({ QueueName: _name, ...others }: Properties): Record<string, string> {
  const entries = Object.entries(others).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}

function shown({ caller }: Site, url: string, QueueName: string): Physical {
  const Arn = `arn:aws:sqs:${caller.region}:${caller.account}:${QueueName}`;
  return { id: url, attributes: { Arn, QueueName, QueueUrl: url } };
}

export const queue = resourceType({
  type: 'AWS::SQS::Queue',
  schema,
  replacedBy: ['QueueName'],
  seconds: 60,
  async create(site, wanted) {
    const QueueName = wanted.QueueName ?? generatedName(site);
    const { QueueUrl = '' } = await call(site, createQueue, { QueueName, Attributes: attributesOf(wanted) });
    return shown(site, QueueUrl, QueueName);
  },
  async update(site, { id: QueueUrl }, wanted, before) {
    // What is no longer said goes back to its default; an empty policy takes one away.
    const gone = Object.keys(attributesOf(before)).filter(
      (name) => !(name in attributesOf(wanted)) && name.startsWith('Redrive'),
    );
    const Attributes = { ...Object.fromEntries(gone.map((name) => [name, ''])), ...attributesOf(wanted) };
    await call(site, setQueueAttributes, { QueueUrl, Attributes });
    return shown(site, QueueUrl, QueueUrl.split('/').at(-1) ?? '');
  },
  delete: (site, { id }) => unlessGone(call(site, deleteQueue, { QueueUrl: id }), 'QueueDoesNotExist'),
});

const policySchema = z.strictObject({ Queues: z.array(z.string()), PolicyDocument: json });

async function setPolicy(site: Site, queues: readonly string[], Policy: string): Promise<void> {
  for (const QueueUrl of queues) await call(site, setQueueAttributes, { QueueUrl, Attributes: { Policy } });
}

export const queuePolicy = resourceType({
  type: 'AWS::SQS::QueuePolicy',
  schema: policySchema,
  replacedBy: [],
  async create(site, { Queues, PolicyDocument }) {
    await setPolicy(site, Queues, JSON.stringify(PolicyDocument));
    return { id: generatedName(site) };
  },
  async update(site, physical, { Queues, PolicyDocument }, before) {
    await setPolicy(
      site,
      before.Queues.filter((url) => !Queues.includes(url)),
      '',
    );
    await setPolicy(site, Queues, JSON.stringify(PolicyDocument));
    return physical;
  },
  delete: (site, _physical, { Queues }) => unlessGone(setPolicy(site, Queues, ''), 'QueueDoesNotExist'),
});
