import { stateKey, type World } from '../world.ts';

/** Roles by ARN: IAM is global, so a role belongs to the account alone. */
const roles = stateKey('iam', () => ({ arns: new Set<string>() }));

const everywhere = (account: string) => ({ account, region: 'global' });

export function addRole(world: World, account: string, arn: string): void {
  world.state(roles, everywhere(account)).arns.add(arn);
}

export function deleteRole(world: World, account: string, arn: string): void {
  world.state(roles, everywhere(account)).arns.delete(arn);
}

export function roleExists(world: World, account: string, arn: string): boolean {
  return world.state(roles, everywhere(account)).arns.has(arn);
}
