import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { StackChange } from '../../bootstrap/deploy/deploy-stack.ts';
import type { Trouble } from '../../bootstrap/deploy/trouble.ts';
import { escaped } from '../reports/text.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { Output } from './output.ts';

/** Terraform's marks, which people know. */
export function changeLine({ action, id, type, replaces }: StackChange, colors: Output['colors']): string {
  const text = `${id}  ${type}`;
  if (action === 'Remove') return colors.red(`- ${text}`);
  if (action === 'Add' || action === 'Import')
    return colors.green(`+ ${text}${action === 'Import' ? ' (taken back)' : ''}`);
  return replaces ? colors.red(`-/+ ${text}`) : colors.yellow(`~ ${text}`);
}

/** `10:04:05  CREATE_COMPLETE  Table  AWS::DynamoDB::Table` */
export function eventLine(event: StackEvent, colors: Output['colors']): string {
  const { Timestamp, ResourceStatus = '', LogicalResourceId = '', ResourceType = '', ResourceStatusReason } = event;
  const time = Timestamp?.toISOString().slice(11, 19) ?? '';
  const paint = ResourceStatus.endsWith('_FAILED')
    ? colors.red
    : /_COMPLETE$/.test(ResourceStatus)
      ? colors.green
      : colors.dim;
  const reason = ResourceStatusReason === undefined ? '' : `  ${escaped(ResourceStatusReason)}`;
  return `${time}  ${paint(ResourceStatus.padEnd(20))}  ${LogicalResourceId}  ${colors.dim(ResourceType)}${reason}`;
}

export function tellTrouble(out: Output, { code, cause, whatToDo }: Trouble): ExitCode {
  out.data({ ok: false, code, cause, whatToDo });
  out.note(out.colors.red(escaped(cause, 4_000)));
  for (const each of whatToDo) out.note(`  → ${each}`);
  return EXIT.error;
}
