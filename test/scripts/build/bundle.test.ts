import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundle, LARGEST_BUNDLE_BYTES, presentEntries } from '../../../scripts/build/bundle.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

test('each Lambda entry fits into its size, with nothing of the simulator or of tests in it', async () => {
  const entries = presentEntries(root);
  const bundles = entries.length === 0 ? [] : await bundle(root, entries);
  expect(bundles).toHaveLength(entries.length);
  for (const { file, bytes, contents } of bundles) {
    expect(bytes, file).toBeLessThanOrEqual(LARGEST_BUNDLE_BYTES);
    expect(contents.map(([name]) => name)).not.toContain('dynalite');
  }
});

test('contents are counted by package, the largest first, and ours as src', async () => {
  const [one, ...more] = await bundle(root, ['src/desired-state/read-document.ts']);
  expect(more).toEqual([]);
  expect(one?.file).toBe('read-document.mjs');
  const names = one?.contents.map(([name]) => name) ?? [];
  expect(names).toEqual(expect.arrayContaining(['src', 'zod', 'yaml']));
  const sizes = one?.contents.map(([, bytes]) => bytes) ?? [];
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
});

test('a bundle is loaded by Node as it stands, away from node_modules', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bundle-'));
  try {
    await bundle(root, ['src/handlers/reconcile.ts'], folder);
    const url = pathToFileURL(join(folder, 'reconcile.mjs')).href;
    const code = `import(${JSON.stringify(url)}).then((loaded) => console.log(Object.keys(loaded).join()))`;
    expect(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' })).toContain('createReconcile');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
