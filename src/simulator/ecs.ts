import { putClusterCapacityProviders } from './ecs/capacity-providers.ts';
import { createCluster, deleteCluster, describeClusters, listClusters } from './ecs/clusters.ts';
import { createService } from './ecs/create-service.ts';
import { deleteService } from './ecs/delete-service.ts';
import { listTaskDefinitionFamilies, listTaskDefinitions } from './ecs/list-task-definitions.ts';
import { describeServices, listServices } from './ecs/read-services.ts';
import { registerTaskDefinition } from './ecs/register-task-definition.ts';
import { runTask } from './ecs/run-task.ts';
import { describeServiceDeployments, listServiceDeployments } from './ecs/service-deployments.ts';
import { describeServiceRevisions } from './ecs/service-revisions.ts';
import { stopServiceDeployment } from './ecs/stop-service-deployment.ts';
import { listTagsForResource, tagResource, untagResource } from './ecs/tagging.ts';
import { deleteTaskDefinitions, deregisterTaskDefinition, describeTaskDefinition } from './ecs/task-definitions.ts';
import { describeTasks, listTasks, stopTask } from './ecs/tasks.ts';
import { updateCluster, updateClusterSettings } from './ecs/update-cluster.ts';
import { updateService } from './ecs/update-service.ts';
// The scheduler names itself to what wakes it.
import './ecs/scheduler/scheduler.ts';
import type { SimulatedService } from './operation.ts';

/** ECS on Fargate. Not here: EC2 capacity, native blue/green, linear and canary, Express Mode. */
export const ecs: SimulatedService = {
  endpoint: 'ecs',
  signingName: 'ecs',
  protocol: 'awsJson1.1',
  target: 'AmazonEC2ContainerServiceV20141113',
  operations: [
    createCluster,
    describeClusters,
    listClusters,
    deleteCluster,
    putClusterCapacityProviders,
    updateCluster,
    updateClusterSettings,
    registerTaskDefinition,
    describeTaskDefinition,
    deregisterTaskDefinition,
    deleteTaskDefinitions,
    listTaskDefinitions,
    listTaskDefinitionFamilies,
    createService,
    updateService,
    deleteService,
    describeServices,
    listServices,
    listServiceDeployments,
    describeServiceDeployments,
    describeServiceRevisions,
    stopServiceDeployment,
    listTasks,
    describeTasks,
    stopTask,
    runTask,
    tagResource,
    untagResource,
    listTagsForResource,
  ],
};
