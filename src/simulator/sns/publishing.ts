import { uuid } from '../cloudtrail.ts';
import { invokeLater } from '../lambda/invoking.ts';
import { mayInvoke } from '../lambda/permissions.ts';
import { policyAllows } from '../resource-policy.ts';
import { send } from '../sqs/messages.ts';
import { findQueue } from '../sqs/queues.ts';
import type { World } from '../world.ts';
import type { Published, Subscription, Topic } from './state.ts';

/** Keeps a message and brings it to what is subscribed: queues and functions whose policies let the topic in. Mail is only kept. */
export function publish(world: World, topic: Topic, message: string, subject?: string): Published {
  const published: Published = { id: uuid(world.random), at: world.clock.now(), subject, message };
  topic.published.push(published);
  for (const subscription of topic.subscriptions.values())
    if (subscription.confirmed) deliver(world, topic, subscription, published);
  return published;
}

function deliver(
  world: World,
  topic: Topic,
  { protocol, endpoint, arn, attributes }: Subscription,
  published: Published,
): void {
  const notification = {
    Type: 'Notification',
    MessageId: published.id,
    TopicArn: topic.arn,
    ...(published.subject === undefined ? {} : { Subject: published.subject }),
    Message: published.message,
    Timestamp: new Date(published.at).toISOString(),
  };
  if (protocol === 'lambda') {
    if (!mayInvoke(world, endpoint, 'sns.amazonaws.com', { arn: topic.arn, account: topic.owner })) return;
    const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn, Sns: notification };
    invokeLater(world, endpoint, { Records: [record] });
  }
  if (protocol !== 'sqs') return;
  const [, , , region = '', account = ''] = endpoint.split(':');
  const queue = findQueue(world, { account, region }, endpoint);
  const call = {
    by: { service: 'sns.amazonaws.com' },
    action: 'sqs:SendMessage',
    resource: endpoint,
    sourceArn: topic.arn,
    sourceAccount: topic.owner,
  };
  if (queue === undefined || !policyAllows(queue.attributes.Policy, call)) return;
  const body = attributes.get('RawMessageDelivery') === 'true' ? published.message : JSON.stringify(notification);
  send(world, queue, { body, senderId: 'sns.amazonaws.com' });
}
