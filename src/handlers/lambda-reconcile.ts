import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type AssumeOptions, createAssumedClients } from '../aws/assumed-clients.ts';
import { createClients } from '../aws/clients.ts';
import { createSpokeClients } from '../aws/spoke-clients.ts';
import { createWriters } from '../aws/writer-credentials.ts';
import type { Worker } from '../control-loop/scene.ts';
import { metricNamespace, metricService } from '../reports/metric-names.ts';
import { escaped } from '../reports/text.ts';
import { httpGet } from '../rollouts/http-get.ts';
import { readEnvironment, realClock, realRandom } from './environment.ts';
import { createQueue } from './queue.ts';
import { createReconcile } from './reconcile.ts';
import { linesOf, measure, measureSweep, write } from './telling.ts';

/** Lambda's entry for the queue: sweeps and passes. Clients, and revisions that never change, are kept over invocations. */

const environment = readEnvironment();
const logger = new Logger({ serviceName: 'ecs-steward-reconcile' });
const metrics = new Metrics({ namespace: metricNamespace, serviceName: metricService });
const queue = createQueue({
  client: new SQSClient({ region: environment.region, maxAttempts: 1 }),
  url: environment.queueUrl,
  clock: realClock,
  random: realRandom,
  count: () => undefined,
});
const assuming: AssumeOptions = {
  sts: new STSClient({
    region: environment.region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000 },
  }),
  clientsFor: (credentials, region) => createClients({ region, credentials }),
  clock: realClock,
  random: realRandom,
};
const shared: Omit<Worker, 'name'> = {
  clients: createClients({ region: environment.region }),
  writers: createWriters(createAssumedClients(assuming), { role: environment.writeRole, region: environment.region }),
  // A place that refuses is left alone for a while: what waits behind it in a batch belongs to others.
  spokes: createSpokeClients({
    assume: createAssumedClients({ ...assuming, restMs: 30_000 }),
    partition: environment.partition,
    prefix: 'ecs-steward',
  }),
  dynamodb: new DynamoDBClient({ region: environment.region, maxAttempts: 1 }),
  table: environment.table,
  clock: realClock,
  random: realRandom,
  httpGet: httpGet(),
  revisions: new Map(),
  killSwitch: environment.killSwitch,
  account: environment.account,
  region: environment.region,
  tell: (fact) => {
    for (const line of linesOf(fact, environment.logKey)) write(logger, line);
    measure(metrics, fact);
  },
};

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const reconcile = createReconcile({
    worker: { ...shared, name: context.awsRequestId },
    queue,
    remaining: () => context.getRemainingTimeInMillis(),
    dropped: (why, body) =>
      write(logger, {
        event: 'message-dropped',
        level: 'ERROR',
        message: escaped(why, 2_000),
        place: {},
        fields: { bytes: body.length },
      }),
    swept: (swept) => {
      const { scope, apps, differ, receipt, outOfReach } = swept;
      write(logger, {
        event: 'swept',
        level: outOfReach === undefined ? 'INFO' : 'WARN',
        message:
          outOfReach === undefined
            ? `${differ.length} of ${apps} apps differ`
            : escaped(`${apps} apps not looked at: ${outOfReach}`),
        place: {},
        fields: { scope, differ, receipt },
      });
      measureSweep(metrics, swept);
    },
  });
  try {
    return await reconcile(event);
  } finally {
    metrics.publishStoredMetrics();
  }
}
