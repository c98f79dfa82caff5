import type { DesiredService, DesiredTargetGroup } from '../desired.ts';
import type { Given } from './image.ts';
import { merge } from './overlay.ts';
import { lowerTags, ownTags } from './tags.ts';
import { routedPorts } from './target-group.ts';

/** CreateService's words (aws-facts §2.3). */
export function serviceShape(given: Given, groups: readonly DesiredTargetGroup[]): DesiredService['service'] {
  const { document, service, ecsService, container } = given;
  const ports = routedPorts(given);
  const providers = Object.entries(service.capacityProviders ?? {});
  const grace = service.deployment?.gracePeriod;
  const shape: DesiredService['service'] = {
    serviceName: ecsService,
    cluster: document.cluster,
    desiredCount:
      service.stateful === true ? Math.min(1, service.count ?? 1) : (service.scaling?.min ?? service.count ?? 1),
    schedulingStrategy: 'REPLICA',
    deploymentConfiguration: deploymentOf(given),
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: document.network.subnets,
        securityGroups: document.network.securityGroups,
        assignPublicIp: document.network.publicIp === true ? 'ENABLED' : 'DISABLED',
      },
    },
    availabilityZoneRebalancing:
      service.stateful === true || service.deployment?.maximumPercent === 100 ? 'DISABLED' : 'ENABLED',
    enableECSManagedTags: true,
    propagateTags: 'SERVICE',
    tags: lowerTags(ownTags(given)),
    ...(providers.length === 0
      ? { launchType: 'FARGATE' as const }
      : {
          capacityProviderStrategy: providers.map(([capacityProvider, { weight = 0, base = 0 }]) => ({
            capacityProvider,
            weight,
            base,
          })),
        }),
    ...(groups.length === 0
      ? {}
      : {
          loadBalancers: groups.map(({ name }, index) => ({
            targetGroupArn: name,
            containerName: container,
            containerPort: ports[index],
          })),
        }),
    ...(groups.length === 0 && grace === undefined ? {} : { healthCheckGracePeriodSeconds: grace ?? 0 }),
  };
  return service.service === undefined ? shape : (merge(shape, service.service) as DesiredService['service']);
}

/** Stateful: stop, then start (0/100), so that two never run at once (R11). */
function deploymentOf({ service }: Given): NonNullable<DesiredService['service']['deploymentConfiguration']> {
  const { deployment = {} } = service;
  const breaker = deployment.circuitBreaker ?? true;
  return {
    minimumHealthyPercent: service.stateful === true ? 0 : (deployment.minimumHealthyPercent ?? 100),
    maximumPercent: service.stateful === true ? 100 : (deployment.maximumPercent ?? 200),
    deploymentCircuitBreaker: { enable: breaker, rollback: breaker },
    ...(deployment.alarms === undefined
      ? {}
      : { alarms: { alarmNames: deployment.alarms, enable: true, rollback: true } }),
  };
}
