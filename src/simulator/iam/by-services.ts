import type { World } from '../world.ts';
import { decide, decideTrust } from './evaluate.ts';
import { findRole, iamOf, type RoleRecord, statementsOf } from './roles.ts';
import type { Context } from './variables.ts';

/** What a service of AWS that works as a role finds out about it. Roles that are only there trust everybody and may do everything. */

function held(world: World, arn: string): RoleRecord | undefined {
  const account = arn.split(':')[4] ?? '';
  const role = findRole(world, account, arn.slice(arn.lastIndexOf('/') + 1));
  return role?.arn === arn ? role : undefined;
}

/** Whether a role's trust policy lets a service assume it, for the thing that it is to work for. */
export function trusts(
  world: World,
  arn: string,
  service: string,
  source: { readonly arn: string; readonly account: string },
): boolean {
  const account = arn.split(':')[4] ?? '';
  const role = held(world, arn);
  if (role === undefined) return iamOf(world, account).arns.has(arn);
  const context: Context = new Map([
    ['aws:sourcearn', [source.arn]],
    ['aws:sourceaccount', [source.account]],
  ]);
  const request = { action: 'sts:AssumeRole', resource: arn, context };
  return (
    decideTrust(role.trust.statements, request, { kind: 'Service', names: [service], account }).decision === 'allowed'
  );
}

/** Whether a role's policies allow a call. */
export function roleMay(world: World, arn: string, action: string, resource: string): boolean {
  const role = held(world, arn);
  const account = arn.split(':')[4] ?? '';
  if (role === undefined) return iamOf(world, account).arns.has(arn);
  return decide(statementsOf(world, account, role), { action, resource, context: new Map() }) === 'allowed';
}
