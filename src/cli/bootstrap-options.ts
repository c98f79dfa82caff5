import { z } from 'zod';
import type { ParameterName } from '../../bootstrap/parameters.ts';
import { conflictOf, type StackOptions } from '../../bootstrap/stack-options.ts';
import { placeOptions } from './place.ts';

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
);

const schema = placeOptions.extend({
  account: z
    .string()
    .regex(/^\d{12}$/, 'an account has twelve digits')
    .optional(),
  stack: z
    .string()
    .regex(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/, 'letters, digits and hyphens, at most 128')
    .default('ecs-steward'),
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'an S3 bucket name')
    .optional(),
  schedule: z
    .string()
    .regex(/^(rate|cron)\(.+\)$/, 'rate(5 minutes) or cron(...)')
    .optional(),
  mail: z.email('a mail address').optional(),
  logDays: z.string().regex(/^\d+$/, 'a number of days').optional(),
  boundary: z.string().startsWith('arn:', 'the ARN of a policy').optional(),
  killSwitch: z.enum(['on', 'off']).optional(),
  subnets: list.optional(),
  securityGroups: list.optional(),
  vpc: z.boolean().default(false),
  reservedConcurrency: z.boolean().default(true),
  xRay: z.boolean().default(false),
  cloudtrail: z.boolean().default(false),
  withFoundation: z.boolean().default(false),
  egress: z.enum(['nat', 'endpoints']).optional(),
  certificate: z.string().startsWith('arn:', 'the ARN of a certificate').optional(),
  networkPrefix: z.string().optional(),
  print: z.boolean().default(false),
  yes: z.boolean().default(false),
  acceptChanges: z.boolean().default(false),
  destroy: z.boolean().default(false),
  deleteHistory: z.boolean().default(false),
  verify: z.boolean().default(false),
});

export type BootstrapOptions = z.infer<typeof schema>;

export type ReadOptions =
  | {
      readonly ok: true;
      readonly given: BootstrapOptions;
      readonly options: StackOptions;
      readonly parameters: Readonly<Partial<Record<ParameterName, string>>>;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** All problems at once, each with its option. */
export function readBootstrapOptions(options: unknown): ReadOptions {
  const parsed = schema.safeParse(options);
  if (!parsed.success)
    return {
      ok: false,
      problems: parsed.error.issues.map(({ path, message }) => `--${kebab(path.map(String).join('.'))}: ${message}`),
    };
  const given = parsed.data;
  const stack = stackOptions(given);
  const problems = [...togetherProblems(given), ...[conflictOf(stack)].filter((each) => each !== undefined)];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, given, options: stack, parameters: parametersOf(given) };
}

function stackOptions(given: BootstrapOptions): StackOptions {
  return {
    vpc: given.vpc || given.subnets !== undefined,
    tracing: given.xRay,
    cloudTrail: given.cloudtrail,
    ...(given.withFoundation
      ? { foundation: { egress: given.egress ?? 'nat', certificate: given.certificate !== undefined } }
      : {}),
  };
}

function togetherProblems(given: BootstrapOptions): string[] {
  const problems: string[] = [];
  const network = given.subnets !== undefined && given.securityGroups !== undefined;
  if (given.vpc && !given.withFoundation && !network)
    problems.push('--vpc: give --subnets and --security-groups, or --with-foundation');
  if ((given.subnets === undefined) !== (given.securityGroups === undefined))
    problems.push('--subnets and --security-groups go together');
  for (const option of ['egress', 'certificate', 'networkPrefix'] as const)
    if (given[option] !== undefined && !given.withFoundation)
      problems.push(`--${kebab(option)}: it belongs to --with-foundation`);
  if (given.deleteHistory && !given.destroy) problems.push('--delete-history: it belongs to --destroy');
  const acts = [given.print, given.destroy, given.verify].filter(Boolean).length;
  if (acts > 1) problems.push('--print, --destroy and --verify: one of them at a time');
  return problems;
}

function parametersOf(given: BootstrapOptions): Readonly<Partial<Record<ParameterName, string>>> {
  const parameters: Partial<Record<ParameterName, string | undefined>> = {
    Schedule: given.schedule,
    AlarmMail: given.mail,
    LogRetentionDays: given.logDays,
    PermissionsBoundary: given.boundary,
    KillSwitch: given.killSwitch,
    FunctionSubnets: given.subnets?.join(','),
    FunctionSecurityGroups: given.securityGroups?.join(','),
    CertificateArn: given.certificate,
    ...(given.reservedConcurrency ? {} : { DispatchConcurrency: '0', ReconcileConcurrency: '0' }),
    NetworkPrefix: given.networkPrefix,
  };
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined)) as Readonly<
    Partial<Record<ParameterName, string>>
  >;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
