import { z } from 'zod';

/** Where a thing is made, if not in the account and region of the examples. */
const where = {
  account: z
    .string()
    .regex(/^\d{12}$/)
    .default('210987654321'),
  region: z.string().default('eu-central-1'),
};

export const clock = z.strictObject({ advanceSeconds: z.number().min(0) });

const reply = z.union([
  z.strictObject({ status: z.int(), body: z.string().exactOptional(), location: z.string().exactOptional() }),
  z.strictObject({ timeout: z.literal(true) }),
  z.strictObject({ refused: z.literal(true) }),
]);

const behaviour = z.strictObject({
  startSeconds: z.number().min(0).default(8),
  answer: z
    .strictObject({
      listensOn: z.int().exactOptional(),
      default: reply,
      paths: z.record(z.string(), reply).exactOptional(),
    })
    .default({ default: { status: 200, body: 'ok' } }),
  exits: z
    .strictObject({ afterSeconds: z.number(), code: z.int(), reason: z.string().exactOptional() })
    .exactOptional(),
  logs: z.array(z.string()).exactOptional(),
  containerHealth: z.enum(['HEALTHY', 'UNHEALTHY']).exactOptional(),
});

export const image = z.strictObject({
  ...where,
  repository: z.string(),
  tag: z.string().exactOptional(),
  digest: z.string().exactOptional(),
  platforms: z.array(z.string()).exactOptional(),
  attestations: z.boolean().exactOptional(),
  behaviour: behaviour.exactOptional(),
});

export const network = z.strictObject({
  ...where,
  vpcId: z.string(),
  cidr: z.string().exactOptional(),
  subnets: z.array(
    z.strictObject({
      id: z.string(),
      zone: z.string(),
      cidr: z.string(),
      internet: z.enum(['internet-gateway', 'nat-gateway', 'none']).exactOptional(),
    }),
  ),
  securityGroups: z.array(z.string()),
  endpoints: z.array(z.string()).exactOptional(),
});

export const role = z.strictObject({ arn: z.string().regex(/^arn:aws:iam::\d{12}:role\/.+/) });
export const secret = z.strictObject({ ...where, name: z.string() });

const conditions = {
  nth: z.int().min(1).exactOptional(),
  times: z.int().min(1).exactOptional(),
  probability: z.number().min(0).max(1).exactOptional(),
};

export const callFault = z.strictObject({
  ...conditions,
  on: z.string(),
  effect: z.enum(['read', 'write']).exactOptional(),
  principal: z.string().exactOptional(),
  // Hooks are code: they can't be ordered from outside.
  do: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('error'),
      code: z.string(),
      message: z.string(),
      status: z.int().default(400),
      when: z.enum(['before', 'after']).default('before'),
    }),
    z.strictObject({ kind: z.literal('lostAnswer') }),
    z.strictObject({ kind: z.literal('delay'), ms: z.number().min(0) }),
    z.strictObject({ kind: z.literal('stale'), ageMs: z.number().min(0) }),
    z.strictObject({ kind: z.literal('mutate'), path: z.string(), value: z.unknown().exactOptional() }),
  ]),
});

export const eventFault = z.strictObject({
  ...conditions,
  onEvent: z.string(),
  do: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('drop') }),
    z.strictObject({ kind: z.literal('duplicate'), afterMs: z.number().min(0) }),
    z.strictObject({ kind: z.literal('delay'), ms: z.number().min(0) }),
    z.strictObject({ kind: z.literal('shuffle'), windowMs: z.number().min(0) }),
  ]),
});
