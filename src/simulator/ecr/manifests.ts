import { createHash } from 'node:crypto';
import type { Random } from '../random.ts';
import type { ChildImage } from './state.ts';

const mediaTypes = {
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerList: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  attestationLayer: 'application/vnd.in-toto+json',
} as const;

/** The platform that an index names for what is no image, such as an attestation. */
export const noPlatform = 'unknown/unknown';

/** A manifest with what the registry keeps beside its text. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactMediaType: string | undefined;
  readonly text: string;
  readonly sizeBytes: number;
  readonly platform: string | undefined;
  readonly children: readonly ChildImage[];
}

/** The registry's name for a text: `sha256:` and its hash in hex. */
export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** A plain image of one platform with a fresh configuration and layer, so that no two pushes share a digest. */
export function plainManifest(random: Random, platform: string, digest?: string): Manifest {
  const layerBytes = random.between(20_000_000, 80_000_000);
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.dockerManifest,
    config: { mediaType: mediaTypes.dockerConfig, size: 7023, digest: `sha256:${random.hex(64)}` },
    layers: [{ mediaType: mediaTypes.dockerLayer, size: layerBytes, digest: `sha256:${random.hex(64)}` }],
  });
  return {
    digest: digest ?? digestOf(text),
    mediaType: mediaTypes.dockerManifest,
    artifactMediaType: mediaTypes.dockerConfig,
    text,
    sizeBytes: layerBytes,
    platform,
    children: [],
  };
}

/** What buildx adds for each platform: provenance, as a manifest that no platform matches. */
export function attestationManifest(random: Random): Manifest {
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: { mediaType: mediaTypes.ociConfig, size: 167, digest: `sha256:${random.hex(64)}` },
    layers: [{ mediaType: mediaTypes.attestationLayer, size: 1093, digest: `sha256:${random.hex(64)}` }],
  });
  return {
    digest: digestOf(text),
    mediaType: mediaTypes.ociManifest,
    artifactMediaType: mediaTypes.ociConfig,
    text,
    sizeBytes: 1093,
    platform: noPlatform,
    children: [],
  };
}

export interface IndexEntry {
  readonly manifest: Manifest;
  /** The digest of the image that this entry attests. */
  readonly attests?: string;
}

/** A Docker list, or with attestations an OCI index, as buildx chooses it too. */
export function indexManifest(entries: readonly IndexEntry[], digest?: string): Manifest {
  const attested = entries.some((entry) => entry.attests !== undefined);
  const mediaType = attested ? mediaTypes.ociIndex : mediaTypes.dockerList;
  const text = JSON.stringify({ schemaVersion: 2, mediaType, manifests: entries.map(descriptor) });
  return {
    digest: digest ?? digestOf(text),
    mediaType,
    artifactMediaType: undefined,
    text,
    sizeBytes: entries.reduce((sum, entry) => sum + entry.manifest.sizeBytes, 0),
    platform: undefined,
    children: entries.map(({ manifest }) => ({ digest: manifest.digest, platform: manifest.platform ?? noPlatform })),
  };
}

/** `attests` becomes the annotations by which tools tell an attestation from an image. */
function descriptor({ manifest, attests }: IndexEntry): object {
  const [os = 'unknown', architecture = 'unknown', variant] = (manifest.platform ?? noPlatform).split('/');
  return {
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.text.length,
    platform: { architecture, os, ...(variant === undefined ? {} : { variant }) },
    ...(attests === undefined
      ? {}
      : {
          annotations: {
            'vnd.docker.reference.digest': attests,
            'vnd.docker.reference.type': 'attestation-manifest',
          },
        }),
  };
}

/** True for both forms of a list of manifests. */
export function isIndex(mediaType: string): boolean {
  return mediaType === mediaTypes.dockerList || mediaType === mediaTypes.ociIndex;
}
