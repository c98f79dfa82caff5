import {
  CreateRule$,
  type CreateRuleCommandInput,
  type CreateRuleCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../operation.ts';
import { acceptActions } from './actions.ts';
import { newRuleArn } from './arns.ts';
import { relink } from './association.ts';
import { required, tagBounds } from './bounds.ts';
import { acceptConditions } from './conditions.ts';
import { changes, type ElbOperation } from './elb-operation.ts';
import { findListener } from './find.ts';
import { quotas } from './quotas.ts';
import { checkPriority, priorityInUse, rulesOf, shownRule } from './rules.ts';
import { type ElbState, elbState, type ListenerRecord } from './state.ts';
import { acceptTags } from './tags.ts';
import { acceptTransforms } from './transforms.ts';

const mostRules = quotas['rules-per-application-load-balancer'];

/** Two rules with equal conditions are allowed, two with the same priority are not (aws-facts §4.3). */
export const createRule: ElbOperation<CreateRuleCommandInput, CreateRuleCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:CreateRule',
  schema: CreateRule$,
  limits: [required('ListenerArn'), required('Conditions'), required('Priority'), required('Actions'), ...tagBounds],
  facts: ['§4.3', '§4.5', '§8', '§10'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const listener = findListener(state, caller, input.ListenerArn);
    const priority = checkPriority(input.Priority);
    const conditions = acceptConditions(input.Conditions ?? []);
    const actions = acceptActions(state, listener, input.Actions ?? []);
    const transforms = acceptTransforms(input.Transforms ?? []);
    const tags = acceptTags(input.Tags);
    // Only after everything else was found right: a wrong rule gets its own error, whatever its priority.
    if (rulesOf(state, listener.arn).some((rule) => rule.priority === priority)) throw priorityInUse(priority);
    if (countRules(state, listener) >= mostRules)
      throw new AwsError('TooManyRules', `The maximum number of rules has been reached: ${mostRules}`);
    const arn = newRuleArn(listener.arn, world.random);
    const rule = { arn, listenerArn: listener.arn, priority, conditions, actions, transforms };
    state.rules.set(arn, rule);
    state.tags.set(arn, tags);
    relink(world, caller);
    return { Rules: [shownRule(rule)] };
  },
};

/** Rules of all listeners of the load balancer, without the default ones. */
function countRules(state: ElbState, listener: ListenerRecord): number {
  return [...state.rules.values()].filter(
    (rule) =>
      rule.priority !== undefined &&
      state.listeners.get(rule.listenerArn)?.loadBalancerArn === listener.loadBalancerArn,
  ).length;
}
