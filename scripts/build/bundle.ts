import { dirname, relative, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { onlyEnglish } from './zod-locales.ts';

/** Lambda's functions and the entry of each; it becomes one file that holds all it needs. */
export const FUNCTIONS = {
  dispatch: 'src/handlers/lambda-dispatch.ts',
  reconcile: 'src/handlers/lambda-reconcile.ts',
} as const;

/** Cold start grows with the bytes that are read and compiled. */
export const LARGEST_BUNDLE_BYTES = 2 * 1024 * 1024;

export interface Bundle {
  /** `dispatch` */
  readonly name: string;
  /** `dispatch/index.mjs`, with `index.mjs.map` beside it. */
  readonly file: string;
  readonly bytes: number;
  /** Bytes by package, `src` for ours; the largest first. */
  readonly contents: readonly (readonly [name: string, bytes: number])[];
}

/**
 * ESM for Node 26; no native code, so the same file runs on arm64 and x86_64.
 * @param entries name → entry
 * @param folder where NAME/index.mjs is written; undefined: nothing is
 */
export async function bundle(
  root: string,
  entries: Readonly<Record<string, string>>,
  folder?: string,
): Promise<readonly Bundle[]> {
  const outdir = folder ?? 'dist';
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(entries).map(([name, entry]) => ({ in: entry, out: `${name}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    write: folder !== undefined,
    bundle: true,
    minify: true,
    legalComments: 'none',
    // Beside the code for whoever reads a stack trace; it is not uploaded.
    sourcemap: 'linked',
    platform: 'node',
    target: 'node26',
    format: 'esm',
    // The ESM form of packages that have both: only that can be cut down to what is used.
    mainFields: ['module', 'main'],
    // What is CommonJS in the bundle asks for Node's own modules by require, which ESM does not have.
    // The long name is no name that minifying gives out.
    banner: {
      js: "import{createRequire as bannerRequire}from'node:module';const require=bannerRequire(import.meta.url);",
    },
    plugins: [onlyEnglish],
    metafile: true,
    logLevel: 'warning',
  });
  return Object.entries(metafile.outputs).flatMap(([path, output]) => {
    if (!path.endsWith('.mjs')) return [];
    const file = relative(resolve(root, outdir), resolve(root, path)).replaceAll('\\', '/');
    return [{ name: dirname(file), file, bytes: output.bytes, contents: contentsOf(output) }];
  });
}

function contentsOf(output: Metafile['outputs'][string]): Bundle['contents'] {
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = packageOf(path);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  return [...sizes].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

/** `node_modules/@aws-sdk/core/dist-es/index.js` → `@aws-sdk/core`; of a nested one the innermost. */
function packageOf(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/')[0] ?? path;
}
