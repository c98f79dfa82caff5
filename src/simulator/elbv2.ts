import { describeAccountLimits } from './elbv2/account-limits.ts';
import { createLoadBalancer } from './elbv2/create-load-balancer.ts';
import { createRule } from './elbv2/create-rule.ts';
import { createTargetGroup } from './elbv2/create-target-group.ts';
import { createListener, deleteListener, describeListeners, modifyListener } from './elbv2/listeners.ts';
import { describeLoadBalancerAttributes, modifyLoadBalancerAttributes } from './elbv2/load-balancer-attributes.ts';
import { deleteLoadBalancer, describeLoadBalancers } from './elbv2/load-balancers.ts';
import { deregisterTargets, describeTargetHealth, registerTargets } from './elbv2/registration.ts';
import { deleteRule, describeRules, modifyRule } from './elbv2/rules.ts';
import { setRulePriorities } from './elbv2/set-rule-priorities.ts';
import { addTags, describeTags, removeTags } from './elbv2/tags.ts';
import { describeTargetGroupAttributes, modifyTargetGroupAttributes } from './elbv2/target-group-attributes.ts';
import { deleteTargetGroup, describeTargetGroups, modifyTargetGroup } from './elbv2/target-groups.ts';
import type { SimulatedService } from './operation.ts';

/** Application Load Balancers (aws-facts §4). */
export const elbv2: SimulatedService = {
  endpoint: 'elasticloadbalancing',
  signingName: 'elasticloadbalancing',
  protocol: 'awsQuery',
  target: '2015-12-01',
  namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
  operations: [
    createLoadBalancer,
    describeLoadBalancers,
    deleteLoadBalancer,
    describeLoadBalancerAttributes,
    modifyLoadBalancerAttributes,
    createListener,
    describeListeners,
    modifyListener,
    deleteListener,
    createRule,
    describeRules,
    modifyRule,
    setRulePriorities,
    deleteRule,
    createTargetGroup,
    describeTargetGroups,
    modifyTargetGroup,
    deleteTargetGroup,
    describeTargetGroupAttributes,
    modifyTargetGroupAttributes,
    registerTargets,
    deregisterTargets,
    describeTargetHealth,
    addTags,
    removeTags,
    describeTags,
    describeAccountLimits,
  ],
};
