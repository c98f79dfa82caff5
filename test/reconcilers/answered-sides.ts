import type { ComparedKind } from '../../src/reconcilers/difference.ts';
import type { Side } from './declared-pieces.ts';

/**
 * What AWS would answer for a declared side: its defaults filled in (aws-facts §2.2, §2.3, §4, §5, §6), lists without an
 * order shuffled, and fields that no SDK knows yet. Written by hand, apart from the differ's own rules.
 */
export function answerOf(kind: ComparedKind, declared: Side, random: Random): Side {
  return disturbed(answers[kind](structuredClone(declared)), random);
}

/** 0 ≤ x < 1; from a seed, so that a failing run can be repeated. */
export type Random = () => number;

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const isSide = (value: unknown): value is Side =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const side = (value: unknown): Side => (isSide(value) ? value : {});
const sides = (value: unknown): Side[] => (Array.isArray(value) ? value.filter(isSide) : []);

const answers: Readonly<Record<ComparedKind, (declared: Side) => Side>> = {
  taskDefinition: (declared) => ({
    placementConstraints: [],
    volumes: [],
    enableFaultInjection: false,
    ...declared,
    ...('volumes' in declared ? { volumes: sides(declared.volumes).map(answeredVolume) } : {}),
    containerDefinitions: sides(declared.containerDefinitions).map(answeredContainer),
    taskDefinitionArn: 'arn:aws:ecs:eu-central-1:210987654321:task-definition/todo:7',
    revision: 7,
    status: 'ACTIVE',
    compatibilities: ['EC2', 'FARGATE'],
    registeredAt: '2026-03-02T09:14:31.402Z',
    tags: [
      ...sides(declared.tags),
      { key: 'aws:cloudformation:stack-name', value: 's' },
      { key: 'Foreign', value: 'f' },
    ],
  }),
  service: answeredService,
  targetGroup: ({ Name, ...declared }) => ({
    ProtocolVersion: 'HTTP1',
    IpAddressType: 'ipv4',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckPath: '/',
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    ...declared,
    TargetGroupName: Name,
    TargetGroupArn: 'arn:tg',
    LoadBalancerArns: ['arn:lb'],
  }),
  targetGroupAttributes: ({ Attributes }) => {
    const given = new Map(sides(Attributes).map(({ Key, Value }) => [String(Key), Value]));
    const defaults = {
      'deregistration_delay.timeout_seconds': '300',
      'stickiness.enabled': 'false',
      'slow_start.duration_seconds': '0',
      'load_balancing.algorithm.type': 'round_robin',
      'new.attribute': 'on',
    };
    return { Attributes: Object.entries(defaults).map(([Key, Value]) => ({ Key, Value: given.get(Key) ?? Value })) };
  },
  listenerRule: ({ ListenerArn: _, Priority, Conditions, Actions, ...declared }) => ({
    ...declared,
    Priority: String(Priority),
    Conditions: sides(Conditions).map(answeredCondition),
    Actions: sides(Actions).map(answeredAction),
    Transforms: [],
    IsDefault: false,
    RuleArn: 'arn:rule',
  }),
  scalableTarget: (declared) => ({
    ...declared,
    SuspendedState: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
      ...side(declared.SuspendedState),
    },
    RoleARN: 'arn:slr',
    CreationTime: '2026-01-11T15:03:22.104Z',
  }),
  scalingPolicy: (declared) => ({
    ...declared,
    PolicyARN: 'arn:policy',
    Alarms: [{ AlarmName: 'a', AlarmARN: 'arn:a' }],
  }),
  scheduledAction: (declared) => ({
    ...declared,
    ScheduledActionARN: 'arn:action',
    CreationTime: '2026-01-12T08:00:01.002Z',
  }),
  repository: (declared) => ({
    imageTagMutability: 'MUTABLE',
    ...declared,
    imageScanningConfiguration: { scanOnPush: false, ...side(declared.imageScanningConfiguration) },
    encryptionConfiguration: { encryptionType: 'AES256', ...side(declared.encryptionConfiguration) },
    registryId: '210987654321',
    repositoryUri: 'uri',
  }),
  lifecyclePolicy: (declared) => ({
    ...declared,
    lifecyclePolicyText: minified(String(declared.lifecyclePolicyText)),
    registryId: '210987654321',
  }),
  logGroup: (declared) => ({
    logGroupClass: 'STANDARD',
    ...declared,
    arn: 'arn:log:*',
    storedBytes: 7,
    deletionProtectionEnabled: false,
  }),
  cluster: ({ cluster, defaultCapacityProviderStrategy, ...declared }) => ({
    ...declared,
    clusterName: cluster,
    clusterArn: `arn:aws:ecs:eu-central-1:210987654321:cluster/${String(cluster)}`,
    defaultCapacityProviderStrategy: sides(defaultCapacityProviderStrategy).map((item) => ({
      weight: 0,
      base: 0,
      ...item,
    })),
    settings: [{ name: 'containerInsights', value: 'enabled' }],
  }),
};

function answeredService({ cluster, taskDefinition, deploymentConfiguration, ...declared }: Side): Side {
  const network = side(declared.networkConfiguration);
  return {
    platformVersion: 'LATEST',
    schedulingStrategy: 'REPLICA',
    enableECSManagedTags: false,
    enableExecuteCommand: false,
    propagateTags: 'NONE',
    availabilityZoneRebalancing: 'ENABLED',
    healthCheckGracePeriodSeconds: 0,
    loadBalancers: [],
    serviceRegistries: [],
    placementStrategy: [],
    desiredCount: 1,
    ...declared,
    ...(isSide(network.awsvpcConfiguration)
      ? {
          networkConfiguration: {
            awsvpcConfiguration: { assignPublicIp: 'DISABLED', securityGroups: [], ...network.awsvpcConfiguration },
          },
        }
      : {}),
    clusterArn: `arn:aws:ecs:eu-central-1:210987654321:cluster/${String(cluster)}`,
    taskDefinition: `arn:aws:ecs:eu-central-1:210987654321:task-definition/${String(taskDefinition)}`,
    deploymentConfiguration: {
      strategy: 'ROLLING',
      bakeTimeInMinutes: 0,
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      ...side(deploymentConfiguration),
      deploymentCircuitBreaker: {
        enable: false,
        rollback: false,
        ...side(side(deploymentConfiguration).deploymentCircuitBreaker),
      },
    },
    deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY' }],
    runningCount: 1,
    status: 'ACTIVE',
  };
}

function answeredContainer(declared: Side): Side {
  return {
    cpu: 0,
    essential: true,
    environment: [],
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    ...declared,
    portMappings: sides(declared.portMappings).map((mapping) => ({
      protocol: 'tcp',
      hostPort: mapping.containerPort,
      ...mapping,
    })),
    ...(isSide(declared.healthCheck)
      ? { healthCheck: { interval: 30, timeout: 5, retries: 3, ...declared.healthCheck } }
      : {}),
    ...(isSide(declared.logConfiguration)
      ? { logConfiguration: { secretOptions: [], ...declared.logConfiguration } }
      : {}),
    ...(isSide(declared.linuxParameters)
      ? {
          linuxParameters: {
            devices: [],
            tmpfs: [],
            ...declared.linuxParameters,
            capabilities: { add: [], drop: [], ...side(declared.linuxParameters.capabilities) },
          },
        }
      : {}),
  };
}

function answeredVolume(declared: Side): Side {
  if (!isSide(declared.efsVolumeConfiguration)) return { ...declared, host: {} };
  return {
    ...declared,
    efsVolumeConfiguration: { rootDirectory: '/', transitEncryption: 'DISABLED', ...declared.efsVolumeConfiguration },
  };
}

function answeredCondition(declared: Side): Side {
  const config = declared.Field === 'path-pattern' ? 'PathPatternConfig' : 'HostHeaderConfig';
  return { ...declared, [config]: { Values: declared.Values } };
}

function answeredAction(declared: Side): Side {
  if (isSide(declared.RedirectConfig)) {
    const filled = { Protocol: '#{protocol}', Host: '#{host}', Port: '#{port}', Path: '/#{path}', Query: '#{query}' };
    return { ...declared, Order: 1, RedirectConfig: { ...filled, ...declared.RedirectConfig } };
  }
  const groups = sides(side(declared.ForwardConfig).TargetGroups).map((group) => ({ Weight: 1, ...group }));
  return {
    ...declared,
    Order: 1,
    ForwardConfig: { TargetGroups: groups, TargetGroupStickinessConfig: { Enabled: false } },
  };
}

/** Keys of each object the other way round, and no blanks. */
function minified(policy: string): string {
  return JSON.stringify(JSON.parse(policy), (_key, value: unknown) =>
    isSide(value) ? Object.fromEntries(Object.entries(value).reverse()) : value,
  );
}

/** Lists whose order AWS keeps. */
const kept = new Set(['command', 'entryPoint']);
/** Maps of free keys: a new key there is a setting, not a new field of AWS. */
const maps = new Set(['options', 'dockerLabels']);

function disturbed(answer: Side, random: Random): Side {
  const entries = Object.entries(answer).map(([name, value]) => [name, disturbedValue(name, value, random)] as const);
  return { ...Object.fromEntries(entries), FieldOfTomorrow: random() };
}

function disturbedValue(name: string, value: unknown, random: Random): unknown {
  if (maps.has(name)) return value;
  if (isSide(value)) return disturbed(value, random);
  if (!Array.isArray(value)) return value;
  const list = value.map((element: unknown) => (isSide(element) ? disturbed(element, random) : element));
  return kept.has(name) ? list : shuffled(list, random);
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((element) => ({ element, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ element }) => element);
}
