import type { MountPoint, Volume } from '@aws-sdk/client-ecs';
import type { ServiceDocument } from '../schema/service.ts';

/** EFS volumes of the task (aws-facts §3, EFS): encrypted on the way, at the access point's root where one is named. */
export function volumesOf({ volumes = {} }: ServiceDocument): Volume[] {
  return Object.entries(volumes).map(([name, { efs, accessPoint, root, iam }]) => {
    const authorization = accessPoint === undefined && iam !== true ? undefined : accessOf(accessPoint, iam);
    return {
      name,
      efsVolumeConfiguration: {
        fileSystemId: efs,
        rootDirectory: accessPoint === undefined ? (root ?? '/') : '/',
        transitEncryption: 'ENABLED',
        ...(authorization === undefined ? {} : { authorizationConfig: authorization }),
      },
    };
  });
}

function accessOf(accessPoint: string | undefined, iam: boolean | undefined) {
  return {
    ...(accessPoint === undefined ? {} : { accessPointId: accessPoint }),
    iam: iam === true ? ('ENABLED' as const) : ('DISABLED' as const),
  };
}

export function mountPointsOf({ volumes = {} }: ServiceDocument): MountPoint[] {
  return Object.entries(volumes).map(([sourceVolume, { mount, readOnly }]) => ({
    sourceVolume,
    containerPath: mount,
    readOnly: readOnly ?? false,
  }));
}
