import type { Place, PolicyDocument, Statement } from '../../src/aws/policy.ts';
import type { DesiredService } from '../../src/desired-state/desired.ts';

/**
 * What a service's own tasks get: only what the document itself asks for (ECS Exec, file systems by IAM). What its code
 * calls is the team's to add. Undefined: nothing, and IAM takes no empty policy.
 */
export function policyOf(place: Place, { service, taskDefinition }: DesiredService): PolicyDocument | undefined {
  const statements = [
    ...exec(service.enableExecuteCommand === true),
    ...fileSystems(place, taskDefinition.volumes ?? []),
  ];
  return statements.length === 0 ? undefined : { Version: '2012-10-17', Statement: statements };
}

/** The four calls of the Session Manager agent; AWS lets no resource be named for them. */
function exec(wanted: boolean): readonly Statement[] {
  if (!wanted) return [];
  const channels = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'];
  return [
    { Sid: 'Exec', Effect: 'Allow', Action: channels.map((channel) => `ssmmessages:${channel}`), Resource: ['*'] },
  ];
}

type Volumes = NonNullable<DesiredService['taskDefinition']['volumes']>;

function fileSystems({ partition, region, account }: Place, volumes: Volumes): readonly Statement[] {
  const systems = volumes.flatMap(({ efsVolumeConfiguration }) =>
    efsVolumeConfiguration?.authorizationConfig?.iam === 'ENABLED' ? [efsVolumeConfiguration.fileSystemId ?? ''] : [],
  );
  if (systems.length === 0) return [];
  const Resource = [...new Set(systems)].map(
    (id) => `arn:${partition}:elasticfilesystem:${region}:${account}:file-system/${id}`,
  );
  return [
    {
      Sid: 'FileSystems',
      Effect: 'Allow',
      Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      Resource,
    },
  ];
}
