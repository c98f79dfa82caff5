// Whether node_modules holds what package-lock.json asks for. Plain JavaScript: it runs before anything is installed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * npm keeps a lock of what it installed in node_modules and writes it last, so a cut-off installation has none.
 * Packages more than asked for do no harm; optional ones may be absent, as they belong to other platforms.
 * @param {string} root the folder of package-lock.json
 * @returns {boolean}
 */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const found = present[path];
    return found === undefined ? optional === true || devOptional === true : found.version === version;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> | undefined}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    // Absent or cut off: then nothing is known to be installed.
    return undefined;
  }
}
