import {
  createCluster,
  deleteCluster,
  describeClusters,
  listClusters,
  putClusterCapacityProviders,
  updateClusterSettings,
} from './ecs/clusters.ts';
import { listServiceDeployments, stopServiceDeployment } from './ecs/service-deployments.ts';
import './ecs/scheduler/scheduler.ts';
import { createService, deleteService, describeServices, listServices, updateService } from './ecs/services.ts';
import { listTagsForResource, tagResource, untagResource } from './ecs/tagging.ts';
import {
  deleteTaskDefinitions,
  deregisterTaskDefinition,
  describeTaskDefinition,
  listTaskDefinitionFamilies,
  listTaskDefinitions,
  registerTaskDefinition,
} from './ecs/task-definitions.ts';
import { describeTasks, listTasks, stopTask } from './ecs/tasks.ts';
import type { SimulatedService } from './operation.ts';

/** ECS on Fargate (aws-facts §2, §3). Not here yet: EC2 capacity, RunTask, native blue/green, linear and canary, Express Mode. */
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
    stopServiceDeployment,
    listTasks,
    describeTasks,
    stopTask,
    tagResource,
    untagResource,
    listTagsForResource,
  ],
};
