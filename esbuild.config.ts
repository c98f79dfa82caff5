// Bundles the Lambda entries into dist/ and says what is in them: npm run build
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Bundle, bundle, LARGEST_BUNDLE_BYTES, presentEntries } from './scripts/build/bundle.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
/** Packages that are named one by one; the rest is one line. */
const SHOWN = 12;

async function main(): Promise<number> {
  const entries = presentEntries(root);
  if (entries.length === 0) {
    console.error('There is no Lambda entry in src/handlers: nothing can be built.');
    return 1;
  }
  rmSync('dist', { recursive: true, force: true });
  mkdirSync('dist');
  const bundles = await bundle(root, entries, 'dist');
  for (const one of bundles) console.log(report(one));
  writeFileSync('dist/contents.json', `${JSON.stringify(bundles, null, 2)}\n`);
  const large = bundles.filter(({ bytes }) => bytes > LARGEST_BUNDLE_BYTES);
  for (const { file } of large) console.error(`${file} is larger than ${kib(LARGEST_BUNDLE_BYTES)}.`);
  return large.length === 0 ? 0 : 1;
}

function report({ file, bytes, contents }: Bundle): string {
  const rest = contents.slice(SHOWN).reduce((sum, [, size]) => sum + size, 0);
  const rows = [...contents.slice(0, SHOWN), ...(rest > 0 ? [['the rest', rest] as const] : [])];
  return [`dist/${file}  ${kib(bytes)}`, ...rows.map(([name, size]) => `  ${kib(size).padStart(10)}  ${name}`)].join(
    '\n',
  );
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

process.exitCode = await main();
