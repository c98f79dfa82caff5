import { z } from 'zod';
import { createTopic, deleteTopic, setTopicAttributes, subscribe, unsubscribe } from '../../sns/topics.ts';
import { call, generatedName, json, resourceType, type Site, tags, unlessGone } from '../resource-type.ts';

const schema = z.strictObject({ TopicName: z.string().optional(), DisplayName: z.string().optional(), Tags: tags });

export const topic = resourceType({
  type: 'AWS::SNS::Topic',
  schema,
  replacedBy: ['TopicName'],
  seconds: 10,
  async create(site, { TopicName = generatedName(site), DisplayName, Tags }) {
    const Attributes = DisplayName === undefined ? {} : { DisplayName };
    const { TopicArn = '' } = await call(site, createTopic, { Name: TopicName, Attributes, Tags });
    return { id: TopicArn, attributes: { TopicArn, TopicName } };
  },
  async update(site, physical, { DisplayName = '' }) {
    await call(site, setTopicAttributes, {
      TopicArn: physical.id,
      AttributeName: 'DisplayName',
      AttributeValue: DisplayName,
    });
    return physical;
  },
  async delete(site, { id }) {
    await call(site, deleteTopic, { TopicArn: id });
  },
});

const policySchema = z.strictObject({ Topics: z.array(z.string()), PolicyDocument: json });

async function setPolicy(site: Site, topics: readonly string[], AttributeValue: string): Promise<void> {
  for (const TopicArn of topics)
    await call(site, setTopicAttributes, { TopicArn, AttributeName: 'Policy', AttributeValue });
}

export const topicPolicy = resourceType({
  type: 'AWS::SNS::TopicPolicy',
  schema: policySchema,
  replacedBy: [],
  async create(site, { Topics, PolicyDocument }) {
    await setPolicy(site, Topics, JSON.stringify(PolicyDocument));
    return { id: generatedName(site) };
  },
  async update(site, physical, { Topics, PolicyDocument }) {
    await setPolicy(site, Topics, JSON.stringify(PolicyDocument));
    return physical;
  },
  delete: (site, _physical, { Topics }) => unlessGone(setPolicy(site, Topics, ''), 'NotFound'),
});

const subscriptionSchema = z.strictObject({ TopicArn: z.string(), Protocol: z.string(), Endpoint: z.string() });

export const subscription = resourceType({
  type: 'AWS::SNS::Subscription',
  schema: subscriptionSchema,
  replacedBy: [],
  async create(site, wanted) {
    const { SubscriptionArn = '' } = await call(site, subscribe, { ...wanted, ReturnSubscriptionArn: true });
    return { id: SubscriptionArn };
  },
  delete: (site, { id }) => unlessGone(call(site, unsubscribe, { SubscriptionArn: id }), 'NotFound'),
});
