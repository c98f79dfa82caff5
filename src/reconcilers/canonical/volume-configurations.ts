import { sameKey, sameRole } from './references.ts';
import { byDefault, keyed, leaf, set, struct } from './rules.ts';

/** API reference, ServiceManagedEBSVolumeConfiguration. */
export const volumeConfigurations = keyed('name', {
  managedEBSVolume: struct({
    roleArn: leaf({ same: sameRole }),
    kmsKeyId: leaf({ same: sameKey }),
    volumeType: byDefault('gp3'),
    filesystemType: byDefault('xfs'),
    iops: leaf({ default: ({ volumeType = 'gp3' }) => (volumeType === 'gp3' ? 3000 : undefined) }),
    tagSpecifications: set({ element: struct({ tags: keyed('key'), propagateTags: byDefault('NONE') }) }),
  }),
});
