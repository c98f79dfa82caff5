import {
  SetRulePriorities$,
  type SetRulePrioritiesCommandInput,
  type SetRulePrioritiesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { required } from './bounds.ts';
import { changes, type ElbOperation, invalid } from './elb-operation.ts';
import { findRule } from './find.ts';
import { checkPriority, notPermitted, priorityInUse, rulesOf, shownRule } from './rules.ts';
import { type ElbState, elbState, type RuleRecord } from './state.ts';

/** The set is checked as a whole, so that two rules can swap (aws-facts §4.3). All or none. */
export const setRulePriorities: ElbOperation<SetRulePrioritiesCommandInput, SetRulePrioritiesCommandOutput> = {
  ...changes,
  name: 'elasticloadbalancing:SetRulePriorities',
  schema: SetRulePriorities$,
  limits: [required('RulePriorities')],
  facts: ['§4.3', '§8'],
  run(world, caller, input) {
    const state = world.state(elbState, caller);
    const wanted = new Map<RuleRecord, number>();
    for (const { RuleArn, Priority } of input.RulePriorities ?? []) {
      const rule = findRule(state, caller, RuleArn);
      if (rule.priority === undefined)
        throw notPermitted(`Priority of the default rule '${rule.arn}' cannot be modified`);
      if (wanted.has(rule)) throw invalid(`Rule '${rule.arn}' was provided multiple times`);
      wanted.set(rule, checkPriority(Priority));
    }
    checkSet(state, wanted);
    for (const [rule, priority] of wanted) rule.priority = priority;
    return { Rules: [...wanted.keys()].map((rule) => shownRule(rule)) };
  },
};

/** Against each other first, then against the rules of the listener that are not in the set. */
function checkSet(state: ElbState, wanted: ReadonlyMap<RuleRecord, number>): void {
  const listeners = new Set([...wanted.keys()].map((rule) => rule.listenerArn));
  if (listeners.size > 1) throw invalid('The rules must belong to the same listener');
  const priorities = [...wanted.values()];
  const twice = priorities.find((priority, index) => priorities.indexOf(priority) !== index);
  if (twice !== undefined) throw invalid(`Priority '${twice}' was provided multiple times`);
  for (const listener of listeners)
    for (const other of rulesOf(state, listener))
      if (other.priority !== undefined && !wanted.has(other) && priorities.includes(other.priority))
        throw priorityInUse(other.priority);
}
