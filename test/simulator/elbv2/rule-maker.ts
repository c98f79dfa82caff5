import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { createRule } from '../../../src/simulator/elbv2/create-rule.ts';
import { caller, loadBalancedWorld } from './load-balanced-world.ts';

export const fixed: Action = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } };
export const api: RuleCondition = { Field: 'path-pattern', Values: ['/api/*'] };

/** A world, and a way to create a rule with priority 10 in it. */
export function ruleMaker() {
  const here = loadBalancedWorld();
  const create = (more: object) =>
    createRule.run(here.world, caller, {
      ListenerArn: here.listenerArn,
      Priority: 10,
      Conditions: [api],
      Actions: [fixed],
      ...more,
    }).Rules?.[0];
  return { ...here, create };
}
