import type { Cluster } from '@aws-sdk/client-ecs';
import { clusterName } from './names.ts';
import { countsOf } from './shown-service.ts';
import type { ClusterRecord, EcsState } from './state.ts';
import { tagList } from './tags.ts';

/** Counts are those of now; settings, tags and configuration only where they are asked for. */
export function shownCluster(state: EcsState, record: ClusterRecord, include: readonly string[]): Cluster {
  const name = clusterName(record);
  const counts = countsOf([...state.tasks.values()].filter(({ cluster }) => cluster === name));
  const services = [...state.services.values()].filter(
    ({ cluster, status }) => cluster === name && status === 'ACTIVE',
  );
  const { settings, configuration, ...plain } = record.cluster;
  return structuredClone({
    ...plain,
    registeredContainerInstancesCount: 0,
    runningTasksCount: counts.runningCount,
    pendingTasksCount: counts.pendingCount,
    activeServicesCount: services.length,
    statistics: include.includes('STATISTICS') ? statistics(counts, services.length) : [],
    tags: include.includes('TAGS') ? tagList(record.tags) : [],
    settings: include.includes('SETTINGS') ? (settings ?? []) : [],
    ...(include.includes('ATTACHMENTS') ? { attachments: [], attachmentsStatus: 'UPDATE_COMPLETE' } : {}),
    ...(include.includes('CONFIGURATIONS') && configuration !== undefined ? { configuration } : {}),
  });
}

function statistics(counts: { runningCount: number; pendingCount: number }, services: number) {
  return Object.entries({
    runningEC2TasksCount: 0,
    runningFargateTasksCount: counts.runningCount,
    pendingEC2TasksCount: 0,
    pendingFargateTasksCount: counts.pendingCount,
    activeFargateServiceCount: services,
  }).map(([name, value]) => ({ name, value: String(value) }));
}
