import {
  CreateLogGroupRequest$,
  ListTagsForResourceResponse$,
  LogGroup$,
  PutRetentionPolicyRequest$,
} from '@aws-sdk/client-cloudwatch-logs';
import type { KindRule } from './kind-rule.ts';
import { byDefault, map, struct } from './rules.ts';

/** aws-facts §7, «Logs»; no retention means that nothing expires, so it has no default. */
export const logGroup: KindRule = {
  shapes: {
    declared: [CreateLogGroupRequest$, PutRetentionPolicyRequest$],
    observed: [LogGroup$, ListTagsForResourceResponse$],
  },
  rule: struct({
    logGroupClass: byDefault('STANDARD'),
    deletionProtectionEnabled: byDefault(false),
    tags: map({ undeclared: 'ignored', askedApart: true }),
  }),
};
