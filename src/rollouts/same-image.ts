import type { Candidate } from './rollout.ts';

/**
 * Both bring the same image for the service's platform in every container, be it under another index (rebuilt
 * provenance), or once alone and once in an index. Of what only one of them names nothing is known: not the same.
 */
export function sameImages(one: Candidate, other: Candidate): boolean {
  const containers = Object.keys(one.digests);
  return (
    containers.length === Object.keys(other.digests).length &&
    containers.every((container) => {
      const image = imageIn(one, container);
      return image !== undefined && image === imageIn(other, container);
    })
  );
}

/** What runs: the index' image for the platform; a plain image is its own. */
function imageIn({ digests, platformDigests }: Candidate, container: string): string | undefined {
  return platformDigests?.[container] ?? digests[container];
}
