import { z } from 'zod';
import { createLogGroup, deleteLogGroup } from '../../logs/log-groups.ts';
import { deleteRetentionPolicy, putRetentionPolicy } from '../../logs/retention.ts';
import { call, generatedName, number, resourceType, type Site, tags, unlessGone } from '../resource-type.ts';

const schema = z.strictObject({ LogGroupName: z.string().optional(), RetentionInDays: number.optional(), Tags: tags });

async function retain(site: Site, logGroupName: string, retentionInDays: number | undefined): Promise<void> {
  if (retentionInDays === undefined) await call(site, deleteRetentionPolicy, { logGroupName });
  else await call(site, putRetentionPolicy, { logGroupName, retentionInDays });
}

export const logGroup = resourceType({
  type: 'AWS::Logs::LogGroup',
  schema,
  replacedBy: ['LogGroupName'],
  async create(site, wanted) {
    const logGroupName = wanted.LogGroupName ?? generatedName(site);
    const given = (wanted.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const);
    await call(site, createLogGroup, {
      logGroupName,
      ...(given.length === 0 ? {} : { tags: Object.fromEntries(given) }),
    });
    if (wanted.RetentionInDays !== undefined) await retain(site, logGroupName, wanted.RetentionInDays);
    const { region, account } = site.caller;
    return { id: logGroupName, attributes: { Arn: `arn:aws:logs:${region}:${account}:log-group:${logGroupName}:*` } };
  },
  async update(site, physical, wanted) {
    await retain(site, physical.id, wanted.RetentionInDays);
    return physical;
  },
  delete: (site, { id }) => unlessGone(call(site, deleteLogGroup, { logGroupName: id }), 'ResourceNotFoundException'),
});
