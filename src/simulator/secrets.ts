import type { Where } from './where.ts';
import { stateKey, type World } from './world.ts';

/** SSM parameters and Secrets Manager secrets that tasks may name; their values are never kept. */
const secrets = stateKey('secrets', () => ({ names: new Set<string>() }));

export function addSecret(world: World, where: Where, nameOrArn: string): void {
  world.state(secrets, where).names.add(nameOf(nameOrArn));
}

export function deleteSecret(world: World, where: Where, nameOrArn: string): void {
  world.state(secrets, where).names.delete(nameOf(nameOrArn));
}

export function secretExists(world: World, where: Where, valueFrom: string): boolean {
  return world.state(secrets, where).names.has(nameOf(valueFrom));
}

/** The forms of `valueFrom` (aws-facts §3): a parameter's name or ARN; a secret's ARN with json-key, stage and version behind. */
function nameOf(valueFrom: string): string {
  const parameter = /^arn:aws[a-z-]*:ssm:[^:]*:\d{12}:parameter(\/.*)$/.exec(valueFrom);
  if (parameter !== null) return `ssm:${parameter[1]?.replace(/^\//, '')}`;
  const secret = /^arn:aws[a-z-]*:secretsmanager:[^:]*:\d{12}:secret:([^:]+)/.exec(valueFrom);
  if (secret !== null) return `asm:${secret[1]}`;
  return `ssm:${valueFrom.replace(/^\//, '')}`;
}
