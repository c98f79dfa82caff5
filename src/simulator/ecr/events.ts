import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import type { ImageRecord, RepositoryRecord } from './state.ts';

/** «ECR Image Action» (aws-facts §11), 1 to 5 s later (§10). One event per tag; without a tag for an untagged image. */
export function emitImageAction(
  world: World,
  where: Where,
  action: 'PUSH' | 'DELETE',
  repository: RepositoryRecord,
  image: ImageRecord,
  tag: string | undefined,
): void {
  const detail = {
    'action-type': action,
    result: 'SUCCESS',
    'repository-name': repository.name,
    'image-digest': image.digest,
    'manifest-media-type': image.mediaType,
    ...(image.artifactMediaType === undefined ? {} : { 'artifact-media-type': image.artifactMediaType }),
    ...(tag === undefined ? {} : { 'image-tag': tag }),
  };
  world.emit(
    {
      'detail-type': 'ECR Image Action',
      source: 'aws.ecr',
      account: where.account,
      region: where.region,
      resources: [],
      detail,
    },
    world.random.between(1000, 5000),
  );
}
