/** One answer over HTTP, or none: nothing comes within any time limit, or nobody listens. */
export type Reply =
  | { readonly status: number; readonly body?: string; readonly location?: string }
  | { readonly timeout: true }
  | { readonly refused: true };

/** What a task says over HTTP, as plain data. */
export interface Answer {
  /** The only port where somebody listens; absent: every port. */
  readonly listensOn?: number;
  readonly default: Reply;
  /** By path: exact (`/health`), or a prefix that ends in `*` (`/api/*`). */
  readonly paths?: Readonly<Record<string, Reply>>;
}

/** The exact path wins over any prefix, a longer prefix over a shorter one. The query string plays no part. */
export function replyTo(answer: Answer, port: number, path: string): Reply {
  if (answer.listensOn !== undefined && answer.listensOn !== port) return { refused: true };
  const paths = answer.paths ?? {};
  const bare = path.split('?', 1)[0] ?? path;
  if (Object.hasOwn(paths, bare)) return paths[bare] ?? answer.default;
  const prefix = Object.keys(paths)
    .filter((pattern) => pattern.endsWith('*') && bare.startsWith(pattern.slice(0, -1)))
    .sort((one, other) => other.length - one.length)[0];
  return (prefix === undefined ? undefined : paths[prefix]) ?? answer.default;
}
