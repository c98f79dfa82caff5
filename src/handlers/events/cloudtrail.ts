import { z } from 'zod';
import type { FleetApp } from '../../records/fleet-index.ts';
import type { PlaceId } from '../../records/spokes.ts';
import type { Caller } from '../messages.ts';
import { byName, isAt } from './ecs.ts';
import { fromAws } from './envelope.ts';
import { type EventSource, type Hint, LONGEST_NAME, type Own } from './event-source.ts';

const text = z.string().max(LONGEST_NAME);
const identity = z.looseObject({
  type: text.optional(),
  arn: text.optional(),
  userName: text.optional(),
  sessionContext: z.looseObject({ sessionIssuer: z.looseObject({ arn: text.optional() }).optional() }).optional(),
});
const detail = z.looseObject({
  eventSource: text,
  eventName: text,
  errorCode: text.nullish(),
  readOnly: z.unknown().optional(),
  userIdentity: identity.nullish(),
  requestParameters: z.record(z.string(), z.unknown()).nullish(),
});

const SCALER = 'AWSServiceRoleForApplicationAutoScaling_ECSService';

/** Somebody's write to something of ours, with who it was (aws-facts §11). A hint like any other: the state decides. */
export const cloudtrail: EventSource = {
  name: 'cloudtrail',
  read(event, fleet, own) {
    const call = fromAws(
      event,
      ['AWS API Call via CloudTrail'],
      ['aws.ecs', 'aws.elasticloadbalancing', 'aws.ecr', 'aws.autoscaling', 'aws.application-autoscaling', 'aws.logs'],
      detail,
    );
    if (call === undefined) return undefined;
    const { errorCode, userIdentity, eventName, requestParameters } = call.detail;
    const issuer = userIdentity?.sessionContext?.sessionIssuer?.arn;
    // Only the role itself says that it was us: the session's name is chosen by whoever assumes a role.
    if ((errorCode ?? undefined) !== undefined || isOwn(issuer, own, call.origin)) return [];
    if (eventName === 'UpdateService' && roleName(issuer) === SCALER) return [];
    const caller = callerOf(userIdentity ?? undefined);
    const apps = new Map(
      named(fleet, call.origin, requestParameters ?? {}, eventName).map((hint) => [
        'app' in hint ? hint.app : '',
        hint,
      ]),
    );
    return [...apps.values()].map((hint) => ({ ...hint, hinted: true, ...(caller === undefined ? {} : { caller }) }));
  },
};

/** A spoke's own role, where the event is of that very account; a role of the same name elsewhere is somebody's. */
function isOwn(issuer: string | undefined, own: Own, { account }: PlaceId): boolean {
  if (issuer === undefined) return false;
  return own.roles.includes(issuer) || own.spokeRoles.some((name) => issuer.endsWith(`:iam::${account}:role/${name}`));
}

function roleName(arn: string | undefined): string | undefined {
  return arn?.split('/').at(-1);
}

/** The ARN is AWS' word; what the session calls itself is only said. */
function callerOf(given: z.output<typeof identity> | undefined): Caller | undefined {
  const { arn, userName, type } = given ?? {};
  if (arn === undefined && userName === undefined) return undefined;
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn ?? '') ?? [];
  const said =
    session === undefined || role === undefined
      ? (userName ?? arn?.split('/').at(-1) ?? type ?? 'unknown')
      : role.startsWith('AWSReservedSSO_')
        ? session
        : role === SCALER
          ? SCALER
          : `${role}/${session}`;
  return { ...(arn === undefined ? {} : { arn }), said: said.slice(0, 256) };
}

/** Every name that the request may hold, looked up in the fleet. */
function named(
  fleet: readonly FleetApp[],
  origin: PlaceId,
  parameters: Readonly<Record<string, unknown>>,
  eventName: string,
): Hint[] {
  const reason = `${eventName} by somebody else`;
  const word = (name: string) =>
    typeof parameters[name] === 'string' && parameters[name].length <= LONGEST_NAME ? parameters[name] : '';
  const last = (value: string) => value.split('/').at(-1) ?? '';
  const hints = [...byName(fleet, origin, last(word('cluster')), last(word('service') || word('serviceName')), reason)];
  const [, cluster = '', scaled = ''] = /^service\/([^/]+)\/([^/]+)$/.exec(word('resourceId')) ?? [];
  hints.push(...byName(fleet, origin, cluster, scaled, reason));
  const family = word('family') || last(word('taskDefinition')).split(':')[0];
  const arns = new Set(arnsIn(parameters));
  const repository = word('repositoryName');
  const here = `:${origin.region}:${origin.account}:service/`;
  for (const member of fleet) {
    const mine = member.services.some(
      (service) =>
        (family !== '' && service.taskFamily === family) ||
        service.targetGroups.some((arn) => arns.has(arn)) ||
        service.rules.some((arn) => arns.has(arn)) ||
        [...arns].some((arn) => arn.endsWith(`/${service.ecsService}`) && arn.includes(here)),
    );
    // Images may come from a repository of another place than the app's.
    const followed = member.services.some(({ repositories }) =>
      repositories.some(
        ({ name, account, region }) =>
          repository !== '' && name === repository && account === origin.account && region === origin.region,
      ),
    );
    if ((mine && isAt(member, origin)) || followed) hints.push({ app: member.app, reason });
  }
  return hints;
}

/** ARNs anywhere in the request, to a depth that no real one exceeds. */
function arnsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return value.startsWith('arn:') && value.length <= LONGEST_NAME ? [value] : [];
  if (typeof value !== 'object' || value === null || depth > 5) return [];
  return Object.values(value)
    .slice(0, 100)
    .flatMap((inner) => arnsIn(inner, depth + 1));
}
