import { accessByService } from '../authorization.ts';
import { AwsError, type SimulatedService } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import type { Access, ConditionKeys } from './access.ts';
import { type AccessRequest, type Decision, decide, decideTrust } from './evaluate.ts';
import type { PolicyStatement } from './policy-document.ts';
import { findRole, type RoleRecord, statementsOf } from './roles.ts';
import type { Context } from './variables.ts';

/** A permission that was asked for, and what IAM said. */
export interface Judged {
  readonly request: AccessRequest;
  readonly decision: Decision;
  /** The role whose session asked. */
  readonly role: string;
  readonly caller: Caller;
}

/**
 * Judges a request of a session of a role that IAM holds, before it runs; throws what the service says to one that is not
 * allowed. Users, roots and roles that are only there have no policies to judge by, and may do everything but what a
 * resource's own policy keeps from them.
 */
export function authorize(
  world: World,
  caller: Caller,
  service: SimulatedService,
  operation: string,
  input: unknown,
  judged: (judged: Judged) => void,
): void {
  const role = roleOf(world, caller);
  const known = accessByService[service.signingName];
  if (role === undefined && known?.resourcePolicies !== true) return;
  const accessOf = known?.table[operation];
  if (accessOf === undefined)
    throw new AwsError(
      'NotImplementedBySimulator',
      `The simulator does not know which permissions ${operation} needs.`,
      501,
    );
  const statements = role === undefined ? undefined : statementsOf(world, caller.account, role);
  for (const access of accessOf({ world, caller, input: input as never })) {
    const { action, resource, context } = access;
    const request = { action, resource, context: contextOf(caller, role, context ?? {}) };
    const decision = decisionOf(statements, access.resourcePolicy, request, caller, role);
    if (role !== undefined) judged({ request, decision, role: role.name, caller });
    if (decision !== 'allowed')
      throw access.denied?.(access.action) ?? accessDenied(service, sentence(caller, access, decision));
  }
}

/**
 * The caller's policies, and the resource's own where it has one: one that names a caller of its own account is enough by
 * itself, else both must allow (IAM user guide, Cross-account policy evaluation logic; AssumeRole's API reference).
 */
function decisionOf(
  statements: readonly PolicyStatement[] | undefined,
  resourcePolicy: readonly PolicyStatement[] | undefined,
  request: AccessRequest,
  caller: Caller,
  role: RoleRecord | undefined,
): Decision {
  const own = statements === undefined ? 'allowed' : decide(statements, request);
  if (resourcePolicy === undefined || own === 'explicit deny') return own;
  const theirs = decideTrust(resourcePolicy, request, {
    kind: 'AWS',
    names: role === undefined ? [caller.principal] : [caller.principal, role.arn],
    account: caller.account,
  });
  if (theirs.decision !== 'allowed') return theirs.decision;
  return theirs.direct && request.resource.split(':')[4] === caller.account ? 'allowed' : own;
}

/** The role whose session this is, where IAM holds it. */
function roleOf(world: World, { principal }: Pick<Caller, 'principal'>): RoleRecord | undefined {
  const [, account, name] = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal) ?? [];
  return account === undefined || name === undefined ? undefined : findRole(world, account, name);
}

/** The keys of the service, with those that every request has (IAM user guide, Global condition context keys). */
function contextOf(caller: Caller, role: RoleRecord | undefined, keys: ConditionKeys): Context {
  const tags = { ...Object.fromEntries(role?.tags ?? []), ...caller.sessionTags };
  const all: ConditionKeys = {
    'aws:PrincipalArn': role?.arn ?? caller.principal,
    'aws:PrincipalAccount': caller.account,
    'aws:RequestedRegion': caller.region,
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': 'false',
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
    ...keys,
  };
  return new Map(
    Object.entries(all).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), typeof value === 'string' ? [value] : value] as const],
    ),
  );
}

function sentence({ principal }: Caller, { action, resource }: Access, decision: Decision): string {
  const why =
    decision === 'explicit deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
  return `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
}

/** Error code and status by protocol (aws-facts §1.2). */
function accessDenied(service: SimulatedService, message: string): AwsError {
  switch (service.protocol) {
    case 'awsQuery':
      return new AwsError('AccessDenied', message, 403);
    case 'restXml':
      return new AwsError('AccessDenied', message, 403);
    case 'restJson1':
      return new AwsError('AccessDeniedException', message, 403);
    case 'ec2Query':
      return new AwsError('UnauthorizedOperation', message, 403);
    case 'awsJson1.0':
    case 'awsJson1.1':
      return new AwsError('AccessDeniedException', message);
  }
}
