import {
  type ClusterSetting,
  UpdateCluster$,
  type UpdateClusterCommandInput,
  type UpdateClusterCommandOutput,
  UpdateClusterSettings$,
  type UpdateClusterSettingsCommandInput,
  type UpdateClusterSettingsCommandOutput,
} from '@aws-sdk/client-ecs';
import { refuseOthers } from '../not-implemented.ts';
import { buckets } from './buckets.ts';
import { type EcsOperation, needed } from './ecs-operation.ts';
import { findCluster } from './names.ts';
import { shownCluster } from './shown-cluster.ts';
import { type ClusterRecord, ecsState } from './state.ts';

/** Both merge settings by name. */
function mergeSettings({ cluster }: ClusterRecord, given: readonly ClusterSetting[]): void {
  const merged = new Map((cluster.settings ?? []).map((setting) => [setting.name, setting]));
  for (const setting of given) merged.set(setting.name, structuredClone(setting));
  cluster.settings = [...merged.values()];
}

const shared = { effect: 'write', buckets: buckets.clusterModify, facts: ['§2.1'] } as const;

export const updateCluster: EcsOperation<UpdateClusterCommandInput, UpdateClusterCommandOutput> = {
  ...shared,
  name: 'ecs:UpdateCluster',
  schema: UpdateCluster$,
  limits: [needed('cluster')],
  run(world, caller, input) {
    refuseOthers('ecs:UpdateCluster', input, ['cluster', 'settings', 'configuration']);
    const state = world.state(ecsState, caller);
    const record = findCluster(state, input.cluster);
    mergeSettings(record, input.settings ?? []);
    if (input.configuration !== undefined) record.cluster.configuration = structuredClone(input.configuration);
    return { cluster: shownCluster(state, record, ['SETTINGS', 'CONFIGURATIONS']) };
  },
};

export const updateClusterSettings: EcsOperation<
  UpdateClusterSettingsCommandInput,
  UpdateClusterSettingsCommandOutput
> = {
  ...shared,
  name: 'ecs:UpdateClusterSettings',
  schema: UpdateClusterSettings$,
  limits: [needed('cluster'), needed('settings')],
  run(world, caller, input) {
    const state = world.state(ecsState, caller);
    const record = findCluster(state, input.cluster);
    mergeSettings(record, input.settings ?? []);
    return { cluster: shownCluster(state, record, ['SETTINGS']) };
  },
};
