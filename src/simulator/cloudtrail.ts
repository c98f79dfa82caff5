import type { LedgerEntry } from './ledger.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Services whose writes a trail shows to EventBridge, with the event source where it is not the service's own name. */
const trailed: Readonly<Record<string, { readonly source: string; readonly service?: string }>> = {
  ecs: { source: 'ecs' },
  ecr: { source: 'ecr' },
  elasticloadbalancing: { source: 'elasticloadbalancing' },
  'application-autoscaling': { source: 'autoscaling', service: 'application-autoscaling' },
  logs: { source: 'logs' },
};

/** Sends the «AWS API Call via CloudTrail» event of an applied write, minutes late as a trail is (aws-facts §10, §11). */
export function trail(world: World, random: Random, entry: LedgerEntry, requestId: string): void {
  const names = trailed[entry.service];
  if (names === undefined) return;
  const { account, region } = entry;
  const detail = {
    eventVersion: '1.11',
    userIdentity: userIdentity(entry.actor),
    eventTime: new Date(world.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: `${names.source}.amazonaws.com`,
    eventName: entry.action.slice(entry.action.indexOf(':') + 1),
    awsRegion: region,
    sourceIPAddress: '198.51.100.23',
    userAgent: entry.userAgent ?? 'simulated',
    requestParameters: lowerCamel(entry.request),
    responseElements: entry.outcome?.ok === true ? lowerCamel(entry.outcome.output) : null,
    ...(names.service === undefined ? {} : { additionalEventData: { service: names.service } }),
    requestID: requestId,
    eventID: uuid(random),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
  const source = `aws.${names.source}`;
  const event = { 'detail-type': 'AWS API Call via CloudTrail', source, account, region, resources: [], detail };
  world.emit(event, random.between(60_000, 300_000));
}

/** CloudTrail's view of a principal: an IAM user, a role's session with its issuer, or whatever else the ARN names. */
function userIdentity(arn: string): object {
  const [, , , accountId = '', resource = ''] = /^arn:([^:]*):([^:]*):[^:]*:([^:]*):(.*)$/.exec(arn) ?? [];
  const [kind, name = '', session = ''] = resource.split('/');
  if (kind === 'user')
    return { type: 'IAMUser', principalId: 'AIDAEXAMPLEID', arn, accountId, userName: resource.split('/').at(-1) };
  if (kind !== 'assumed-role')
    return { type: kind === 'root' ? 'Root' : 'AWSAccount', principalId: accountId, arn, accountId };
  const issuer = { type: 'Role', principalId: 'AROAEXAMPLEID', arn: `arn:aws:iam::${accountId}:role/${name}` };
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLEID:${session}`,
    arn,
    accountId,
    sessionContext: { sessionIssuer: { ...issuer, accountId, userName: name } },
  };
}

/** Plain JSON with members as CloudTrail spells them: `TargetGroupArn` becomes `targetGroupArn`. */
function lowerCamel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerCamel);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.map(([key, inner]) => [key.charAt(0).toLowerCase() + key.slice(1), lowerCamel(inner)]),
  );
}

/** An identifier in the form of a UUID, from the seed. */
export function uuid(random: Random): string {
  const hex = random.hex(32);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)].join('-');
}
