import type { FollowedImage } from '../desired.ts';
import type { Document } from '../schema/document.ts';
import { isVersionRange, parseImage } from '../schema/image.ts';
import type { ServiceDocument } from '../schema/service.ts';

/** What every part of a desired service is derived from. */
export interface Given {
  readonly document: Document;
  /** The service's name in the document. */
  readonly name: string;
  /** With the document's defaults. */
  readonly service: ServiceDocument;
  readonly ecsService: string;
  /** The container that gets the service's image, ports and environment. */
  readonly container: string;
}

const ECR_HOST = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

export function followedImage(
  { account, region }: Pick<Document, 'account' | 'region'>,
  container: string,
  reference: string,
): FollowedImage | undefined {
  const parsed = parseImage(reference);
  if (parsed === undefined) return undefined;
  const { host, repository, tag = 'latest', digest } = parsed;
  const [, ecrAccount, ecrRegion] = host === undefined ? ['', account, region] : (ECR_HOST.exec(host) ?? []);
  const isEcr = ecrAccount !== undefined && ecrRegion !== undefined;
  const registry = isEcr
    ? ({ kind: 'ecr', account: ecrAccount, region: ecrRegion } as const)
    : ({ kind: 'other', host: host ?? 'docker.io' } as const);
  const follow =
    digest !== undefined
      ? { digest }
      : !isEcr
        ? ({ asIs: true } as const)
        : isVersionRange(tag)
          ? { semver: tag }
          : { tag };
  return { container, reference, registry, repository, follow };
}

/** The service's own image and its sidecars'; images of other registries with a tag run as they are. */
export function followedImages({ document, service, container }: Given): FollowedImage[] {
  const references: [string, string][] = service.image === undefined ? [] : [[container, service.image]];
  for (const [name, sidecar] of Object.entries(service.sidecars ?? {})) references.push([name, sidecar.image]);
  return references
    .map(([name, reference]) => followedImage(document, name, reference))
    .filter((image) => image !== undefined);
}

/** As a task definition spells it: `A.dkr.ecr.R.amazonaws.com/todo/backend:latest`. */
export function containerImage(document: Pick<Document, 'account' | 'region'>, reference: string): string {
  const parsed = parseImage(reference);
  if (parsed === undefined || parsed.host !== undefined) return reference;
  const { repository, tag, digest } = parsed;
  const host = `${document.account}.dkr.ecr.${document.region}.amazonaws.com`;
  return `${host}/${repository}${digest === undefined ? `:${tag ?? 'latest'}` : `@${digest}`}`;
}
