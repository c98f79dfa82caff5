import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { functionZip } from '../../bootstrap/function-zip.ts';
import { bundle, FUNCTIONS } from '../../scripts/build/bundle.ts';
import { Terminal } from '../cli/shell.ts';

let code: Terminal['code'];
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  await bundle(fileURLToPath(new URL('../..', import.meta.url)), FUNCTIONS, folder);
  const zip = (name: string) => functionZip(readFileSync(join(folder, name, 'index.mjs')));
  code = { dispatch: zip('dispatch'), reconcile: zip('reconcile') };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Other bytes, the same program. */
function newer(): Terminal['code'] {
  const text = new TextEncoder().encode('\n// another build\n');
  const zip = (name: string) => {
    const bundled = readFileSync(join(folder, name, 'index.mjs'));
    return functionZip(new Uint8Array([...bundled, ...text]));
  };
  return { dispatch: zip('dispatch'), reconcile: zip('reconcile') };
}

it('an upgrade that CloudFormation rolls back leaves the older version working, and a second run goes through', async () => {
  const terminal = Object.assign(new Terminal(), { code });
  expect(await terminal.type('bootstrap --yes')).toBe(0);
  await terminal.simulator.live(600_000);
  terminal.code = newer();
  terminal.simulator.faults.order({
    on: 'logs:PutRetentionPolicy',
    nth: 1,
    do: { kind: 'error', code: 'AccessDeniedException', message: 'not now', status: 400, when: 'before' },
  });
  expect(await terminal.type('bootstrap --yes --log-days 60')).toBe(1);
  expect(terminal.err).toMatch(/the stack ecs-steward is UPDATE_ROLLBACK_COMPLETE: \w+Logs .*not now/);
  expect(await terminal.type('bootstrap --verify')).toBe(0);
  expect(terminal.out).toContain('Everything works.');
  expect(await terminal.type('bootstrap --yes --log-days 60')).toBe(0);
  expect(terminal.out).toContain('is updated');
  expect(await terminal.type('bootstrap --verify')).toBe(0);
  const { Stacks = [] } = await new CloudFormationClient(terminal.config()).send(
    new DescribeStacksCommand({ StackName: 'ecs-steward' }),
  );
  expect(Stacks[0]?.StackStatus).toBe('UPDATE_COMPLETE');
});
