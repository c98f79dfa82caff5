import fc from 'fast-check';
import {
  ecsTags,
  filled,
  listOf,
  named,
  partly,
  plainSet,
  port,
  role,
  seconds,
  targetGroupArn,
  text,
  textMap,
  word,
} from './declared-pieces.ts';

const logConfiguration = partly(
  {
    logDriver: fc.constantFrom('awslogs', 'splunk', 'awsfirelens'),
    options: textMap,
    secretOptions: named({ valueFrom: filled }),
  },
  ['logDriver'],
);

const container = partly(
  {
    name: word,
    image: filled,
    cpu: fc.nat(4096),
    memory: fc.integer({ min: 6, max: 8192 }),
    essential: fc.boolean(),
    environment: named({ value: text }),
    secrets: named({ valueFrom: filled }),
    portMappings: listOf(
      partly({ containerPort: port, protocol: fc.constantFrom('tcp', 'udp'), name: word }, ['containerPort']),
      (one) => `${String(one.containerPort)}/${String(one.protocol ?? 'tcp')}`,
    ),
    mountPoints: listOf(
      partly({ containerPath: word, sourceVolume: word, readOnly: fc.boolean() }, ['containerPath', 'sourceVolume']),
      ({ containerPath }) => containerPath,
    ),
    dependsOn: listOf(
      partly({ containerName: word, condition: fc.constantFrom('START', 'HEALTHY') }, ['containerName', 'condition']),
      ({ containerName }) => containerName,
    ),
    ulimits: named({ softLimit: port, hardLimit: port }),
    systemControls: listOf(partly({ namespace: word, value: filled }, ['namespace', 'value']), (one) => one.namespace),
    healthCheck: partly(
      {
        command: fc.array(filled, { minLength: 1, maxLength: 3 }),
        interval: seconds,
        timeout: seconds,
        retries: fc.integer({ min: 1, max: 10 }),
        startPeriod: fc.nat(300),
      },
      ['command'],
    ),
    logConfiguration,
    command: fc.array(text, { minLength: 1, maxLength: 4 }),
    dockerLabels: textMap,
    linuxParameters: partly({
      initProcessEnabled: fc.boolean(),
      capabilities: partly({ add: plainSet(word), drop: plainSet(word) }),
    }),
    restartPolicy: partly({ enabled: fc.boolean(), restartAttemptPeriod: seconds }, ['enabled']),
    stopTimeout: seconds,
    readonlyRootFilesystem: fc.boolean(),
    versionConsistency: fc.constantFrom('enabled', 'disabled'),
  },
  ['name', 'image'],
);

const volume = partly(
  {
    name: word,
    efsVolumeConfiguration: partly(
      {
        fileSystemId: filled,
        rootDirectory: filled,
        transitEncryption: fc.constantFrom('ENABLED', 'DISABLED'),
        authorizationConfig: partly({ accessPointId: filled, iam: fc.constantFrom('ENABLED', 'DISABLED') }),
      },
      ['fileSystemId'],
    ),
  },
  ['name'],
);

export const taskDefinition = partly(
  {
    family: word,
    networkMode: fc.constant('awsvpc'),
    requiresCompatibilities: fc.constant(['FARGATE']),
    cpu: fc.constantFrom('256', '512', '1024'),
    memory: fc.constantFrom('512', '2048'),
    taskRoleArn: role,
    executionRoleArn: role,
    runtimePlatform: partly({
      cpuArchitecture: fc.constantFrom('X86_64', 'ARM64'),
      operatingSystemFamily: fc.constant('LINUX'),
    }),
    ephemeralStorage: partly({ sizeInGiB: fc.integer({ min: 21, max: 200 }) }, ['sizeInGiB']),
    enableFaultInjection: fc.boolean(),
    containerDefinitions: listOf(container, (one) => one.name, 1),
    volumes: listOf(volume, (one) => one.name),
    tags: ecsTags,
  },
  ['family', 'networkMode', 'requiresCompatibilities', 'cpu', 'memory', 'containerDefinitions'],
);

export const service = partly(
  {
    serviceName: word,
    cluster: word,
    taskDefinition: fc
      .tuple(word, fc.integer({ min: 1, max: 99 }))
      .map(([family, revision]) => `${family}:${revision}`),
    desiredCount: fc.nat(20),
    launchType: fc.constant('FARGATE'),
    platformVersion: fc.constantFrom('LATEST', '1.4.0', '1.3.0'),
    deploymentConfiguration: partly({
      maximumPercent: fc.integer({ min: 101, max: 300 }),
      minimumHealthyPercent: fc.nat(100),
      deploymentCircuitBreaker: partly({ enable: fc.boolean(), rollback: fc.boolean() }, ['enable', 'rollback']),
      alarms: partly({ alarmNames: plainSet(word, 1), enable: fc.boolean(), rollback: fc.boolean() }, [
        'alarmNames',
        'enable',
        'rollback',
      ]),
    }),
    networkConfiguration: partly({
      awsvpcConfiguration: partly(
        {
          subnets: plainSet(word, 1),
          securityGroups: plainSet(word, 1),
          assignPublicIp: fc.constantFrom('ENABLED', 'DISABLED'),
        },
        ['subnets'],
      ),
    }),
    healthCheckGracePeriodSeconds: fc.nat(600),
    enableECSManagedTags: fc.boolean(),
    enableExecuteCommand: fc.boolean(),
    propagateTags: fc.constantFrom('NONE', 'SERVICE', 'TASK_DEFINITION'),
    availabilityZoneRebalancing: fc.constantFrom('ENABLED', 'DISABLED'),
    loadBalancers: listOf(
      partly({ targetGroupArn, containerName: word, containerPort: port }, [
        'targetGroupArn',
        'containerName',
        'containerPort',
      ]),
      (one) => one.targetGroupArn,
    ),
    tags: ecsTags,
  },
  ['serviceName', 'cluster', 'taskDefinition', 'launchType'],
);
