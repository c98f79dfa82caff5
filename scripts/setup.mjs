// Installs what is missing, on any Node from 20 on. Plain JavaScript: it must run before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.cache', 'ecs-steward-lock');
export const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Runs `npm ci` unless the installed packages are those of package-lock.json. Exits with a sentence if it can't. */
export function setUp() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    console.error(
      `ecs-steward needs Node 20 or newer to set itself up; this is ${process.version}. Install a newer Node and run the command again.`,
    );
    process.exit(1);
  }
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock && existsSync(node)) return;
  console.error('Installing packages (once) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0 || !existsSync(node)) {
    console.error(
      'npm ci failed: see the lines above. Nothing else was done; run the command again once they are settled.',
    );
    process.exit(1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
