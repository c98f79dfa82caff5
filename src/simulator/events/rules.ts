import * as client from '@aws-sdk/client-eventbridge';
import { refuseOthers } from '../not-implemented.ts';
import { AwsError, type Operation } from '../operation.ts';
import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { InvalidPattern, matches, parsePattern } from './pattern.ts';
import { checkBus, defaultBus, type Rule, ruleAt, type Target } from './state.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§7', '§11'] } as const;

/** Makes a rule or changes it as a whole; its targets stay. Rules by schedule belong to Scheduler. */
export const putRule: Operation<client.PutRuleCommandInput, Plain<client.PutRuleCommandOutput>> = {
  ...shared,
  name: 'events:PutRule',
  schema: client.PutRule$,
  effect: 'write',
  run: (world, caller, input) => {
    refuseOthers('events:PutRule', input, ['Name', 'EventPattern', 'State', 'Description', 'EventBusName']);
    checkBus(caller, input.EventBusName);
    const name = input.Name ?? '';
    if (!/^[.\-\w]{1,64}$/.test(name))
      throw new AwsError(
        'ValidationException',
        `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+`,
      );
    const pattern = checkedPattern(input.EventPattern);
    const { rules } = defaultBus(world, caller);
    const rule: Rule = rules.get(name) ?? {
      name,
      arn: `arn:aws:events:${caller.region}:${caller.account}:rule/${name}`,
      pattern,
      state: 'ENABLED',
      description: undefined,
      targets: new Map(),
    };
    rule.pattern = pattern;
    rule.state = input.State ?? 'ENABLED';
    rule.description = input.Description;
    rules.set(name, rule);
    return { RuleArn: rule.arn };
  },
};

function checkedPattern(text: string | undefined): string {
  if (text === undefined)
    throw new AwsError('ValidationException', 'Parameter(s) EventPattern, ScheduleExpression must be specified.');
  if (text.length > 4096)
    throw new AwsError(
      'ValidationException',
      "1 validation error detected: Value at 'eventPattern' failed to satisfy constraint: Member must have length less than or equal to 4096",
    );
  try {
    parsePattern(text);
    return text;
  } catch (error) {
    if (error instanceof InvalidPattern) throw new AwsError('InvalidEventPatternException', error.message);
    throw error;
  }
}

export const describeRule: Operation<client.DescribeRuleCommandInput, Plain<client.DescribeRuleCommandOutput>> = {
  ...shared,
  name: 'events:DescribeRule',
  schema: client.DescribeRule$,
  effect: 'read',
  run: (world, caller, input) => {
    checkBus(caller, input.EventBusName);
    return shownRule(ruleAt(world, caller, input.Name));
  },
};

export const listRules: Operation<client.ListRulesCommandInput, Plain<client.ListRulesCommandOutput>> = {
  ...shared,
  name: 'events:ListRules',
  schema: client.ListRules$,
  effect: 'read',
  run: (world, caller, input) => {
    refuseOthers('events:ListRules', input, ['NamePrefix', 'EventBusName']);
    checkBus(caller, input.EventBusName);
    const rules = [...defaultBus(world, caller).rules.values()].filter(({ name }) =>
      name.startsWith(input.NamePrefix ?? ''),
    );
    return { Rules: rules.sort((one, other) => (one.name < other.name ? -1 : 1)).map(shownRule) };
  },
};

function shownRule(rule: Rule): client.Rule {
  const { name, arn, pattern, state, description } = rule;
  return {
    Name: name,
    Arn: arn,
    EventPattern: pattern,
    State: state,
    EventBusName: 'default',
    ...(description === undefined ? {} : { Description: description }),
  };
}

function switchOperation(
  name: 'EnableRule' | 'DisableRule',
  schema: unknown,
): Operation<client.EnableRuleCommandInput, object> {
  return {
    ...shared,
    name: `events:${name}`,
    schema,
    effect: 'write',
    run: (world, caller, input) => {
      checkBus(caller, input.EventBusName);
      ruleAt(world, caller, input.Name).state = name === 'EnableRule' ? 'ENABLED' : 'DISABLED';
      return {};
    },
  };
}

export const enableRule = switchOperation('EnableRule', client.EnableRule$);
export const disableRule = switchOperation('DisableRule', client.DisableRule$);

/** Deleting one that is not there is no error. */
export const deleteRule: Operation<client.DeleteRuleCommandInput, Plain<client.DeleteRuleCommandOutput>> = {
  ...shared,
  name: 'events:DeleteRule',
  schema: client.DeleteRule$,
  effect: 'write',
  run: (world, caller, input) => {
    checkBus(caller, input.EventBusName);
    const { rules } = defaultBus(world, caller);
    if ((rules.get(input.Name ?? '')?.targets.size ?? 0) > 0)
      throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
    rules.delete(input.Name ?? '');
    return {};
  },
};

const services = ['lambda', 'sqs', 'sns', 'logs', 'events'];

/** Five targets a rule. By id: the same id is replaced. */
export const putTargets: Operation<client.PutTargetsCommandInput, Plain<client.PutTargetsCommandOutput>> = {
  ...shared,
  name: 'events:PutTargets',
  schema: client.PutTargets$,
  effect: 'write',
  run: (world, caller, input) => {
    checkBus(caller, input.EventBusName);
    const rule = ruleAt(world, caller, input.Rule);
    const targets = (input.Targets ?? []).map((target) => targetOf(world, caller, target));
    const ids = new Set([...rule.targets.keys(), ...targets.map(({ id }) => id)]);
    if (ids.size > 5)
      throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
    for (const target of targets) rule.targets.set(target.id, target);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
};

function targetOf(_world: World, where: Where, given: client.Target): Target {
  refuseOthers('events:PutTargets', given, ['Id', 'Arn', 'RoleArn', 'Input', 'RetryPolicy', 'DeadLetterConfig']);
  const arn = given.Arn ?? '';
  const [, , service = '', region = '', account = ''] = arn.split(':');
  if (!services.includes(service))
    throw new AwsError(
      'NotImplementedBySimulator',
      `The simulator does not know ${service} as a target of events.`,
      501,
    );
  if (service !== 'events' && region !== where.region)
    throw new AwsError(
      'ValidationException',
      `Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  if (service === 'events' && account !== where.account && given.RoleArn === undefined)
    throw new AwsError('ValidationException', `RoleArn is required for target ${arn}.`);
  return {
    id: given.Id ?? '',
    arn,
    roleArn: given.RoleArn,
    input: given.Input,
    retries: given.RetryPolicy?.MaximumRetryAttempts ?? 185,
    maximumAge: given.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
    deadLetters: given.DeadLetterConfig?.Arn,
  };
}

export const removeTargets: Operation<client.RemoveTargetsCommandInput, Plain<client.RemoveTargetsCommandOutput>> = {
  ...shared,
  name: 'events:RemoveTargets',
  schema: client.RemoveTargets$,
  effect: 'write',
  run: (world, caller, input) => {
    checkBus(caller, input.EventBusName);
    const rule = ruleAt(world, caller, input.Rule);
    for (const id of input.Ids ?? []) rule.targets.delete(id);
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
};

export const listTargetsByRule: Operation<
  client.ListTargetsByRuleCommandInput,
  Plain<client.ListTargetsByRuleCommandOutput>
> = {
  ...shared,
  name: 'events:ListTargetsByRule',
  schema: client.ListTargetsByRule$,
  effect: 'read',
  run: (world, caller, input) => {
    checkBus(caller, input.EventBusName);
    const targets = [...ruleAt(world, caller, input.Rule).targets.values()];
    return {
      Targets: targets.map(({ id, arn, roleArn, input: text, retries, maximumAge, deadLetters }) => ({
        Id: id,
        Arn: arn,
        RetryPolicy: { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maximumAge },
        ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
        ...(text === undefined ? {} : { Input: text }),
        ...(deadLetters === undefined ? {} : { DeadLetterConfig: { Arn: deadLetters } }),
      })),
    };
  },
};

export const testEventPattern: Operation<
  client.TestEventPatternCommandInput,
  Plain<client.TestEventPatternCommandOutput>
> = {
  ...shared,
  name: 'events:TestEventPattern',
  schema: client.TestEventPattern$,
  effect: 'read',
  run: (_world, _caller, input) => {
    const pattern = parsePattern(checkedPattern(input.EventPattern));
    return { Result: matches(pattern, JSON.parse(input.Event ?? '{}')) };
  },
};
