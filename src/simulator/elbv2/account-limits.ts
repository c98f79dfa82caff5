import {
  DescribeAccountLimits$,
  type DescribeAccountLimitsCommandInput,
  type DescribeAccountLimitsCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { pageSize } from './bounds.ts';
import { type ElbOperation, reads } from './elb-operation.ts';
import { pageOf } from './pages.ts';
import { quotas } from './quotas.ts';

/** The quotas that the simulator holds; those of kinds that it does not know are not in the list. */
export const describeAccountLimits: ElbOperation<
  DescribeAccountLimitsCommandInput,
  DescribeAccountLimitsCommandOutput
> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeAccountLimits',
  schema: DescribeAccountLimits$,
  limits: pageSize,
  facts: ['§4.5'],
  run(_world, _caller, input) {
    const { items, next } = pageOf(Object.entries(quotas), ([name]) => name, input);
    return { Limits: items.map(([Name, max]) => ({ Name, Max: String(max) })), ...next };
  },
};
