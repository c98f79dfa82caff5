import { z } from 'zod';
import type { Clock } from '../aws/clock.ts';

/** The one place that reads the functions' environment, the real clock and real randomness. */

const schema = z.object({
  AWS_REGION: z.string(),
  STEWARD_ACCOUNT: z.string().regex(/^\d{12}$/),
  STEWARD_TABLE: z.string().default('ecs-steward'),
  STEWARD_QUEUE_URL: z.url(),
  /** ARN of the reconciler's own role. */
  STEWARD_ROLE: z.string(),
  /** ARN of the role that the reconciler assumes to write, an app at a time. */
  STEWARD_WRITE_ROLE: z.string(),
  /** Makes hidden values comparable over log lines. */
  STEWARD_LOG_KEY: z.string().min(16),
  /** `on`: look and write nothing. */
  STEWARD_KILL_SWITCH: z.enum(['on', 'off']).default('off'),
});

export interface Environment {
  readonly account: string;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly region: string;
  readonly table: string;
  readonly queueUrl: string;
  readonly role: string;
  readonly writeRole: string;
  readonly logKey: string;
  readonly killSwitch: boolean;
}

/** Throws at the start of the function, with every variable that is missing: there is nobody to hand a value to yet. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const parsed = schema.safeParse(variables);
  if (!parsed.success)
    throw new Error(
      `The function's environment is not complete: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')} (${message})`).join(', ')}. Deploy it by bootstrap.`,
    );
  const { AWS_REGION, STEWARD_ACCOUNT, STEWARD_TABLE, STEWARD_QUEUE_URL, STEWARD_LOG_KEY } = parsed.data;
  return {
    account: STEWARD_ACCOUNT,
    partition: parsed.data.STEWARD_ROLE.split(':')[1] ?? 'aws',
    region: AWS_REGION,
    table: STEWARD_TABLE,
    queueUrl: STEWARD_QUEUE_URL,
    role: parsed.data.STEWARD_ROLE,
    writeRole: parsed.data.STEWARD_WRITE_ROLE,
    logKey: STEWARD_LOG_KEY,
    killSwitch: parsed.data.STEWARD_KILL_SWITCH === 'on',
  };
}

export const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

export const realRandom = (): number => Math.random();
