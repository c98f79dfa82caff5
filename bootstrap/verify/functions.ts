import { GetFunctionCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { names } from '../names.ts';
import { type Check, type Deployed, type Looked, must } from './check.ts';

async function one({ clients: { lambda } }: Deployed, FunctionName: string, source: string): Promise<Looked[]> {
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
    must(
      !off,
      'its kill switch is off',
      'its kill switch is on: it looks and writes nothing',
      'ecs-steward bootstrap --kill-switch off',
    ),
  ];
}

export const functions: Check = {
  name: 'functions',
  async look(deployed) {
    return [
      ...(await one(deployed, names.dispatch, `:table/${names.table}/stream`)),
      ...(await one(deployed, names.reconcile, `:${names.queue}`)),
    ];
  },
};
