import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { spokeRoleNames } from '../aws/arns.ts';
import { createDocumentStore } from '../records/document-store.ts';
import { readFleet } from '../records/fleet-index.ts';
import { createItems } from '../records/items.ts';
import type { LogLine } from '../reports/log-line.ts';
import { metricNamespace, metricService } from '../reports/metric-names.ts';
import { escaped } from '../reports/text.ts';
import { createDispatch, type DispatchOutcome } from './dispatch.ts';
import { readEnvironment, realClock, realRandom } from './environment.ts';
import { createQueue } from './queue.ts';
import { measureDispatch, write } from './telling.ts';

/** Lambda's entry for events: EventBridge, the schedule, the table's stream. */

const environment = readEnvironment();
const logger = new Logger({ serviceName: 'ecs-steward-dispatch' });
const metrics = new Metrics({ namespace: metricNamespace, serviceName: metricService });
const uncounted = () => undefined;
const items = createItems({
  client: new DynamoDBClient({ region: environment.region, maxAttempts: 1 }),
  table: environment.table,
  clock: realClock,
  random: realRandom,
  count: uncounted,
});
const queue = createQueue({
  client: new SQSClient({ region: environment.region, maxAttempts: 1 }),
  url: environment.queueUrl,
  clock: realClock,
  random: realRandom,
  count: uncounted,
});

const documents = createDocumentStore(items);

const dispatch = createDispatch({
  own: {
    account: environment.account,
    region: environment.region,
    roles: [environment.role, environment.writeRole],
    spokeRoles: Object.values(spokeRoleNames('ecs-steward')),
    table: environment.table,
  },
  fleet: () => readFleet(items),
  documents: () => documents.names(),
  send: (messages) => queue.send(messages),
  now: () => realClock.now(),
  told,
});

function told(outcome: DispatchOutcome): void {
  write(logger, lineOf(outcome));
  measureDispatch(metrics, outcome);
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

function lineOf(outcome: DispatchOutcome): LogLine {
  switch (outcome.is) {
    case 'sent': {
      const who = outcome.callers.map(
        ({ arn, said }) =>
          `${arn ?? 'unknown'}${said === undefined ? '' : ` (calls itself ${JSON.stringify(escaped(said, 256))})`}`,
      );
      return {
        event: 'event-sent',
        level: 'INFO',
        message: `${outcome.source}: ${outcome.apps.join(', ') || `${outcome.sweeps} sweeps`}`,
        place: {},
        fields: { source: outcome.source, apps: outcome.apps, sweeps: outcome.sweeps, callers: who },
      };
    }
    case 'nothing':
      return {
        event: 'event-ignored',
        level: 'DEBUG',
        message: `${outcome.source}: nothing to do`,
        place: {},
        fields: { source: outcome.source },
      };
    case 'dropped':
      return {
        event: 'event-dropped',
        level: 'WARN',
        message: 'not an event of ours',
        place: {},
        fields: {},
      };
    case 'failed':
      return {
        event: 'event-failed',
        level: 'ERROR',
        message: escaped(`${outcome.failure.call}: ${outcome.failure.message}`),
        place: {},
        fields: { code: outcome.failure.code },
      };
  }
}

/** Throws only where the table or the queue did not answer: then Lambda brings the event again. */
export async function handler(event: unknown): Promise<void> {
  const outcome = await dispatch(event);
  if (outcome.is === 'failed') throw new Error(`${outcome.failure.call}: ${outcome.failure.code}`);
}
