import { wildcard } from '../wildcard.ts';
import { fits } from './conditions.ts';
import type { PolicyPrincipal, PolicyStatement } from './policy-document.ts';
import { type Context, resolved } from './variables.ts';

/** One question to IAM: may this be done with that. */
export interface AccessRequest {
  /** `ecs:UpdateService` */
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export type Decision = 'allowed' | 'explicit deny' | 'implicit deny';

/** A Deny that fits decides; then an Allow; without one it is denied (IAM user guide, Policy evaluation logic). */
export function decide(statements: readonly PolicyStatement[], request: AccessRequest): Decision {
  let allowed = false;
  for (const statement of statements) {
    if (!applies(statement, request)) continue;
    if (statement.effect === 'Deny') return 'explicit deny';
    allowed = true;
  }
  return allowed ? 'allowed' : 'implicit deny';
}

/** Who asks to assume a role, as a trust policy may name it. */
export interface Trusted {
  readonly kind: 'AWS' | 'Service';
  /** ARNs of the caller itself: a session's, and its role's; or the service's name. */
  readonly names: readonly string[];
  readonly account: string;
}

/** As `decide`, over the statements that name the caller. `direct`: the caller itself is named, not only its account. */
export function decideTrust(
  statements: readonly PolicyStatement[],
  request: AccessRequest,
  caller: Trusted,
): { readonly decision: Decision; readonly direct: boolean } {
  const naming = (direct: boolean) =>
    statements.filter(({ principals }) => principals.some((principal) => names(principal, caller, direct)));
  const decision = decide([...naming(true), ...naming(false)], request);
  return { decision, direct: decide(naming(true), request) === 'allowed' };
}

function names({ kind, name }: PolicyPrincipal, caller: Trusted, direct: boolean): boolean {
  if (kind !== caller.kind) return false;
  if (direct) return caller.names.includes(name);
  return name === '*' || name === caller.account || /^arn:[^:]+:iam::(\d{12}):root$/.exec(name)?.[1] === caller.account;
}

function applies(statement: PolicyStatement, { action, resource, context }: AccessRequest): boolean {
  const named = statement.actions.some((pattern) => isAction(pattern, action));
  if (named === statement.notActions) return false;
  // A trust policy names no resource: it is the role's own.
  if (statement.resources.length > 0) {
    const reached = statement.resources.some((pattern) => reaches(pattern, resource, context));
    if (reached === statement.notResources) return false;
  }
  return statement.conditions.every((condition) => fits(condition, context));
}

function isAction(pattern: string, action: string): boolean {
  return /[*?]/.test(pattern) ? wildcard(pattern, 'i').test(action) : pattern.toLowerCase() === action.toLowerCase();
}

function reaches(given: string, resource: string, context: Context): boolean {
  const pattern = resolved(given, context);
  return pattern !== undefined && wildcard(pattern).test(resource);
}
