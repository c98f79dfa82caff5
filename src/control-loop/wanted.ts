import type { DesiredApp, DesiredService, FollowedImage } from '../desired-state/desired.ts';
import type { Finding, Place } from '../findings/finding.ts';
import { imageNotSupported } from '../findings/image-not-supported.ts';
import { repositoryMissing } from '../findings/repository-missing.ts';
import { waitingForImage } from '../findings/waiting-for-image.ts';
import { imageKey, platformOf } from '../reconcilers/image.ts';
import { type Observation, present } from '../reconcilers/observation.ts';
import { unread } from '../reconcilers/planning.ts';
import { candidateHash } from '../rollouts/candidate.ts';
import type { Candidate } from '../rollouts/rollout.ts';

/** What a service should run by its document and the images behind its tags now. */
export type Wanted =
  | { readonly is: 'candidate'; readonly candidate: Candidate; readonly findings: readonly Finding[] }
  /** The followed tag has no image. */
  | { readonly is: 'no-image'; readonly findings: readonly Finding[] }
  /** Not told now: nothing is decided on it. */
  | { readonly is: 'unknown'; readonly findings: readonly Finding[] };

export function wantedOf(app: DesiredApp, service: DesiredService, documentVersion: number, seen: Observation): Wanted {
  const digests: Record<string, string> = {};
  const platformDigests: Record<string, string> = {};
  const findings: Finding[] = [];
  let missing = false;
  let unknown = false;
  for (const image of service.images) {
    const place = { app: app.app, service: service.name, path: `services.${service.name}.image` };
    const found = digestOf(image, seen, place);
    if (found.finding !== undefined) findings.push(found.finding);
    missing ||= found.is === 'missing';
    unknown ||= found.is === 'unknown';
    if (found.digest !== undefined) digests[image.container] = found.digest;
    const platform = present(seen.images.get(imageKey(image) ?? ''))?.platforms.get(platformOf(service));
    if (platform !== undefined) platformDigests[image.container] = platform;
  }
  if (unknown) return { is: 'unknown', findings };
  if (missing) return { is: 'no-image', findings };
  const candidate: Candidate = {
    hash: candidateHash(service, digests),
    documentVersion,
    digests,
    ...(Object.keys(platformDigests).length === 0 ? {} : { platformDigests }),
  };
  return { is: 'candidate', findings, candidate };
}

interface DigestFound {
  readonly is: 'pinned' | 'as-is' | 'missing' | 'unknown';
  readonly digest?: string;
  readonly finding?: Finding;
}

function digestOf(image: FollowedImage, seen: Observation, place: Place): DigestFound {
  const { follow } = image;
  if ('digest' in follow) return { is: 'pinned', digest: follow.digest };
  if ('asIs' in follow) return { is: 'as-is' };
  if (!('tag' in follow))
    return {
      is: 'unknown',
      finding: imageNotSupported(place, { image: image.reference, why: 'version ranges are not resolved yet' }),
    };
  const observed = seen.images.get(imageKey(image) ?? '');
  if (observed === undefined)
    return {
      is: 'unknown',
      finding: imageNotSupported(place, { image: image.reference, why: 'its registry is in another region' }),
    };
  switch (observed.is) {
    case 'present':
      return { is: 'pinned', digest: observed.seen.digest };
    case 'absent':
      return {
        is: 'missing',
        finding:
          seen.repositories.get(image.repository)?.is === 'absent'
            ? repositoryMissing(place, { repository: image.repository })
            : waitingForImage(place, { image: image.reference }),
      };
    case 'unknown':
      return { is: 'unknown', finding: unread(place, observed.failure) };
  }
}
