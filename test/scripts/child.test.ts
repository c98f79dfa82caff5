import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const child = pathToFileURL('scripts/child.mjs').href;
/** The wrapper runs a grandchild that would live for a minute and shares its output with it. */
const wrapper = (code: string, options = "{ stdio: 'inherit' }") =>
  `import { run } from ${JSON.stringify(child)};
   process.exitCode = await run(process.execPath, ['-e', ${JSON.stringify(code)}], ${options});`;
const long = 'console.log("up"); setTimeout(() => {}, 60_000)';

test('the exit code is the child’s', async () => {
  const outer = spawn(process.execPath, ['--input-type=module', '-e', wrapper('process.exit(7)')]);
  expect(await once(outer, 'exit')).toEqual([7, null]);
});

test('a signal to the wrapper ends the child, and the code says which', async () => {
  const outer = spawn(process.execPath, ['--input-type=module', '-e', wrapper(long)]);
  await once(createInterface({ input: outer.stdout }), 'line');
  outer.kill('SIGTERM');
  expect(await once(outer, 'close')).toEqual([143, null]);
});

test.runIf(process.platform !== 'win32')('a parent that is killed, as npm’s shell is, leaves no orphan', async () => {
  // The second command keeps the shell from becoming the wrapper itself.
  const shell = spawn('sh', ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, wrapper(long)]);
  await once(createInterface({ input: shell.stdout }), 'line');
  shell.kill('SIGKILL');
  // Closed only when nobody holds the output any more: shell, wrapper and grandchild are gone.
  await once(shell, 'close');
  expect(shell.signalCode).toBe('SIGKILL');
});

test.runIf(process.platform !== 'win32')('a detached child takes what it started with it', async () => {
  // Started by the child and sharing its output: alone it would live on when the child is killed.
  const starts = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(long)}], { stdio: 'inherit' })`;
  const code = wrapper(starts, "{ stdio: 'inherit', detached: true }");
  const outer = spawn(process.execPath, ['--input-type=module', '-e', code]);
  await once(createInterface({ input: outer.stdout }), 'line');
  outer.kill('SIGTERM');
  expect(await once(outer, 'close')).toEqual([143, null]);
});
