import { z } from 'zod';
import { ruled } from './rule.ts';

/** What an image reference says; the account's own registry where it names none and its repository has a path or a plain name. */
export interface ImageReference {
  /** undefined: the document's own ECR. */
  readonly host: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** `REPOSITORY[:TAG][@sha256:…]`, with or without a registry's host. undefined: not such a reference. */
export function parseImage(reference: string): ImageReference | undefined {
  const [, name = '', digest] = /^([^@\s]+)(?:@(\S+))?$/.exec(reference) ?? [];
  if (name === '') return undefined;
  const [first = '', ...rest] = name.split('/');
  const host =
    rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost') ? first : undefined;
  const path = host === undefined ? name : rest.join('/');
  const [, repository, tag] = /^([a-z0-9]+(?:[._/-][a-z0-9]+)*)(?::([\w~^][\w.~^-]{0,127}))?$/.exec(path) ?? [];
  return repository === undefined ? undefined : { host, repository, tag, digest };
}

/** ECR's longest name of a repository. */
const LONGEST_REPOSITORY = 256;

/** `~1.4` and the like are ranges, not tags. */
export function isVersionRange(tag: string): boolean {
  return /^[~^]/.test(tag);
}

export const image = ruled(
  ruled(
    z.string(),
    {
      code: 'image',
      allowed: `REPOSITORY:TAG or REPOSITORY@sha256:…; a repository is lower-case, at most ${LONGEST_REPOSITORY} characters`,
      nearest: nearestImage,
    },
    (value) => (parseImage(value)?.repository.length ?? Number.POSITIVE_INFINITY) <= LONGEST_REPOSITORY,
  ),
  { code: 'digest', allowed: 'sha256: and 64 hexadecimal digits' },
  (value) => {
    const digest = parseImage(value)?.digest;
    return digest === undefined || /^sha256:[0-9a-f]{64}$/.test(digest);
  },
);

/** Without a scheme, and the repository in lower case. */
function nearestImage(value: string): string | undefined {
  const [, name = '', rest = ''] = /^(?:[a-z]+:\/\/)?([^@\s]*?)((?::[\w.~^-]+)?(?:@\S+)?)$/.exec(value) ?? [];
  const near = `${name.toLowerCase()}${rest}`;
  return near !== value && near.length <= LONGEST_REPOSITORY && parseImage(near) !== undefined ? near : undefined;
}
