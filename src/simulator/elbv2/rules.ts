import {
  DeleteRule$,
  type DeleteRuleCommandInput,
  type DeleteRuleCommandOutput,
  DescribeRules$,
  type DescribeRulesCommandInput,
  type DescribeRulesCommandOutput,
  ModifyRule$,
  type ModifyRuleCommandInput,
  type ModifyRuleCommandOutput,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../operation.ts';
import type { Where } from '../where.ts';
import { acceptActions } from './actions.ts';
import { relink } from './association.ts';
import { pageSize, required } from './bounds.ts';
import { acceptConditions } from './conditions.ts';
import { changes, type ElbOperation, invalid, reads } from './elb-operation.ts';
import { findListener, findRule, listenersNotFound } from './find.ts';
import { pageOf } from './pages.ts';
import { type ElbState, elbState, type RuleRecord } from './state.ts';
import { acceptTransforms } from './transforms.ts';

const highestPriority = 50_000;

/** As DescribeRules answers it: the priority is a text; a copy. */
export function shownRule(rule: RuleRecord): Rule {
  return structuredClone({
    RuleArn: rule.arn,
    Priority: rule.priority === undefined ? 'default' : String(rule.priority),
    Conditions: rule.conditions,
    Actions: rule.actions,
    IsDefault: rule.priority === undefined,
    Transforms: rule.transforms,
  });
}

/** All rules of a listener, in the order in which they are tried; the default rule is the last. */
export function rulesOf(state: ElbState, listenerArn: string): RuleRecord[] {
  return [...state.rules.values()]
    .filter((rule) => rule.listenerArn === listenerArn)
    .sort((one, other) => orderOf(one) - orderOf(other));
}

/** The default rule comes after the last priority that can be given. */
function orderOf(rule: RuleRecord): number {
  return rule.priority ?? highestPriority + 1;
}

/** 1–50000; the default rule has none. */
export function checkPriority(priority: number | undefined): number {
  if (priority === undefined || !Number.isInteger(priority) || priority < 1 || priority > highestPriority)
    throw invalid(`Priority '${priority}' must be between 1 and ${highestPriority} inclusive`);
  return priority;
}

export function priorityInUse(priority: number): AwsError {
  return new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);
}

/** By listener, in the order in which rules are tried, or by ARNs; one unknown fails the whole call. */
export const describeRules: ElbOperation<DescribeRulesCommandInput, DescribeRulesCommandOutput> = {
  ...reads,
  name: 'elasticloadbalancing:DescribeRules',
  schema: DescribeRules$,
  limits: pageSize,
  facts: ['§4.3', '§8'],
  run(world, caller, input) {
    const asked = askedRules(world.state(elbState, caller), caller, input);
    const keyOf = (rule: RuleRecord) => `${String(orderOf(rule)).padStart(6, '0')} ${rule.arn}`;
    const { items, next } = pageOf(asked, keyOf, input);
    return { Rules: items.map((rule) => shownRule(rule)), ...next };
  },
};

/** Exactly one of the two. */
function askedRules(state: ElbState, where: Where, { ListenerArn, RuleArns }: DescribeRulesCommandInput): RuleRecord[] {
  if ((ListenerArn === undefined) === (RuleArns === undefined))
    throw invalid('You must specify either listener rule ARNs or a listener ARN');
  if (RuleArns !== undefined) return [...new Set(RuleArns.map((arn) => findRule(state, where, arn)))];
  return rulesOf(state, findListener(state, where, ListenerArn, listenersNotFound).arn);
}

/** Replaces the lists that are given, each as a whole; not the priority, not the tags (aws-facts §4.3). */
export const modifyRule: ElbOperation<ModifyRuleCommandInput, ModifyRuleCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:ModifyRule',
  schema: ModifyRule$,
  limits: [required('RuleArn')],
  facts: ['§4.3', '§8', '§10'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const rule = findRule(state, caller, input.RuleArn);
    if (rule.priority === undefined) throw notPermitted(`Default rule '${rule.arn}' cannot be modified`);
    const listener = findListener(state, caller, rule.listenerArn);
    if (input.ResetTransforms && input.Transforms !== undefined)
      throw invalid('You cannot specify both Transforms and ResetTransforms');
    // Made in full before anything is changed: a wrong part leaves the rule as it was.
    const changed = {
      conditions: input.Conditions === undefined ? rule.conditions : acceptConditions(input.Conditions),
      actions: input.Actions === undefined ? rule.actions : acceptActions(state, listener, input.Actions),
      transforms: input.Transforms === undefined ? rule.transforms : acceptTransforms(input.Transforms),
    };
    Object.assign(rule, changed, input.ResetTransforms ? { transforms: [] } : {});
    relink(world, caller);
    return { Rules: [shownRule(rule)] };
  },
};

/** Its tags go; its target groups are free some seconds later. */
export const deleteRule: ElbOperation<DeleteRuleCommandInput, DeleteRuleCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:DeleteRule',
  schema: DeleteRule$,
  limits: [required('RuleArn')],
  facts: ['§4.5', '§8', '§10'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const rule = findRule(state, caller, input.RuleArn);
    if (rule.priority === undefined) throw notPermitted(`Default rule '${rule.arn}' cannot be deleted`);
    dropRule(state, rule);
    relink(world, caller);
    return {};
  },
};

/** For rules and whole listeners; `relink` is the caller's. */
export function dropRule(state: ElbState, rule: RuleRecord): void {
  state.rules.delete(rule.arn);
  state.tags.delete(rule.arn);
}

export function notPermitted(message: string): AwsError {
  return new AwsError('OperationNotPermitted', message);
}
