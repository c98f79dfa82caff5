import { stateKey, type World } from '../world.ts';
import { type PolicyStatement, readPolicy } from './policy-document.ts';

/** A policy as it was given, and as the evaluator reads it. */
export interface StoredPolicy {
  readonly text: string;
  readonly statements: readonly PolicyStatement[];
}

export interface RoleRecord {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  description: string | undefined;
  maxSessionSeconds: number;
  trust: StoredPolicy;
  readonly inline: Map<string, StoredPolicy>;
  /** ARNs of managed policies, in the order of attachment. */
  readonly attached: Set<string>;
  readonly tags: Map<string, string>;
}

export interface ManagedPolicyRecord {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly description: string | undefined;
  /** By `v1`, `v2`, …; at most five. */
  readonly versions: Map<string, StoredPolicy & { readonly createdAt: number }>;
  defaultVersion: string;
  made: number;
  readonly tags: Map<string, string>;
}

export interface IamState {
  /** ARNs of roles that are just there: the world's surroundings, whose policies nobody asks for. */
  readonly arns: Set<string>;
  /** By name: it is unique in an account, whatever the path. */
  readonly roles: Map<string, RoleRecord>;
  /** By ARN. */
  readonly policies: Map<string, ManagedPolicyRecord>;
}

/** IAM is global, so what it holds belongs to the account alone. */
const iamState = stateKey<IamState>('iam', () => ({ arns: new Set(), roles: new Map(), policies: new Map() }));

export function iamOf(world: World, account: string): IamState {
  return world.state(iamState, { account, region: 'global' });
}

/** A role that is just there. It may be assumed by anybody and do anything: only its existence is simulated. */
export function addRole(world: World, account: string, arn: string): void {
  iamOf(world, account).arns.add(arn);
}

/** A role as CreateRole and PutRolePolicy make it, without their calls: what its sessions do is judged by its policies. */
export function addRoleWithPolicies(
  world: World,
  account: string,
  given: { readonly name: string; readonly trust: string; readonly policies: Readonly<Record<string, string>> },
): void {
  const { name, trust, policies } = given;
  const inline = Object.entries(policies).map(
    ([policy, text]) => [policy, { text, statements: readPolicy(text, 'identity') }] as const,
  );
  iamOf(world, account).roles.set(name, {
    name,
    path: '/',
    arn: `arn:aws:iam::${account}:role/${name}`,
    id: `AROA${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')}`.padEnd(21, 'X'),
    createdAt: world.clock.now(),
    description: undefined,
    maxSessionSeconds: 3_600,
    trust: { text: trust, statements: readPolicy(trust, 'trust') },
    inline: new Map(inline),
    attached: new Set(),
    tags: new Map(),
  });
}

export function deleteRole(world: World, account: string, arn: string): void {
  iamOf(world, account).arns.delete(arn);
}

export function roleExists(world: World, account: string, arn: string): boolean {
  const { arns, roles } = iamOf(world, account);
  return arns.has(arn) || roles.get(lastOf(arn))?.arn === arn;
}

export function findRole(world: World, account: string, name: string): RoleRecord | undefined {
  return iamOf(world, account).roles.get(name);
}

/** Every statement that holds for sessions of a role. */
export function statementsOf(world: World, account: string, role: RoleRecord): PolicyStatement[] {
  const { policies } = iamOf(world, account);
  const attached = [...role.attached].flatMap((arn) => {
    const policy = policies.get(arn);
    return policy?.versions.get(policy.defaultVersion)?.statements ?? [];
  });
  return [...[...role.inline.values()].flatMap(({ statements }) => statements), ...attached];
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
