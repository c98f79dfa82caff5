import type { SimulatedService } from './operation.ts';
import {
  createTopic,
  deleteTopic,
  getTopicAttributes,
  listSubscriptionsByTopic,
  publish,
  setTopicAttributes,
  subscribe,
  unsubscribe,
} from './sns/topics.ts';

/** Standard topics: what is published is kept, and brought to queues and functions. */
export const sns: SimulatedService = {
  endpoint: 'sns',
  signingName: 'sns',
  protocol: 'awsQuery',
  target: '2010-03-31',
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  operations: [
    createTopic,
    setTopicAttributes,
    getTopicAttributes,
    deleteTopic,
    subscribe,
    unsubscribe,
    listSubscriptionsByTopic,
    publish,
  ],
};
