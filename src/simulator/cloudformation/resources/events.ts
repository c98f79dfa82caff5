import { z } from 'zod';
import { describeEventBus, putPermission, removePermission } from '../../events/buses.ts';
import { deleteRule, putRule, putTargets, removeTargets } from '../../events/rules.ts';
import {
  call,
  generatedName,
  json,
  number,
  type Physical,
  resourceType,
  type Site,
  unlessGone,
} from '../resource-type.ts';

const target = z.strictObject({
  Id: z.string(),
  Arn: z.string(),
  RoleArn: z.string().optional(),
  Input: z.string().optional(),
  RetryPolicy: z
    .strictObject({ MaximumEventAgeInSeconds: number.optional(), MaximumRetryAttempts: number.optional() })
    .optional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
});
const schema = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']).optional(),
  EventBusName: z.string().optional(),
  EventPattern: json,
  Targets: z.array(target).default([]),
});
type Properties = z.output<typeof schema>;

async function put(site: Site, Name: string, wanted: Properties, before?: Properties): Promise<Physical> {
  const { EventPattern, Targets, Name: _name, ...others } = wanted;
  const { RuleArn } = await call(site, putRule, { ...others, Name, EventPattern: JSON.stringify(EventPattern) });
  const ids = Targets.map(({ Id }) => Id);
  const Ids = (before?.Targets ?? []).map(({ Id }) => Id).filter((id) => !ids.includes(id));
  if (Ids.length > 0) await call(site, removeTargets, { Rule: Name, Ids });
  if (Targets.length > 0) await call(site, putTargets, { Rule: Name, Targets });
  return { id: Name, attributes: { Arn: RuleArn } };
}

export const rule = resourceType({
  type: 'AWS::Events::Rule',
  schema,
  replacedBy: ['Name', 'EventBusName'],
  seconds: 60,
  create: (site, wanted) => put(site, wanted.Name ?? generatedName(site), wanted),
  update: (site, { id }, wanted, before) => put(site, id, wanted, before),
  async delete(site, { id }, { Targets }) {
    const Ids = Targets.map(({ Id }) => Id);
    if (Ids.length > 0) await unlessGone(call(site, removeTargets, { Rule: id, Ids }), 'ResourceNotFoundException');
    await call(site, deleteRule, { Name: id });
  },
});

const busPolicySchema = z.strictObject({
  StatementId: z.string(),
  EventBusName: z.string().optional(),
  Statement: json.optional(),
  Action: z.string().optional(),
  Principal: z.string().optional(),
});
type BusPolicy = z.output<typeof busPolicySchema>;

/** A whole statement is put among those that the bus has. */
async function putStatement(site: Site, { StatementId, Statement, Action, Principal }: BusPolicy): Promise<Physical> {
  if (Statement === undefined) await call(site, putPermission, { StatementId, Action, Principal });
  else {
    const { Policy } = await call(site, describeEventBus, {});
    const others = statements(Policy).filter((one) => one.Sid !== StatementId);
    const all = { Version: '2012-10-17', Statement: [...others, { ...Statement, Sid: StatementId }] };
    await call(site, putPermission, { Policy: JSON.stringify(all) });
  }
  return { id: `default|${StatementId}` };
}

const policy = z.object({ Statement: z.array(z.looseObject({ Sid: z.string().optional() })) });

function statements(text: string | undefined): z.output<typeof policy>['Statement'] {
  return text === undefined ? [] : policy.parse(JSON.parse(text)).Statement;
}

export const eventBusPolicy = resourceType({
  type: 'AWS::Events::EventBusPolicy',
  schema: busPolicySchema,
  replacedBy: ['StatementId', 'EventBusName'],
  create: putStatement,
  update: (site, _physical, wanted) => putStatement(site, wanted),
  async delete(site, _physical, { StatementId }) {
    await call(site, removePermission, { StatementId });
  },
});
