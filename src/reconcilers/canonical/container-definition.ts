import { logConfiguration } from './log-configuration.ts';
import type { Struct } from './plain-data.ts';
import { textOf } from './plain-data.ts';
import { byDefault, keyed, leaf, map, sequence, set, struct } from './rules.ts';

/** A secret given twice would be two settings of one variable; AWS keeps the text, so a name and an ARN differ (ruling 4). */
const secrets = keyed('name');

const portMappings = keyed(portKey, {
  hostPort: leaf({ read: hostPort }),
  protocol: byDefault('tcp'),
});

/** aws-facts §2.2, «container field». Undeclared means AWS' default, leaf by leaf. */
export const containerDefinitions = keyed('name', {
  cpu: byDefault(0),
  essential: byDefault(true),
  // AWS drops a variable without a value; an empty one is a value.
  environment: keyed('name', {}, { drop: (variable) => variable.value === undefined }),
  secrets,
  environmentFiles: sequence(),
  portMappings,
  mountPoints: keyed('containerPath', { readOnly: byDefault(false) }),
  volumesFrom: keyed('sourceContainer', { readOnly: byDefault(false) }),
  dependsOn: keyed('containerName'),
  ulimits: keyed('name'),
  systemControls: keyed('namespace'),
  resourceRequirements: set(),
  dockerSecurityOptions: set(),
  logConfiguration,
  healthCheck: struct({
    interval: byDefault(30),
    timeout: byDefault(5),
    retries: byDefault(3),
    startPeriod: byDefault(0),
  }),
  linuxParameters: struct({
    initProcessEnabled: byDefault(false),
    capabilities: struct({ add: set(), drop: set() }),
    devices: set({ element: struct({ permissions: set({ read: withoutAllPermissions }) }) }),
    tmpfs: keyed('containerPath', { mountOptions: set() }),
  }),
  restartPolicy: struct({
    enabled: byDefault(false),
    ignoredExitCodes: set(),
    restartAttemptPeriod: byDefault(300),
  }),
  stopTimeout: byDefault(30),
  versionConsistency: byDefault('enabled'),
  disableNetworking: byDefault(false),
  privileged: byDefault(false),
  readonlyRootFilesystem: byDefault(false),
  interactive: byDefault(false),
  pseudoTerminal: byDefault(false),
  // AWS writes 0 into every log router, and takes no other user (hashicorp/terraform-provider-aws#41394).
  user: leaf({ default: (own) => (own.firelensConfiguration === undefined ? undefined : '0') }),
  // ECS adds its metadata to the records of a log router unless told not to (Developer Guide, FireLens).
  firelensConfiguration: struct({ options: map({ defaults: { 'enable-ecs-log-metadata': 'true' } }) }),
});

/** Without a list, a container may read, write and mknod the device (API reference, Device). */
function withoutAllPermissions(permissions: unknown): unknown {
  if (!Array.isArray(permissions)) return permissions;
  return ['read', 'write', 'mknod'].every((one) => permissions.includes(one)) ? [] : permissions;
}

function portKey(mapping: Struct): string {
  const port = mapping.containerPortRange ?? mapping.containerPort;
  return `${textOf(port)}/${textOf(mapping.protocol ?? 'tcp')}`;
}

/** With awsvpc and host the port on the host is the container's own; with bridge, absent or 0 is any free one. */
function hostPort(port: unknown, mapping: Struct, task: Struct): unknown {
  if (port === 0) return undefined;
  const ownPort = Number(mapping.containerPort);
  return isBridge(task.networkMode) || port !== ownPort ? port : undefined;
}

function isBridge(networkMode: unknown): boolean {
  return networkMode === undefined || networkMode === null || networkMode === 'bridge';
}
