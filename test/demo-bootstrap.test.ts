import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { playBootstrap } from '../scripts/demo/bootstrap.ts';
import { acts } from '../scripts/demo/deployed-acts.ts';

const demo = new URL('../scripts/demo.ts', import.meta.url).pathname;

function output(...args: readonly string[]): string {
  return execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', demo, '--bootstrap', ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('npm run demo -- --bootstrap', () => {
  it('goes from an empty account to leaving it, in lines of JSON of which the last is the summary', () => {
    const text = output('--json');
    const lines = linesOf(text);
    expect(lines.at(-1)).toMatchObject({
      event: 'summary',
      ok: true,
      lastPassWrites: 0,
      differencesFound: 5,
      differencesRepaired: 5,
      rollouts: { completed: 4 },
    });
    const checks = lines.filter(({ event }) => event === 'check');
    expect(checks.length).toBeGreaterThan(15);
    expect(checks.filter(({ ok }) => ok !== true)).toEqual([]);
    expect(lines.filter(({ event }) => event === 'act').map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    const typed = lines.filter(({ event }) => event === 'typed').map(({ command }) => command);
    expect(typed).toEqual([
      'ecs-steward bootstrap --with-foundation --yes',
      'ecs-steward bootstrap --verify',
      'ecs-steward bootstrap app todo --file todo.yaml',
      'ecs-steward apply todo.yaml --yes --comment "first version"',
      'ecs-steward uninstall --yes',
    ]);
    // R44: values of the environment, and references of secrets, are in no line.
    expect(text).not.toContain('changed by hand"');
    expect(text).not.toContain('/todo/db-password');
  }, 60_000);

  it('shows people what was typed, what the functions did, and what was checked', () => {
    const text = output();
    expect(text).toMatch(/^\+\d\d:\d\d \$ ecs-steward bootstrap --with-foundation --yes$/m);
    expect(text).toMatch(/^\+\d\d:\d\d → ecs:CreateService todo-backend done because/m);
    expect(text).toMatch(/^\+\d\d:\d\d ≠ backend#0 is not as declared: Conditions\[path-pattern\]\.Values$/m);
    expect(text).toMatch(/^\+\d\d:\d\d ✔ the new image answers$/m);
    expect(text).toContain('all expectations hold');
  }, 60_000);

  it('fails where an expectation does not hold', async () => {
    const lines: string[] = [];
    const played = await playBootstrap({ json: true, seed: '1' }, (line) => void lines.push(line), acts.slice(1));
    expect(played).toBe(false);
    const said = linesOf(lines.join('\n'));
    expect(said).toContainEqual(expect.objectContaining({ what: 'the document is stored', ok: false }));
    expect(said.at(-1)).toMatchObject({ event: 'summary', ok: false });
  }, 60_000);

  it('takes no document', () => {
    expect(() => output('--document', 'examples/todo.yaml')).toThrow('leave --document out');
  });
});
