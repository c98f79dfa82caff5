import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { names } from '../names.ts';
import { RECONCILE_SECONDS } from '../timing.ts';
import { type Check, type Deployed, must } from './check.ts';

/** Lambda's own rule for a queue as its source (Developer Guide, «Using Lambda with Amazon SQS»). */
const LEAST_VISIBILITY = 6 * RECONCILE_SECONDS;

async function attributes(
  { clients: { sqs } }: Deployed,
  QueueName: string,
): Promise<Readonly<Record<string, string>>> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Attributes ?? {};
}

export const queues: Check = {
  name: 'queues',
  async look(deployed) {
    const queue = await attributes(deployed, names.queue);
    const dead = await attributes(deployed, names.deadLetters);
    const waiting = Number(dead.ApproximateNumberOfMessages ?? 0);
    const visibility = Number(queue.VisibilityTimeout ?? 0);
    return [
      must(
        (queue.RedrivePolicy ?? '').includes(`:${names.deadLetters}"`),
        'what can’t be handled goes to the dead letters',
        `${names.queue} has no dead-letter queue`,
      ),
      must(
        visibility >= LEAST_VISIBILITY,
        `a message is hidden for ${visibility} s`,
        `a message comes back after ${visibility} s, which is less than six times the function's time-out`,
      ),
      must(
        waiting === 0,
        'no dead letters',
        `${waiting} dead letters wait in ${names.deadLetters}`,
        `see the log of ${names.reconcile} for message-dropped, mend the cause, then start the redrive: aws sqs start-message-move-task --source-arn ${dead.QueueArn}`,
      ),
    ];
  },
};
