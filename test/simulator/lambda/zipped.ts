import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A function's code as it would be deployed: bundled with the SDK, as `index.mjs` in a zip. */
export async function zipped(source: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    write: false,
    minify: true,
    platform: 'node',
    target: 'node26',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: {
      js: "import{createRequire as bannerRequire}from'node:module';const require=bannerRequire(import.meta.url);",
    },
    outfile: 'index.mjs',
  });
  return zipSync({ 'index.mjs': [outputFiles[0]?.contents ?? strToU8(''), { mtime: '2026-01-01T00:00:00Z' }] });
}
