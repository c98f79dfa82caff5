import { describe, expect, it } from 'vitest';
import { Terminal } from './shell.ts';

const account = '--account 210987654321';

describe('ecs-steward bootstrap policy', () => {
  it('T8 narrows an editor to the documents of some apps, and asks AWS nothing', async () => {
    const terminal = new Terminal();
    expect(await terminal.type(`bootstrap policy editor ${account} --apps todo,payments-*`)).toBe(0);
    expect(terminal.out).toContain('document#todo');
    expect(terminal.out).toContain('document#payments-*');
    expect(terminal.out).not.toContain('"document#*"');
    expect(terminal.out).toContain('arn:aws:dynamodb:eu-central-1:210987654321:table/ecs-steward');
    expect(terminal.simulator.ledger.entries()).toEqual([]);
  });

  it('narrows an operator to requests of those apps, and prints JSON for a program', async () => {
    const terminal = new Terminal();
    expect(await terminal.type(`bootstrap policy operator ${account} --apps todo --json`)).toBe(0);
    expect(JSON.stringify(terminal.json())).toContain('"request#todo"');
    expect(JSON.stringify(terminal.json())).not.toContain('document#');
  });

  it('says every option that does not fit, at once', async () => {
    const terminal = new Terminal();
    expect(await terminal.type('bootstrap policy admin --apps To_do')).toBe(1);
    expect(terminal.err).toContain('admin is none of them: viewer, editor, operator');
    expect(terminal.err).toContain('--account: an account has twelve digits');
    expect(terminal.err).toContain('--apps: names or patterns');
    expect(await terminal.type(`bootstrap policy viewer ${account} --apps todo`)).toBe(1);
    expect(terminal.err).toContain('a viewer sees all apps');
  });
});
