import { createLogGroup, deleteLogGroup, describeLogGroups } from './logs/log-groups.ts';
import { putLogEvents } from './logs/put-log-events.ts';
import { filterLogEvents, getLogEvents } from './logs/read-events.ts';
import { deleteRetentionPolicy, putRetentionPolicy } from './logs/retention.ts';
import { createLogStream, describeLogStreams } from './logs/streams.ts';
import { listTagsForResource, tagResource, untagResource } from './logs/tags.ts';
import type { SimulatedService } from './operation.ts';

/** CloudWatch Logs (aws-facts §7): groups, streams, events. Not here: metric filters, subscriptions, insights queries. */
export const logs: SimulatedService = {
  endpoint: 'logs',
  signingName: 'logs',
  protocol: 'awsJson1.1',
  target: 'Logs_20140328',
  operations: [
    createLogGroup,
    describeLogGroups,
    deleteLogGroup,
    putRetentionPolicy,
    deleteRetentionPolicy,
    tagResource,
    untagResource,
    listTagsForResource,
    createLogStream,
    describeLogStreams,
    putLogEvents,
    getLogEvents,
    filterLogEvents,
  ],
};
