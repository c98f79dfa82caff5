import { inBackground } from '../background.ts';
import { uuid } from '../cloudtrail.ts';
import { addDatum } from '../cloudwatch/metrics.ts';
import { roleMay, trusts } from '../iam/by-services.ts';
import { invokeLater } from '../lambda/invoking.ts';
import { mayInvoke } from '../lambda/permissions.ts';
import { findFunction } from '../lambda/state.ts';
import { appendLog, logGroupExists } from '../logs/groups.ts';
import { policyAllows } from '../resource-policy.ts';
import { publish } from '../sns/publishing.ts';
import { findTopic } from '../sns/state.ts';
import { send } from '../sqs/messages.ts';
import { findQueue } from '../sqs/queues.ts';
import type { Where } from '../where.ts';
import type { World, WorldEvent } from '../world.ts';
import { matches, parsePattern } from './pattern.ts';
import { busArn, defaultBus, type Rule, type Target } from './state.ts';

/** An event as targets get it. */
type Sent = WorldEvent & { readonly version: '0'; readonly id: string };

/** Brings an event to every target of every enabled rule of its account's bus that it fits. */
export function route(world: World, event: WorldEvent): void {
  const { account, region } = event;
  onBus(world, { account, region }, event, false);
}

/** An event that came from another account's bus goes to no third one. */
function onBus(world: World, where: Where, event: WorldEvent | Sent, forwarded: boolean): void {
  const fitting = [...defaultBus(world, where).rules.values()].filter((rule) => fits(rule, event));
  if (fitting.length === 0) return;
  const sent: Sent = 'id' in event ? event : { version: '0', id: uuid(world.random), ...event };
  for (const rule of fitting)
    for (const target of rule.targets.values()) {
      if (forwarded && target.arn.includes(':event-bus/')) continue;
      attempt({ world, where, rule, target, event: sent, begun: world.clock.now() }, 0);
    }
}

function fits(rule: Rule, event: WorldEvent): boolean {
  return rule.state !== 'DISABLED' && matches(parsePattern(rule.pattern), event);
}

interface Delivery {
  readonly world: World;
  readonly where: Where;
  readonly rule: Rule;
  readonly target: Target;
  readonly event: Sent;
  /** Milliseconds since 1970. */
  readonly begun: number;
}

/** Doubles from a second to an hour (user guide, «How EventBridge retries delivering events»: with backoff and jitter). */
function attempt(delivery: Delivery, failures: number): void {
  const { world, where, rule, target, begun } = delivery;
  const problem = bring(delivery);
  if (problem === undefined) return;
  count(world, where, 'FailedInvocations', rule);
  const wait = Math.min(3_600_000, 1000 * 2 ** failures);
  // Permissions are not tried again: the user guide sends such an event straight to the dead-letter queue.
  const final = problem !== 'INTERNAL_ERROR' || failures >= target.retries;
  if (final || world.clock.now() + wait > begun + target.maximumAge * 1000) bury(delivery, problem);
  else world.clock.after(wait, `event again for ${rule.name}`, () => attempt(delivery, failures + 1));
}

type Problem = 'NO_PERMISSIONS' | 'NO_RESOURCE' | 'INTERNAL_ERROR';

/** Undefined: the target took it. */
function bring({ world, where, rule, target, event }: Delivery): Problem | undefined {
  const [, , service = '', region = '', account = ''] = target.arn.split(':');
  const there = { account, region };
  const payload: unknown = target.input === undefined ? event : JSON.parse(target.input);
  const call = {
    by: { service: 'events.amazonaws.com' },
    resource: target.arn,
    sourceArn: rule.arn,
    sourceAccount: where.account,
  };
  switch (service) {
    case 'lambda': {
      if (findFunction(world, there, target.arn) === undefined) return 'NO_RESOURCE';
      if (!mayInvoke(world, target.arn, 'events.amazonaws.com', { arn: rule.arn, account: where.account }))
        return 'NO_PERMISSIONS';
      invokeLater(world, target.arn, payload);
      return undefined;
    }
    case 'sqs': {
      const queue = findQueue(world, there, target.arn);
      if (queue === undefined) return 'NO_RESOURCE';
      if (!policyAllows(queue.attributes.Policy, { ...call, action: 'sqs:SendMessage' })) return 'NO_PERMISSIONS';
      send(world, queue, { body: JSON.stringify(payload), senderId: 'events.amazonaws.com' });
      return undefined;
    }
    case 'sns': {
      const topic = findTopic(world, target.arn);
      if (topic === undefined) return 'NO_RESOURCE';
      if (!policyAllows(topic.attributes.get('Policy'), { ...call, action: 'sns:Publish' })) return 'NO_PERMISSIONS';
      publish(world, topic, JSON.stringify(payload));
      return undefined;
    }
    case 'logs': {
      const group = /:log-group:([^:]+)/.exec(target.arn)?.[1] ?? '';
      if (!logGroupExists(world, there, group)) return 'NO_RESOURCE';
      appendLog(world, there, group, event.id, JSON.stringify(payload));
      return undefined;
    }
    case 'events': {
      const role = target.roleArn;
      const sends =
        role === undefined ||
        (trusts(world, role, 'events.amazonaws.com', { arn: rule.arn, account: where.account }) &&
          roleMay(world, role, 'events:PutEvents', target.arn));
      const allowed =
        account === where.account ||
        policyAllows(defaultBus(world, there).policy, {
          by: { account: where.account },
          action: 'events:PutEvents',
          resource: busArn(there),
        });
      if (!sends || !allowed) return 'NO_PERMISSIONS';
      inBackground(world, async () => onBus(world, there, event, true));
      return undefined;
    }
    default:
      throw new Error(`The simulator does not know ${service} as a target of events.`);
  }
}

function bury({ world, where, rule, target, event }: Delivery, problem: Problem): void {
  const queue = target.deadLetters === undefined ? undefined : findQueue(world, where, target.deadLetters);
  if (queue === undefined) return;
  const call = {
    by: { service: 'events.amazonaws.com' },
    action: 'sqs:SendMessage',
    resource: queue.arn,
    sourceArn: rule.arn,
    sourceAccount: where.account,
  };
  if (!policyAllows(queue.attributes.Policy, call)) {
    count(world, where, 'InvocationsFailedToBeSentToDlq', rule);
    return;
  }
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const attributes = { ERROR_CODE: text(problem), RULE_ARN: text(rule.arn), TARGET_ARN: text(target.arn) };
  send(world, queue, { body: JSON.stringify(event), attributes, senderId: 'events.amazonaws.com' });
}

function count(world: World, where: Where, name: string, rule: Rule): void {
  const dimensions = { RuleName: rule.name };
  addDatum(world, where, { namespace: 'AWS/Events', name, dimensions, values: [1], at: world.clock.now() });
}
