import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { alone } from '../../scripts/lock-folder.mjs';

const base = mkdtempSync(join(tmpdir(), 'steward-lock-'));
afterAll(() => rmSync(base, { recursive: true }));

const nobodyElse = () => expect.unreachable('nobody else held the folder');

test('the folder is held during the work and gone after it, also when the work fails', async () => {
  const folder = join(base, 'a');
  await alone(folder, async () => expect(existsSync(folder)).toBe(true), nobodyElse);
  await expect(alone(folder, () => Promise.reject(new Error('work')), nobodyElse)).rejects.toThrow('work');
  expect(readdirSync(base)).toEqual([]);
});

test('the second waits, says so once, and works after the first', async () => {
  const folder = join(base, 'b');
  const events: string[] = [];
  const secondWaits = Promise.withResolvers<void>();
  let second: Promise<unknown> = Promise.resolve();
  await alone(
    folder,
    async () => {
      second = alone(
        folder,
        async () => events.push('second works'),
        () => {
          events.push('second waits');
          secondWaits.resolve();
        },
      );
      await secondWaits.promise;
      events.push('first ends');
    },
    nobodyElse,
  );
  await second;
  expect(events).toEqual(['second waits', 'first ends', 'second works']);
});

test('the folder of a process that is gone is taken over', async () => {
  const folder = join(base, 'c');
  mkdirSync(folder);
  // No process has this number: the largest that Linux gives is 2^22.
  writeFileSync(join(folder, 'holder'), JSON.stringify({ pid: 2 ** 30, host: hostname() }));
  expect(
    await alone(
      folder,
      async () => 'done',
      () => undefined,
    ),
  ).toBe('done');
  expect(readdirSync(base)).toEqual([]);
});
