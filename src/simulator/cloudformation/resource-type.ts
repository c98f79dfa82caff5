import { z } from 'zod';
import { AwsError, type Operation } from '../operation.ts';
import { within } from '../within.ts';
import type { Caller, World } from '../world.ts';

/** Where a resource is made, and for whom. */
export interface Site {
  readonly world: World;
  readonly caller: Caller;
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
}

/** What became of a resource: its Ref, and what Fn::GetAtt answers. */
export interface Physical {
  readonly id: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What must be known of a kind of resource, with properties as they were parsed. */
export interface Definition<Properties> {
  readonly type: string;
  /** Strict: what it does not have is refused by name. */
  readonly schema: z.ZodType<Properties>;
  /** A change of one of these makes another resource. */
  readonly replacedBy: readonly string[];
  /** From its beginning to its end; 5 if absent. */
  readonly seconds?: number;
  create(site: Site, properties: Properties): Promise<Physical>;
  /** What is there under the name that the properties give; absent: a kind that is never taken in. */
  find?(site: Site, properties: Properties): Promise<Physical | undefined>;
  /** Absent: every change makes another resource. */
  update?(site: Site, physical: Physical, properties: Properties, before: Properties): Promise<Physical>;
  delete(site: Site, physical: Physical, properties: Properties): Promise<void>;
}

type Given = Readonly<Record<string, unknown>>;

/** A kind of resource as stacks use it. */
export interface ResourceType {
  readonly type: string;
  readonly seconds: number;
  /** The sentence about the first property that it does not know or can't read; undefined: all are good. */
  problem(properties: Given): string | undefined;
  replacedBy(changed: readonly string[]): boolean;
  create(site: Site, properties: Given): Promise<Physical>;
  find(site: Site, properties: Given): Promise<Physical | undefined>;
  update(site: Site, physical: Physical, properties: Given, before: Given): Promise<Physical>;
  delete(site: Site, physical: Physical, properties: Given): Promise<void>;
}

export function resourceType<Properties>(definition: Definition<Properties>): ResourceType {
  const { type, schema, replacedBy, update } = definition;
  const parse = (given: Given) => schema.parse(given);
  return {
    type,
    seconds: definition.seconds ?? 5,
    problem: (given) => {
      const [issue] = schema.safeParse(given).error?.issues ?? [];
      return issue && `${type}: ${[...issue.path, ''].join('/')} ${issue.message}`;
    },
    replacedBy: (changed) => update === undefined || changed.some((name) => replacedBy.includes(name)),
    create: (site, given) => definition.create(site, parse(given)),
    find: async (site, given) => definition.find?.(site, parse(given)),
    update: async (site, physical, given, before) =>
      (await update?.call(definition, site, physical, parse(given), parse(before))) ?? physical,
    delete: (site, physical, given) => definition.delete(site, physical, parse(given)),
  };
}

/** A call of CloudFormation for whoever executes the change set. Throws AwsError. */
export function call<Input, Output>(
  site: Site,
  operation: Operation<Input, Output>,
  input: Input,
): Promise<Awaited<Output>> {
  return within(site.world).call(site.caller, operation, input);
}

/** A deletion of what is gone already is done. */
export async function unlessGone(deleting: Promise<unknown>, ...codes: readonly string[]): Promise<void> {
  try {
    await deleting;
  } catch (error) {
    if (!(error instanceof AwsError) || !codes.includes(error.code)) throw error;
  }
}

/** `stack-LogicalId-1A2B3C4D5E6F` */
export function generatedName({ world, stackName, logicalId }: Site): string {
  return `${stackName}-${logicalId}-${world.random.hex(12).toUpperCase()}`;
}

/** CloudFormation takes numbers and booleans as text, too. */
export const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(?:\.\d+)?$/)
    .transform(Number),
]);
export const boolean = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
export const tags = z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional();
export const json = z.record(z.string(), z.unknown());
