import * as client from '@aws-sdk/client-cloudwatch';
import { AwsError, type Operation } from '../operation.ts';
import type { Where } from '../where.ts';
import { stateKey, type World } from '../world.ts';

type Plain<Output> = Omit<Output, '$metadata'>;

const shared = { limits: [], buckets: [], facts: ['§1.1'] } as const;

/** Bodies by name. */
const dashboardsKey = stateKey('cloudwatch:dashboards', () => new Map<string, string>());

function dashboardsOf(world: World, where: Where): Map<string, string> {
  return world.state(dashboardsKey, where);
}

/** The body must be JSON with widgets; what they draw is not looked at. */
export const putDashboard: Operation<client.PutDashboardCommandInput, Plain<client.PutDashboardCommandOutput>> = {
  ...shared,
  name: 'cloudwatch:PutDashboard',
  schema: client.PutDashboard$,
  effect: 'write',
  run: (world, caller, input) => {
    const body = input.DashboardBody ?? '';
    if (!hasWidgets(body))
      throw new AwsError('InvalidParameterInput', 'The field DashboardBody must be a valid JSON object');
    dashboardsOf(world, caller).set(input.DashboardName ?? '', body);
    return { DashboardValidationMessages: [] };
  },
};

function hasWidgets(body: string): boolean {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && 'widgets' in parsed && Array.isArray(parsed.widgets);
  } catch {
    return false;
  }
}

export const getDashboard: Operation<client.GetDashboardCommandInput, Plain<client.GetDashboardCommandOutput>> = {
  ...shared,
  name: 'cloudwatch:GetDashboard',
  schema: client.GetDashboard$,
  effect: 'read',
  run: (world, caller, input) => {
    const name = input.DashboardName ?? '';
    const body = dashboardsOf(world, caller).get(name);
    if (body === undefined) throw notFound(name);
    return {
      DashboardArn: `arn:aws:cloudwatch::${caller.account}:dashboard/${name}`,
      DashboardBody: body,
      DashboardName: name,
    };
  },
};

export const deleteDashboards: Operation<
  client.DeleteDashboardsCommandInput,
  Plain<client.DeleteDashboardsCommandOutput>
> = {
  ...shared,
  name: 'cloudwatch:DeleteDashboards',
  schema: client.DeleteDashboards$,
  effect: 'write',
  run: (world, caller, input) => {
    const dashboards = dashboardsOf(world, caller);
    const unknown = (input.DashboardNames ?? []).find((name) => !dashboards.has(name));
    if (unknown !== undefined) throw notFound(unknown);
    for (const name of input.DashboardNames ?? []) dashboards.delete(name);
    return {};
  },
};

function notFound(name: string): AwsError {
  return new AwsError('ResourceNotFound', `Dashboard ${name} does not exist`, 404);
}
