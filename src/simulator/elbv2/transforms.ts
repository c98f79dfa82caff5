import type { RewriteConfig, RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import { invalid } from './elb-operation.ts';

/** One rewrite of the host and one of the URL a rule (aws-facts §4.3). */
export function acceptTransforms(given: readonly RuleTransform[]): RuleTransform[] {
  if (new Set(given.map((transform) => transform.Type)).size < given.length)
    throw invalid('A rule can only have one transform of each type');
  return given.map((transform) => {
    const [rewrite, ...others] = rewritesOf(transform);
    if (rewrite === undefined || others.length > 0)
      throw invalid(`A transform of type '${transform.Type}' needs exactly one rewrite`);
    if (compiled(rewrite) === undefined) throw invalid(`'${rewrite.Regex}' is not a valid regular expression`);
    return structuredClone(transform);
  });
}

/** Each type has a config of its own. */
function rewritesOf(transform: RuleTransform): RewriteConfig[] {
  switch (transform.Type) {
    case 'host-header-rewrite':
      return transform.HostHeaderRewriteConfig?.Rewrites ?? [];
    case 'url-rewrite':
      return transform.UrlRewriteConfig?.Rewrites ?? [];
    default:
      throw invalid(`Transform type '${transform.Type}' must be one of 'host-header-rewrite,url-rewrite'`);
  }
}

/** undefined: no regular expression. */
function compiled({ Regex = '' }: RewriteConfig): RegExp | undefined {
  try {
    return new RegExp(Regex);
  } catch {
    return undefined;
  }
}

/** The path with its query string as the target sees it. */
export function rewriteUrl(transforms: readonly RuleTransform[], path: string): string {
  const [rewrite] = transforms.filter((one) => one.Type === 'url-rewrite').flatMap(rewritesOf);
  const pattern = rewrite && compiled(rewrite);
  return pattern === undefined ? path : path.replace(pattern, rewrite?.Replace ?? '');
}
