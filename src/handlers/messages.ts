import { z } from 'zod';

/** What stands in the queue: a name to look at, never what to do. */
const caller = z.object({ arn: z.string().max(2_048).optional(), said: z.string().max(256).optional() });
const app = z.string().regex(/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
const at = z.iso.datetime();

const passMessage = z.object({
  v: z.literal(1).default(1),
  app,
  reason: z.string().max(300).default('asked for'),
  at: at.optional(),
  caller: caller.optional(),
  hinted: z.boolean().optional(),
});
const scope = z.object({
  account: z.string().regex(/^\d{12}$/),
  region: z.string().max(32),
  cluster: z.string().max(255),
});
const sweepMessage = z.object({ v: z.literal(1).default(1), sweep: scope, at: at.optional() });
export const mark = z.string().regex(/^[a-z0-9]{8,64}$/);
const verifyMessage = z.object({ v: z.literal(1).default(1), verify: mark, at: at.optional() });
const messageSchema = z.union([sweepMessage, verifyMessage, passMessage]);

export type Caller = z.output<typeof caller>;
export type PassMessage = z.output<typeof passMessage>;
export type SweepMessage = z.output<typeof sweepMessage>;
export type VerifyMessage = z.output<typeof verifyMessage>;
export type QueueMessage = PassMessage | SweepMessage | VerifyMessage;

export function isSweep(message: QueueMessage): message is SweepMessage {
  return 'sweep' in message;
}

export function isVerify(message: QueueMessage): message is VerifyMessage {
  return 'verify' in message;
}

/** undefined: not one of ours. */
export function decode(body: string): QueueMessage | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  const message = messageSchema.safeParse(parsed);
  return message.success ? message.data : undefined;
}

export function encode(message: QueueMessage): string {
  return JSON.stringify(message);
}
