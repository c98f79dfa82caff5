import { z } from 'zod';
import type { FleetApp } from '../../records/fleet-index.ts';
import type { PlaceId } from '../../records/spokes.ts';
import { fromAws } from './envelope.ts';
import type { EventSource, Hint } from './event-source.ts';

const repository = z.string().min(2).max(256);
const tag = z.string().max(128);

/** Pushes, deletions and replications of a followed tag, and ended scans of a followed repository (aws-facts §11). */
export const ecr: EventSource = {
  name: 'ecr',
  read(event, fleet) {
    const image = fromAws(
      event,
      ['ECR Image Action'],
      ['aws.ecr'],
      z.object({
        result: z.string(),
        'action-type': z.string(),
        'repository-name': repository,
        'image-tag': tag.optional(),
      }),
    );
    if (image !== undefined) {
      const { result, 'repository-name': name, 'image-tag': pushed, 'action-type': action } = image.detail;
      return result === 'SUCCESS'
        ? followers(fleet, image.origin, name, pushed, action === 'DELETE' ? 'its image was deleted' : 'push')
        : [];
    }
    const replication = fromAws(
      event,
      ['ECR Replication Action'],
      ['aws.ecr'],
      z.object({ result: z.string(), 'repository-name': repository, 'image-tag': tag.optional() }),
    );
    if (replication !== undefined)
      return replication.detail.result === 'SUCCESS'
        ? followers(
            fleet,
            replication.origin,
            replication.detail['repository-name'],
            replication.detail['image-tag'],
            'replication',
          )
        : [];
    const scan = fromAws(
      event,
      ['ECR Image Scan'],
      ['aws.ecr'],
      z.object({ 'repository-name': repository, 'image-tags': z.array(tag).optional() }),
    );
    if (scan === undefined) return undefined;
    return (scan.detail['image-tags'] ?? []).flatMap((each) =>
      followers(fleet, scan.origin, scan.detail['repository-name'], each, 'scan'),
    );
  },
};

/** A push without a tag moves no tag, and a pinned image follows none. Whose repository it is, the place of the event says. */
function followers(
  fleet: readonly FleetApp[],
  origin: PlaceId,
  name: string,
  pushed: string | undefined,
  reason: string,
): Hint[] {
  if (pushed === undefined) return [];
  const follows = ({ services }: FleetApp) =>
    services.some(({ repositories }) =>
      repositories.some(
        (each) =>
          each.account === origin.account && each.region === origin.region && each.name === name && each.tag === pushed,
      ),
    );
  return fleet.filter(follows).map(({ app }) => ({ app, reason }));
}
