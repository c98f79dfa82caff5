import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

/** A statement of a function's own policy, as AddPermission takes it. */
export interface Permission {
  readonly sid: string;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly sourceAccount: string | undefined;
}

export interface VpcConfig {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** What CreateFunction and UpdateFunctionConfiguration set. */
export interface Configuration {
  readonly role: string;
  readonly runtime: string;
  readonly handler: string;
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** MiB. */
  readonly memorySize: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly tracing: 'Active' | 'PassThrough';
  readonly vpc: VpcConfig;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  /** MiB of /tmp. */
  readonly storage: number;
  /** ARN of a queue for events that were handed over and failed at last. */
  readonly deadLetters: string | undefined;
}

export interface FunctionRecord {
  readonly name: string;
  readonly arn: string;
  readonly architecture: 'arm64' | 'x86_64';
  readonly tags: Map<string, string>;
  readonly permissions: Map<string, Permission>;
  configuration: Configuration;
  /** The zip. */
  code: Uint8Array;
  codeSha256: string;
  /** Changes with code and configuration; another revision runs in a new environment. */
  revisionId: string;
  /** Milliseconds since 1970. */
  modifiedAt: number;
  readonly activeFrom: number;
  /** An update is in progress until then. */
  updatedFrom: number;
  /** undefined: shares what the account has. */
  reservedConcurrency: number | undefined;
  /** Whether Lambda would end a loop over a queue. It is kept; loops are not ended here. */
  recursiveLoop: 'Allow' | 'Terminate';
}

const functionsKey = stateKey('lambda:functions', () => new Map<string, FunctionRecord>());

export function functionsOf(world: World, where: Where): Map<string, FunctionRecord> {
  return world.state(functionsKey, where);
}

/** By name, by partial or by full ARN. */
export function findFunction(world: World, where: Where, reference: string): FunctionRecord | undefined {
  const parts = /^(?:arn:aws:lambda:([^:]+):(\d{12}):function:|(\d{12}):function:)?([\w-]+)(?::\$LATEST)?$/.exec(
    reference,
  );
  const [, region = where.region, fullAccount, partialAccount, name = ''] = parts ?? [];
  return functionsOf(world, { account: fullAccount ?? partialAccount ?? where.account, region }).get(name);
}

export function functionAt(world: World, where: Where, reference: string | undefined): FunctionRecord {
  const found = findFunction(world, where, reference ?? '');
  if (found !== undefined) return found;
  const arn = reference?.startsWith('arn:') ? reference : functionArn(where, reference ?? '');
  throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
}

export function functionArn(where: Where, name: string): string {
  return `arn:aws:lambda:${where.region}:${where.account}:function:${name}`;
}

/** `arn:aws:lambda:eu-central-1:210987654321:function:dispatch` */
export function whereOf(arn: string): Where {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
}

/** While a function is made or changed, nothing else may change it. */
export function refuseBusy(world: World, record: FunctionRecord): void {
  const now = world.clock.now();
  if (now < record.activeFrom)
    throw new AwsError(
      'ResourceConflictException',
      `The operation cannot be performed at this time. The function is currently in the following state: Pending`,
      409,
    );
  if (now < record.updatedFrom)
    throw new AwsError(
      'ResourceConflictException',
      `The operation cannot be performed at this time. An update is in progress for resource: ${record.arn}`,
      409,
    );
}
