import { ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { names } from '../names.ts';
import { rulesOf } from '../resources/rules.ts';
import { type Check, failed, type Looked, must } from './check.ts';

/** The rules without which pushes, deployments and stopped tasks are noticed by the schedule alone. */
const wanted = Object.values(rulesOf({ cloudTrail: false })).map(({ name }) => `ecs-steward-${name}`);

export const rules: Check = {
  name: 'rules',
  async look({ clients: { events, lambda } }) {
    const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: 'ecs-steward-' }));
    const policy = (await lambda.send(new GetPolicyCommand({ FunctionName: names.dispatch }))).Policy ?? '';
    const looked: Looked[] = [];
    for (const name of [...new Set([...wanted, ...Rules.map(({ Name }) => Name ?? '')])]) {
      const rule = Rules.find(({ Name }) => Name === name);
      if (rule === undefined) {
        looked.push(failed(`the rule ${name} is not there: its events reach nobody`));
        continue;
      }
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: name }));
      const target = Targets.some(({ Arn }) => Arn?.endsWith(`:function:${names.dispatch}`) === true);
      const allowed = policy.includes(`:rule/${name}"`);
      looked.push(
        must(
          rule.State === 'ENABLED' && target && allowed,
          `${name} reaches dispatch`,
          rule.State !== 'ENABLED'
            ? `the rule ${name} is ${rule.State}: its events reach nobody`
            : target
              ? `dispatch does not let the rule ${name} call it`
              : `the rule ${name} does not call dispatch`,
          rule.State === 'ENABLED' ? 'ecs-steward bootstrap' : `aws events enable-rule --name ${name}`,
        ),
      );
    }
    return looked;
  },
};
