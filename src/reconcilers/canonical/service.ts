import { CreateServiceRequest$, Deployment$, Service$ } from '@aws-sdk/client-ecs';
import { capacityProviderStrategy } from './capacity-provider-strategy.ts';
import { deploymentConfiguration } from './deployment-configuration.ts';
import type { KindRule } from './kind-rule.ts';
import type { Struct } from './plain-data.ts';
import { isStruct, textOf } from './plain-data.ts';
import { sameCluster, sameRole, sameTaskDefinition } from './references.ts';
import { byDefault, ignored, keyed, leaf, type Place, set, struct } from './rules.ts';
import { reachableBounds } from './scalable-target.ts';
import { serviceConnect } from './service-connect.ts';
import { ecsTags } from './tags.ts';
import { volumeConfigurations } from './volume-configurations.ts';

/** What LATEST is today (aws-facts §2.3, ruling 6). */
const latestPlatform = { linux: '1.4.0', windows: '1.0.0' } as const;

/**
 * aws-facts §2.3, «create default as shown by Describe». Service Connect, volumes and Lattice are shown on the
 * deployments alone; the newest one (PRIMARY) is what the service should be.
 */
export const service: KindRule = {
  shapes: { declared: [CreateServiceRequest$], observed: [Service$, Deployment$] },
  rule: struct({
    cluster: leaf({ take: (side) => side.cluster ?? side.clusterArn, same: sameCluster, silent: true }),
    taskDefinition: leaf({ same: sameTaskDefinition }),
    // A silent count is not ours; under a scaler it is the scaler's inside its bounds.
    desiredCount: leaf({ silent: true, same: countIsTheScalers, wanted: nearestBound }),
    launchType: leaf({ silent: true }),
    // With neither launch type nor strategy, the cluster's default strategy is in force.
    capacityProviderStrategy: { ...capacityProviderStrategy, silent: (side) => side.launchType === undefined },
    platformVersion: leaf({ read: withoutLatest, default: latestVersion }),
    deploymentConfiguration,
    deploymentController: struct({ type: byDefault('ECS') }),
    schedulingStrategy: byDefault('REPLICA'),
    availabilityZoneRebalancing: leaf({
      same: sameRebalancing,
      wanted: (value, _seen, place) => value ?? rebalancingOf(place.declared),
    }),
    healthCheckGracePeriodSeconds: byDefault(0),
    enableECSManagedTags: byDefault(false),
    propagateTags: byDefault('NONE'),
    enableExecuteCommand: byDefault(false),
    networkConfiguration: struct({
      awsvpcConfiguration: struct({ subnets: set(), securityGroups: set(), assignPublicIp: byDefault('DISABLED') }),
    }),
    loadBalancers: keyed((target) => textOf(target.targetGroupArn ?? target.loadBalancerName), {
      advancedConfiguration: struct({ roleArn: leaf({ same: sameRole }) }),
    }),
    serviceRegistries: keyed('registryArn'),
    placementConstraints: set(),
    serviceConnectConfiguration: { ...serviceConnect, take: onPrimary('serviceConnectConfiguration') },
    volumeConfigurations: { ...volumeConfigurations, take: onPrimary('volumeConfigurations') },
    vpcLatticeConfigurations: keyed('targetGroupArn', {}, { take: onPrimary('vpcLatticeConfigurations') }),
    tags: ecsTags,
    role: ignored,
  }),
};

function onPrimary(name: string): (side: Struct) => unknown {
  return (side) => {
    if (side[name] !== undefined) return side[name];
    const { deployments } = side;
    if (!Array.isArray(deployments)) return undefined;
    const primary: unknown = deployments.find((deployment) => isStruct(deployment) && deployment.status === 'PRIMARY');
    return isStruct(primary) ? primary[name] : undefined;
  };
}

function latestVersion(side: Struct): string {
  const { platformFamily } = side;
  const windows = typeof platformFamily === 'string' && platformFamily.toUpperCase().startsWith('WINDOWS');
  return windows ? latestPlatform.windows : latestPlatform.linux;
}

function withoutLatest(version: unknown): unknown {
  return version === 'LATEST' ? undefined : version;
}

function countIsTheScalers(_declared: unknown, observed: unknown, place: Place): boolean {
  const { scaling, scheduled } = place.context;
  if (scaling === undefined || typeof observed !== 'number') return false;
  return reachableBounds(scaling, scheduled).some(({ min, max }) => min <= observed && observed <= max);
}

/** Under a scaler a count outside the bounds goes to the nearest of them, not to the declared count. */
function nearestBound(declared: unknown, observed: unknown, { context }: Place): unknown {
  if (context.scaling === undefined || typeof observed !== 'number') return declared;
  return Math.min(Math.max(observed, context.scaling.min), context.scaling.max);
}

/** A create without the field turns it on where it can be: not for daemons, nor where tasks stop before others start. */
function rebalancingOf(side: Struct): 'ENABLED' | 'DISABLED' {
  const { deploymentConfiguration: deployment } = side;
  const maximum = isStruct(deployment) ? Number(deployment.maximumPercent ?? 200) : 200;
  return maximum > 100 && side.schedulingStrategy !== 'DAEMON' ? 'ENABLED' : 'DISABLED';
}

/** Services from before the field answer without it and run without it: right for an undeclared side, not for ENABLED. */
function sameRebalancing(declared: unknown, observed: unknown, place: Place): boolean {
  if (observed === undefined) return declared !== 'ENABLED';
  return (declared ?? rebalancingOf(place.declared)) === observed;
}
