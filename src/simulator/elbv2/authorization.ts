import type {
  AddTagsCommandInput,
  CreateRuleCommandInput,
  CreateTargetGroupCommandInput,
  SetRulePrioritiesCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  type Access,
  type AccessTable,
  type Asked,
  type ConditionKeys,
  requestTags,
  resourceTags,
  tagsIn,
} from '../iam/access.ts';
import { elbState } from './state.ts';

/** Which permissions Elastic Load Balancing asks for (Service Authorization Reference). Its reads name no resource. */

const reads = [
  'DescribeLoadBalancers',
  'DescribeListeners',
  'DescribeTargetGroups',
  'DescribeTargetGroupAttributes',
  'DescribeTargetHealth',
  'DescribeRules',
  'DescribeTags',
];

function read(name: string): readonly [string, () => readonly Access[]] {
  const action = `elasticloadbalancing:${name}`;
  return [action, () => [{ action, resource: '*' }]];
}

function tagsOf({ world, caller }: Asked<unknown>, arn: string): ConditionKeys {
  return resourceTags(world.state(elbState, caller).tags.get(arn));
}

function on(action: string, asked: Asked<unknown>, arn: string | undefined): Access[] {
  return [{ action, resource: arn ?? '', context: tagsOf(asked, arn ?? '') }];
}

/** Tags at creation need AddTags on what is made, whose last part nobody knows yet. */
function tagsAtCreation(made: string, tags: ReadonlyMap<string, string>, by: string): Access[] {
  if (tags.size === 0) return [];
  const context = { ...requestTags(tags), 'elasticloadbalancing:CreateAction': by };
  return [{ action: 'elasticloadbalancing:AddTags', resource: made, context }];
}

const changes: AccessTable = {
  'elasticloadbalancing:CreateTargetGroup': ({ caller, input }: Asked<CreateTargetGroupCommandInput>) => {
    const resource = `arn:aws:elasticloadbalancing:${caller.region}:${caller.account}:targetgroup/${input.Name}/*`;
    const tags = tagsIn(input.Tags);
    return [
      { action: 'elasticloadbalancing:CreateTargetGroup', resource, context: requestTags(tags) },
      ...tagsAtCreation(resource, tags, 'CreateTargetGroup'),
    ];
  },
  'elasticloadbalancing:CreateRule': (asked: Asked<CreateRuleCommandInput>) => {
    const listener = asked.input.ListenerArn ?? '';
    const tags = tagsIn(asked.input.Tags);
    const context = { ...tagsOf(asked, listener), ...requestTags(tags) };
    return [
      { action: 'elasticloadbalancing:CreateRule', resource: listener, context },
      ...tagsAtCreation(`${listener.replace(':listener/', ':listener-rule/')}/*`, tags, 'CreateRule'),
    ];
  },
  // The reference lists no condition key for this action, the resource's tags neither.
  'elasticloadbalancing:SetRulePriorities': ({ input }: Asked<SetRulePrioritiesCommandInput>) =>
    (input.RulePriorities ?? []).map(({ RuleArn }) => ({
      action: 'elasticloadbalancing:SetRulePriorities',
      resource: RuleArn ?? '',
    })),
  'elasticloadbalancing:AddTags': (asked: Asked<AddTagsCommandInput>) =>
    (asked.input.ResourceArns ?? []).map((resource) => ({
      action: 'elasticloadbalancing:AddTags',
      resource,
      context: { ...tagsOf(asked, resource), ...requestTags(tagsIn(asked.input.Tags)) },
    })),
};

const groupChanges = ['ModifyTargetGroup', 'ModifyTargetGroupAttributes', 'DeleteTargetGroup'].map((name) => {
  const action = `elasticloadbalancing:${name}`;
  return [
    action,
    (asked: Asked<{ TargetGroupArn?: string }>) => on(action, asked, asked.input.TargetGroupArn),
  ] as const;
});
const ruleChanges = ['ModifyRule', 'DeleteRule'].map((name) => {
  const action = `elasticloadbalancing:${name}`;
  return [action, (asked: Asked<{ RuleArn?: string }>) => on(action, asked, asked.input.RuleArn)] as const;
});

export const access: AccessTable = {
  ...Object.fromEntries(reads.map(read)),
  ...Object.fromEntries(groupChanges),
  ...Object.fromEntries(ruleChanges),
  ...changes,
};
