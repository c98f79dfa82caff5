import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { stackState } from '../../bootstrap/deploy/stack-state.ts';
import { type Deployed, type Looked, lookedAt } from '../../bootstrap/verify/check.ts';
import { checks } from '../../bootstrap/verify/checks.ts';
import { escaped } from '../reports/text.ts';
import type { BootstrapOptions } from './bootstrap-options.ts';
import type { ClientConfig, Surroundings } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { identified } from './place.ts';
import { tellTrouble } from './stack-lines.ts';

/** `bootstrap --verify`: looks at every part that was deployed, and sends a marked event through all of them. */
export async function verify(surroundings: Surroundings, given: BootstrapOptions): Promise<ExitCode> {
  const { out } = surroundings;
  const who = await identified(surroundings, given);
  if (!who.ok) return tellTrouble(out, who.trouble);
  const { identity, config } = who.value;
  const state = await stackState(new CloudFormationClient(config), given.stack);
  if (!state.ok) return tellTrouble(out, state.trouble);
  if (state.value.is === 'absent') {
    out.data({ ok: false, code: 'absent' });
    out.note(`there is no stack ${given.stack} in ${identity.account}, ${identity.region}`);
    out.note('  → ecs-steward bootstrap');
    return EXIT.error;
  }
  const createdAt = state.value.stack.CreationTime?.getTime() ?? 0;
  const parameters = Object.fromEntries(
    (state.value.stack.Parameters ?? []).map(({ ParameterKey, ParameterValue }) => [
      ParameterKey ?? '',
      ParameterValue ?? '',
    ]),
  );
  return tell(surroundings, deployedOf(surroundings, config, { createdAt, parameters }));
}

function deployedOf(
  { clock, random }: Surroundings,
  config: ClientConfig,
  stack: Pick<Deployed, 'createdAt' | 'parameters'>,
): Deployed {
  return {
    clients: {
      cloudwatch: new CloudWatchClient(config),
      dynamodb: new DynamoDBClient({ ...config, maxAttempts: 1 }),
      events: new EventBridgeClient(config),
      lambda: new LambdaClient(config),
      logs: new CloudWatchLogsClient(config),
      s3: new S3Client(config),
      scheduler: new SchedulerClient(config),
      sqs: new SQSClient(config),
    },
    clock,
    random,
    ...stack,
  };
}

async function tell({ out }: Surroundings, deployed: Deployed): Promise<ExitCode> {
  const all: (Looked & { readonly check: string })[] = [];
  for (const check of checks) {
    out.line(check.name);
    for (const looked of await lookedAt(check, deployed)) {
      all.push({ check: check.name, ...looked });
      const mark = looked.is === 'ok' ? out.colors.green('[OK]') : out.colors.red('[FAILED]');
      out.line(`  --> ${mark} ${escaped(looked.what)}`);
      for (const each of looked.whatToDo) out.line(`        → ${escaped(each)}`);
    }
  }
  const broken = all.filter(({ is }) => is !== 'ok').length;
  out.data({ ok: broken === 0, checks: all });
  out.line(broken === 0 ? 'Everything works.' : `${broken} of ${all.length} checks failed.`);
  if (broken === 0) return EXIT.fine;
  return all.every(({ is }) => is !== 'failed') ? EXIT.timedOut : EXIT.error;
}
