import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';

/** Lambda's entries; each becomes one file that holds all it needs. */
const ENTRIES: readonly string[] = ['src/handlers/lambda-dispatch.ts', 'src/handlers/lambda-reconcile.ts'];

/** Cold start grows with the bytes that are read and compiled. */
export const LARGEST_BUNDLE_BYTES = 2 * 1024 * 1024;

export interface Bundle {
  /** `lambda-dispatch.mjs` */
  readonly file: string;
  readonly bytes: number;
  /** Bytes by package, `src` for ours; the largest first. */
  readonly contents: readonly (readonly [name: string, bytes: number])[];
}

export function presentEntries(root: string): readonly string[] {
  return ENTRIES.filter((entry) => existsSync(join(root, entry)));
}

/** ESM for Node 26; no native code, so the same file runs on arm64 and x86_64. `folder` undefined: nothing is written. */
export async function bundle(root: string, entries: readonly string[], folder?: string): Promise<readonly Bundle[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    outdir: folder ?? 'dist',
    outExtension: { '.js': '.mjs' },
    write: folder !== undefined,
    bundle: true,
    minify: true,
    legalComments: 'none',
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
    metafile: true,
    logLevel: 'warning',
  });
  return Object.entries(metafile.outputs).map(([path, output]) => ({
    file: basename(path),
    bytes: output.bytes,
    contents: contentsOf(output),
  }));
}

function contentsOf(output: Metafile['outputs'][string]): Bundle['contents'] {
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = packageOf(path);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  return [...sizes].sort(([, a], [, b]) => b - a);
}

/** `node_modules/@aws-sdk/core/dist-es/index.js` → `@aws-sdk/core`; of a nested one the innermost. */
function packageOf(path: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/')[0] ?? path;
}
