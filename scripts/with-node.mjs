// Runs a script with the project's own Node 26, whatever Node the machine has: with-node.mjs SCRIPT [ARG …]
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { node, setUp } from './setup.mjs';

if (!(await setUp())) process.exit(1);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script = '', ...args] = process.argv.slice(2);
process.exitCode = await run(node, ['--disable-warning=ExperimentalWarning', join(root, script), ...args], {
  stdio: 'inherit',
});
