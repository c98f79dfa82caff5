/** An image's name as a task definition spells it. */
export interface Reference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
  /** Account and region, where the registry is ECR. */
  readonly ecr: { readonly account: string; readonly region: string } | undefined;
}

/** Also of the partition in China; FIPS and dual-stack hosts are not known. */
const ecrHost = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Docker's rules: no registry means Docker Hub, neither tag nor digest means `latest`, a digest wins over a tag. */
export function parseReference(text: string): Reference {
  const [name = '', digest] = text.split('@', 2);
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  const rest = hasRegistry ? name.slice(slash + 1) : name;
  const colon = rest.lastIndexOf(':');
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const registry = hasRegistry ? first : 'docker.io';
  const [, account, region] = ecrHost.exec(registry) ?? [];
  return {
    registry,
    repository: colon < 0 ? rest : rest.slice(0, colon),
    tag: tag ?? (digest === undefined ? 'latest' : undefined),
    digest,
    ecr: account === undefined || region === undefined ? undefined : { account, region },
  };
}
