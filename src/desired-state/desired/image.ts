import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
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
    : ({ kind: 'other', host: host ?? DOCKER } as const);
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

/**
 * The images of the finished task definition's containers. Those of ECR are followed or pinned, whoever named them:
 * document, overlay or file; images of other registries with a tag run as they are.
 */
export function followedImages(given: Given, definition: RegisterTaskDefinitionCommandInput): FollowedImage[] {
  const { document, service, container } = given;
  const declared = new Map(Object.entries(service.sidecars ?? {}).map(([name, { image }]) => [name, image]));
  if (service.image !== undefined) declared.set(container, service.image);
  return (definition.containerDefinitions ?? []).flatMap(({ name = '', image = '' }) => {
    const reference = declared.get(name);
    const isDeclared = reference !== undefined && containerImage(document, reference) === image;
    return followedImage(document, name, isDeclared ? reference : withHost(image)) ?? [];
  });
}

/** In ECS' own words a name without a registry is one of Docker's. */
function withHost(image: string): string {
  return parseImage(image)?.host === undefined ? `${DOCKER}/${image}` : image;
}

const DOCKER = 'docker.io';

/** As a task definition spells it: `A.dkr.ecr.R.amazonaws.com/todo/backend:latest`. */
export function containerImage(document: Pick<Document, 'account' | 'region'>, reference: string): string {
  const parsed = parseImage(reference);
  if (parsed === undefined || parsed.host !== undefined) return reference;
  const { repository, tag, digest } = parsed;
  const host = `${document.account}.dkr.ecr.${document.region}.amazonaws.com`;
  return `${host}/${repository}${digest === undefined ? `:${tag ?? 'latest'}` : `@${digest}`}`;
}
