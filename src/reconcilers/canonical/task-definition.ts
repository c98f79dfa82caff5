import { DescribeTaskDefinitionResponse$, RegisterTaskDefinitionRequest$, TaskDefinition$ } from '@aws-sdk/client-ecs';
import { containerDefinitions } from './container-definition.ts';
import type { KindRule } from './kind-rule.ts';
import { sameRole } from './references.ts';
import { byDefault, keyed, leaf, set, struct } from './rules.ts';
import { ecsTags } from './tags.ts';

/** API reference, EFSVolumeConfiguration: encryption and IAM are off unless asked for. */
const efsVolume = struct({
  rootDirectory: byDefault('/'),
  transitEncryption: byDefault('DISABLED'),
  authorizationConfig: struct({ iam: byDefault('DISABLED') }),
});

/** aws-facts §2.2, «task field»; volumes by the API reference of EFSVolumeConfiguration and its neighbours. */
export const taskDefinition: KindRule = {
  shapes: {
    declared: [RegisterTaskDefinitionRequest$],
    observed: [TaskDefinition$, DescribeTaskDefinitionResponse$],
  },
  rule: struct({
    cpu: leaf({ read: cpuUnits }),
    memory: leaf({ read: mebibytes }),
    networkMode: byDefault('bridge'),
    taskRoleArn: leaf({ same: sameRole }),
    executionRoleArn: leaf({ same: sameRole }),
    requiresCompatibilities: set(),
    placementConstraints: set(),
    runtimePlatform: struct({ cpuArchitecture: byDefault('X86_64'), operatingSystemFamily: byDefault('LINUX') }),
    // 20 GiB come with every Fargate task and are not shown.
    ephemeralStorage: struct({ sizeInGiB: byDefault(20) }),
    enableFaultInjection: byDefault(false),
    inferenceAccelerators: keyed('deviceName'),
    proxyConfiguration: struct({ type: byDefault('APPMESH'), properties: keyed('name') }),
    containerDefinitions,
    volumes: keyed('name', {
      configuredAtLaunch: byDefault(false),
      efsVolumeConfiguration: efsVolume,
      dockerVolumeConfiguration: struct({
        scope: byDefault('task'),
        autoprovision: byDefault(false),
        driver: byDefault('local'),
      }),
      s3filesVolumeConfiguration: struct({ rootDirectory: byDefault('/') }),
    }),
    tags: ecsTags,
  }),
};

/** `1 vCPU`, `.5 vcpu`, `256`: AWS keeps units, 1024 a vCPU, as text. */
function cpuUnits(value: unknown): unknown {
  return inUnits(value, /^\s*(\d*\.?\d+)\s*vcpu\s*$/i);
}

/** `2 GB`, `0.5GB`, `512`: AWS keeps MiB, as text. */
function mebibytes(value: unknown): unknown {
  return inUnits(value, /^\s*(\d*\.?\d+)\s*gb\s*$/i);
}

function inUnits(value: unknown, words: RegExp): unknown {
  if (typeof value !== 'string') return value;
  const number = words.exec(value)?.[1];
  return number === undefined ? value.trim() : String(Math.round(Number(number) * 1024));
}
