import type { AccessTable, Asked } from '../iam/access.ts';
import { findFunction, functionArn } from './state.ts';

/** Of Lambda sessions of roles only call functions here: the schedule's, for one. */
export const access: AccessTable = {
  'lambda:Invoke': ({ world, caller, input }: Asked<{ FunctionName?: string }>) => {
    const name = input.FunctionName ?? '';
    return [
      {
        action: 'lambda:InvokeFunction',
        resource: findFunction(world, caller, name)?.arn ?? functionArn(caller, name),
      },
    ];
  },
};
