import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { isInstalled } from '../../scripts/installed.mjs';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(wanted: object, present?: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'steward-installed-'));
  folders.push(folder);
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
  if (present) writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }));
  return folder;
}

const zod = { 'node_modules/zod': { version: '4.6.7' } };

test('the same versions are installed, whoever installed them', () => {
  expect(isInstalled(folderOf(zod, zod))).toBe(true);
});

test('a package more than asked for does no harm', () => {
  expect(isInstalled(folderOf(zod, { ...zod, 'node_modules/left': { version: '1.0.0' } }))).toBe(true);
});

test('another version, a missing package and an installation cut off are not installed', () => {
  expect(isInstalled(folderOf(zod, { 'node_modules/zod': { version: '4.6.6' } }))).toBe(false);
  expect(isInstalled(folderOf(zod, {}))).toBe(false);
  expect(isInstalled(folderOf(zod))).toBe(false);
});

test('an optional package of another platform may be absent, but not of another version', () => {
  const native = { 'node_modules/esbuild-aix': { version: '1.0.0', optional: true } };
  expect(isInstalled(folderOf({ ...zod, ...native }, zod))).toBe(true);
  expect(
    isInstalled(folderOf({ ...zod, ...native }, { ...zod, 'node_modules/esbuild-aix': { version: '0.9.0' } })),
  ).toBe(false);
});
