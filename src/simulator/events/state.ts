import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

export interface Target {
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string | undefined;
  /** JSON that goes instead of the event. */
  readonly input: string | undefined;
  readonly retries: number;
  /** Seconds that an event may be old. */
  readonly maximumAge: number;
  /** ARN of a queue for what could not be delivered. */
  readonly deadLetters: string | undefined;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  pattern: string;
  state: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  description: string | undefined;
  readonly targets: Map<string, Target>;
}

export interface Bus {
  readonly rules: Map<string, Rule>;
  /** Who else may put events, as JSON. */
  policy: string | undefined;
}

/** The one bus that every account has in every region. */
const busKey = stateKey<Bus>('events:default', () => ({ rules: new Map(), policy: undefined }));

export function defaultBus(world: World, where: Where): Bus {
  return world.state(busKey, where);
}

export function busArn({ account, region }: Where): string {
  return `arn:aws:events:${region}:${account}:event-bus/default`;
}

/** By name or ARN; other buses are refused by name. */
export function checkBus(where: Where, bus: string | undefined): void {
  if (bus === undefined || bus === 'default' || bus === busArn(where)) return;
  throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
}

export function ruleAt(world: World, where: Where, name: string | undefined): Rule {
  const rule = defaultBus(world, where).rules.get(name ?? '');
  if (rule === undefined)
    throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  return rule;
}
