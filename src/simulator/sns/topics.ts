import * as client from '@aws-sdk/client-sns';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import { publish as bring } from './publishing.ts';
import { type Topic, topicAt, topicsOf } from './state.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§1.1'] } as const;

/** Kept and given back; of these only Policy does something. */
const topicAttributes = ['DisplayName', 'Policy', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig'];

/** Answers the topic that is there, where it has the same attributes. */
export const createTopic: Operation<client.CreateTopicCommandInput, Plain<client.CreateTopicCommandOutput>> = {
  ...shared,
  name: 'sns:CreateTopic',
  schema: client.CreateTopic$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('sns:CreateTopic', input, ['Name', 'Attributes', 'Tags']);
    const name = input.Name ?? '';
    if (!/^[\w-]{1,256}$/.test(name)) throw invalid('Topic Name');
    for (const attribute of Object.keys(input.Attributes ?? {})) checkAttribute(attribute);
    const topics = topicsOf(world, caller);
    const topic: Topic = topics.get(name) ?? {
      name,
      arn: `arn:aws:sns:${caller.region}:${caller.account}:${name}`,
      owner: caller.account,
      attributes: new Map(),
      tags: new Map(),
      subscriptions: new Map(),
      published: [],
    };
    if (
      topics.has(name) &&
      Object.entries(input.Attributes ?? {}).some(([key, value]) => topic.attributes.get(key) !== value)
    )
      throw invalid('Attributes Reason: Topic already exists with different attributes');
    for (const [key, value] of Object.entries(input.Attributes ?? {})) topic.attributes.set(key, value);
    for (const { Key = '', Value = '' } of input.Tags ?? []) topic.tags.set(Key, Value);
    topics.set(name, topic);
    return { TopicArn: topic.arn };
  },
};

function checkAttribute(name: string): void {
  if (!topicAttributes.includes(name))
    throw new AwsError(
      'NotImplementedBySimulator',
      `The simulator does not know the attribute ${name} of topics.`,
      501,
    );
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameter', `Invalid parameter: ${what}`);
}

export const setTopicAttributes: Operation<
  client.SetTopicAttributesCommandInput,
  Plain<client.SetTopicAttributesCommandOutput>
> = {
  ...shared,
  name: 'sns:SetTopicAttributes',
  schema: client.SetTopicAttributes$,
  effect: 'write',
  run: (world, _caller, input) => {
    const topic = topicAt(world, input.TopicArn);
    checkAttribute(input.AttributeName ?? '');
    topic.attributes.set(input.AttributeName ?? '', input.AttributeValue ?? '');
    return {};
  },
};

export const getTopicAttributes: Operation<
  client.GetTopicAttributesCommandInput,
  Plain<client.GetTopicAttributesCommandOutput>
> = {
  ...shared,
  name: 'sns:GetTopicAttributes',
  schema: client.GetTopicAttributes$,
  effect: 'read',
  run: (world, _caller, input) => {
    const topic = topicAt(world, input.TopicArn);
    const subscriptions = [...topic.subscriptions.values()];
    const confirmed = subscriptions.filter((one) => one.confirmed).length;
    return {
      Attributes: {
        ...Object.fromEntries(topic.attributes),
        TopicArn: topic.arn,
        Owner: topic.owner,
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(subscriptions.length - confirmed),
      },
    };
  },
};

export const deleteTopic: Operation<client.DeleteTopicCommandInput, Plain<client.DeleteTopicCommandOutput>> = {
  ...shared,
  name: 'sns:DeleteTopic',
  schema: client.DeleteTopic$,
  effect: 'write',
  run: (world, caller, input) => {
    topicsOf(world, caller).delete((input.TopicArn ?? '').split(':').at(-1) ?? '');
    return {};
  },
};

/** Queues and functions at once; a mail address only when its owner has confirmed, which nobody does here. */
export const subscribe: Operation<client.SubscribeCommandInput, Plain<client.SubscribeCommandOutput>> = {
  ...shared,
  name: 'sns:Subscribe',
  schema: client.Subscribe$,
  effect: 'write',
  run: (world, _caller, input) => {
    refuseOthers('sns:Subscribe', input, ['TopicArn', 'Protocol', 'Endpoint', 'Attributes', 'ReturnSubscriptionArn']);
    const topic = topicAt(world, input.TopicArn);
    const protocol = input.Protocol ?? '';
    const endpoint = input.Endpoint ?? '';
    if (!['sqs', 'lambda', 'email', 'email-json'].includes(protocol))
      throw invalid(`Does not support this protocol string: ${protocol}`);
    if (protocol.startsWith('email') && !endpoint.includes('@')) throw invalid('Email address');
    const known = [...topic.subscriptions.values()].find(
      (one) => one.protocol === protocol && one.endpoint === endpoint,
    );
    const hex = world.random.hex(32);
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    const subscription = known ?? {
      arn: `${topic.arn}:${id}`,
      protocol,
      endpoint,
      attributes: new Map(Object.entries(input.Attributes ?? {})),
      confirmed: !protocol.startsWith('email'),
    };
    topic.subscriptions.set(subscription.arn, subscription);
    const shows = subscription.confirmed || input.ReturnSubscriptionArn === true;
    return { SubscriptionArn: shows ? subscription.arn : 'pending confirmation' };
  },
};

export const unsubscribe: Operation<client.UnsubscribeCommandInput, Plain<client.UnsubscribeCommandOutput>> = {
  ...shared,
  name: 'sns:Unsubscribe',
  schema: client.Unsubscribe$,
  effect: 'write',
  run: (world, _caller, input) => {
    const arn = input.SubscriptionArn ?? '';
    topicAt(world, arn.slice(0, arn.lastIndexOf(':'))).subscriptions.delete(arn);
    return {};
  },
};

export const listSubscriptionsByTopic: Operation<
  client.ListSubscriptionsByTopicCommandInput,
  Plain<client.ListSubscriptionsByTopicCommandOutput>
> = {
  ...shared,
  name: 'sns:ListSubscriptionsByTopic',
  schema: client.ListSubscriptionsByTopic$,
  effect: 'read',
  run: (world, _caller, input) => {
    const topic = topicAt(world, input.TopicArn);
    return {
      Subscriptions: [...topic.subscriptions.values()].map(({ arn, protocol, endpoint, confirmed }) => ({
        SubscriptionArn: confirmed ? arn : 'PendingConfirmation',
        Owner: topic.owner,
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn: topic.arn,
      })),
    };
  },
};

export const publish: Operation<client.PublishCommandInput, Plain<client.PublishCommandOutput>> = {
  ...shared,
  name: 'sns:Publish',
  schema: client.Publish$,
  effect: 'write',
  run: (world, _caller, input) => {
    refuseOthers('sns:Publish', input, ['TopicArn', 'TargetArn', 'Subject', 'Message']);
    const topic = topicAt(world, input.TopicArn ?? input.TargetArn);
    if (!input.Message) throw invalid('Empty message');
    return { MessageId: bring(world, topic, input.Message, input.Subject).id };
  },
};
