import type { HttpBinding, WireRequest } from './wire.ts';

/** The `http` trait of an operation's schema: `['POST', '/schedules/{Name}', 200]`; undefined for RPC protocols' schemas. */
export function httpBinding(traits: unknown): HttpBinding | undefined {
  if (typeof traits !== 'object' || traits === null || !('http' in traits) || !Array.isArray(traits.http))
    return undefined;
  const [method, uri, status] = traits.http as readonly unknown[];
  if (typeof method !== 'string' || typeof uri !== 'string') return undefined;
  const [path = '/', query = ''] = uri.split('?', 2);
  return { method, path, query: new Map(new URLSearchParams(query)), status: Number(status) };
}

/** A request's path with the names in it, and what its query says beyond the binding's own. */
export interface Addressed {
  readonly labels: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** How many words of the binding's query the request has: of two that fit, the one with more is meant. */
  readonly words: number;
}

/** The SDK tells its operations apart with this one; other clients leave it out. */
const OPTIONAL = 'x-id';

/** undefined: the request is not addressed to this operation. */
export function address(binding: HttpBinding, request: WireRequest): Addressed | undefined {
  if (binding.method !== request.method) return undefined;
  const { bucket, path, search } = placeOf(request);
  const labels = labelsOf(binding.path, path);
  if (labels === undefined) return undefined;
  const query = new URLSearchParams(search);
  let words = 0;
  for (const [name, value] of binding.query) {
    if (query.get(name) === value) words += 1;
    else if (name !== OPTIONAL) return undefined;
    query.delete(name);
  }
  return { labels: bucket === undefined ? labels : { Bucket: bucket, ...labels }, query, words };
}

function labelsOf(template: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const source = template.replace(/[.]/g, '\\.').replace(/\{(\w+)(\+?)\}/g, (_all, name: string, rest: string) => {
    names.push(name);
    return rest === '' ? '([^/]+)' : '(.+)';
  });
  const found = new RegExp(`^${source.replace(/\/$/, '')}/?$`).exec(path);
  if (found === null) return undefined;
  return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]));
}

/** Of S3 the bucket is the first label of the host or, addressed by path, the first segment; it stands in no template. */
function placeOf(request: WireRequest): { bucket?: string; path: string; search: string } {
  const mark = request.path.indexOf('?');
  const path = mark < 0 ? request.path : request.path.slice(0, mark);
  const search = mark < 0 ? '' : request.path.slice(mark + 1);
  if (!isS3(request)) return { path, search };
  const virtual = /^(.+)\.s3[.-]/.exec(request.headers.host ?? '');
  if (virtual !== null) return { bucket: virtual[1] ?? '', path, search };
  const [, bucket = '', rest = ''] = /^\/([^/]*)(\/.*)?$/.exec(path) ?? [];
  return { bucket: decodeURIComponent(bucket), path: rest === '' ? '/' : rest, search };
}

function isS3(request: WireRequest): boolean {
  return /\/s3\/aws4_request/.test(request.headers.authorization ?? '');
}
