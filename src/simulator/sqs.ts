import type { SimulatedService } from './operation.ts';
import { queryErrors } from './sqs/errors.ts';
import {
  createQueue,
  deleteQueue,
  getQueueAttributes,
  getQueueUrl,
  listQueues,
  purgeQueue,
  setQueueAttributes,
} from './sqs/queue-operations.ts';
import { changeMessageVisibility, deleteMessage, deleteMessageBatch, receiveMessage } from './sqs/receiving.ts';
import { sendMessage, sendMessageBatch } from './sqs/sending.ts';

/** Standard queues. FIFO queues are refused by name. */
export const sqs: SimulatedService = {
  endpoint: 'sqs',
  signingName: 'sqs',
  protocol: 'awsJson1.0',
  target: 'AmazonSQS',
  errorNamespace: 'com.amazonaws.sqs',
  queryErrors,
  operations: [
    createQueue,
    deleteQueue,
    getQueueUrl,
    listQueues,
    getQueueAttributes,
    setQueueAttributes,
    purgeQueue,
    sendMessage,
    sendMessageBatch,
    receiveMessage,
    deleteMessage,
    deleteMessageBatch,
    changeMessageVisibility,
  ],
};
