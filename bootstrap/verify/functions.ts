import { createHash } from 'node:crypto';
import { GetFunctionCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { names } from '../names.ts';
import { type Check, type Deployed, type Looked, must } from './check.ts';

async function one(deployed: Deployed, FunctionName: string, source: string, key: string): Promise<Looked[]> {
  const { lambda } = deployed.clients;
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
  const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn?.includes(source) === true);
  const state = Configuration?.State ?? 'Active';
  const update = Configuration?.LastUpdateStatus ?? 'Successful';
  const off = Configuration?.Environment?.Variables?.STEWARD_KILL_SWITCH === 'on';
  return [
    must(
      state === 'Active' && update === 'Successful',
      `${FunctionName} is ready`,
      `${FunctionName} is ${state}, its last update ${update}: ${Configuration?.StateReason ?? Configuration?.LastUpdateStatusReason ?? 'no reason given'}`,
    ),
    must(
      mapping?.State === 'Enabled',
      `it reads ${source.replace(/^:|\/$/g, '')}`,
      mapping === undefined ? `nothing brings it ${source}` : `its source ${source} is ${mapping.State}`,
    ),
    ...(await codeOf(deployed, Configuration?.CodeSha256, key)),
    must(
      !off,
      'its kill switch is off',
      'its kill switch is on: it looks and writes nothing',
      'ecs-steward bootstrap --kill-switch off',
    ),
  ];
}

/** Code that somebody put there past the stack is what nobody reviewed (T24). */
async function codeOf(
  { clients: { s3 }, parameters }: Deployed,
  runs: string | undefined,
  key: string,
): Promise<Looked[]> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: parameters.CodeBucket, Key: parameters[key] }));
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  const deployed = createHash('sha256').update(bytes).digest('base64');
  return [
    must(
      runs === deployed,
      'it runs the code that the stack deployed',
      `it runs other code (${runs}) than the stack deployed (${deployed})`,
      'find who changed it: aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,AttributeValue=lambda.amazonaws.com',
    ),
  ];
}

export const functions: Check = {
  name: 'functions',
  async look(deployed) {
    return [
      ...(await one(deployed, names.dispatch, `:table/${names.table}/stream`, 'DispatchCode')),
      ...(await one(deployed, names.reconcile, `:${names.queue}`, 'ReconcileCode')),
    ];
  },
};
