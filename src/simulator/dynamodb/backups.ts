import * as client from '@aws-sdk/client-dynamodb';
import { refuseOthers } from '../not-implemented.ts';
import type { Operation } from '../operation.ts';
import type { World } from '../world.ts';
import { settingsOf, type TableSettings } from './settings.ts';

const shared = { limits: [], buckets: [], facts: ['§7'] } as const;
const minute = 60_000;
const day = 86_400_000;

/** The flag only: restoring is `restoreTable`, for tests. */
export const updateContinuousBackups: Operation<
  client.UpdateContinuousBackupsCommandInput,
  Omit<client.UpdateContinuousBackupsCommandOutput, '$metadata'>
> = {
  ...shared,
  name: 'dynamodb:UpdateContinuousBackups',
  schema: client.UpdateContinuousBackups$,
  effect: 'write',
  run: (world, caller, input) => {
    const settings = settingsOf(world, caller, input.TableName);
    const wanted: Partial<client.PointInTimeRecoverySpecification> = input.PointInTimeRecoverySpecification ?? {};
    refuseOthers('dynamodb:UpdateContinuousBackups', wanted, ['PointInTimeRecoveryEnabled', 'RecoveryPeriodInDays']);
    if (!wanted.PointInTimeRecoveryEnabled) delete settings.pointInTimeRecovery;
    else {
      const since = settings.pointInTimeRecovery?.since ?? world.clock.now();
      settings.pointInTimeRecovery = { since, days: wanted.RecoveryPeriodInDays ?? 35 };
    }
    return { ContinuousBackupsDescription: describe(world, settings) };
  },
};

export const describeContinuousBackups: Operation<
  client.DescribeContinuousBackupsCommandInput,
  Omit<client.DescribeContinuousBackupsCommandOutput, '$metadata'>
> = {
  ...shared,
  name: 'dynamodb:DescribeContinuousBackups',
  schema: client.DescribeContinuousBackups$,
  effect: 'read',
  run: (world, caller, input) => {
    const settings = settingsOf(world, caller, input.TableName);
    return { ContinuousBackupsDescription: describe(world, settings) };
  },
};

function describe(world: World, { pointInTimeRecovery }: TableSettings): client.ContinuousBackupsDescription {
  if (pointInTimeRecovery === undefined)
    return {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    };
  const now = world.clock.now();
  const { since, days } = pointInTimeRecovery;
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: {
      PointInTimeRecoveryStatus: 'ENABLED',
      RecoveryPeriodInDays: days,
      EarliestRestorableDateTime: new Date(Math.max(since, now - days * day)),
      LatestRestorableDateTime: new Date(Math.max(since, now - 5 * minute)),
    },
  };
}
