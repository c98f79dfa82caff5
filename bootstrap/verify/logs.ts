import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { names } from '../names.ts';
import { type Check, failed, type Looked, must } from './check.ts';

export const logs: Check = {
  name: 'logs',
  async look({ clients }) {
    const looked: Looked[] = [];
    for (const name of [names.dispatch, names.reconcile]) {
      const logGroupName = `/aws/lambda/${name}`;
      const { logGroups = [] } = await clients.logs.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }),
      );
      const group = logGroups.find((each) => each.logGroupName === logGroupName);
      looked.push(
        group === undefined
          ? failed(`${logGroupName} is not there: what the function says is lost, or kept for ever by Lambda itself`)
          : must(
              group.retentionInDays !== undefined,
              `${logGroupName} is kept for ${group.retentionInDays} days`,
              `${logGroupName} is kept for ever`,
            ),
      );
    }
    return looked;
  },
};
