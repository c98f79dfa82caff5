// Installs what is missing, on any Node from 20 on. Plain JavaScript: it must run before anything is installed.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { isInstalled } from './installed.mjs';
import { alone } from './lock-folder.mjs';

const OLDEST_NODE = 20;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
export const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/**
 * Runs `npm ci` unless the installed packages are those of package-lock.json. false: it can't, and has said why.
 * @returns {Promise<boolean>}
 */
export async function setUp() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    console.error(
      `ecs-steward needs Node ${OLDEST_NODE} or newer to set itself up; this is ${process.version}. Install a newer Node and run the command again.`,
    );
    return false;
  }
  if (isReady()) return true;
  // npm ci begins by deleting node_modules: two at once would delete each other's packages.
  return alone(join(root, '.cache', 'setup'), install, () => {
    console.error('Another command of this folder installs packages: waiting for it …');
  });
}

function isReady() {
  return isInstalled(root) && existsSync(node);
}

async function install() {
  if (isReady()) return true;
  console.error('Installing packages (once) …');
  // Named here, since NODE_ENV=production or a setting of the machine would leave them out.
  const kept = ['--include=dev', '--include=optional'];
  const code = await run('npm', ['ci', ...kept, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
    detached: !windows,
  }).catch(() => 127);
  if (code === 0 && isReady()) return true;
  console.error(
    code === 0
      ? 'The packages are there, but the project’s own Node is not: npm was told to run no install scripts. Run `npm rebuild node --ignore-scripts=false`, then the command again.'
      : 'npm ci failed: see the lines above. Nothing else was done; run the command again once they are settled.',
  );
  return false;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = (await setUp()) ? 0 : 1;
