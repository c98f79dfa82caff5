import { readFileSync } from 'node:fs';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { createDocumentStore, type DocumentStore } from '../../src/records/document-store.ts';
import { createItems } from '../../src/records/items.ts';
import { Terminal } from './shell.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/desired-state/${name}`, import.meta.url), 'utf8');
const todo = readFileSync(new URL('../../examples/todo.yaml', import.meta.url), 'utf8');
const more = todo.replace('memory: 512', 'memory: 1024');
let terminal: Terminal;

beforeEach(async () => {
  terminal = new Terminal();
  await terminal.type('bootstrap --yes');
  terminal.files = { 'todo.yaml': todo, 'more.yaml': more };
});

function documents(): DocumentStore {
  const { clock } = terminal.simulator.world;
  const client = new DynamoDBClient(terminal.config());
  return createDocumentStore(
    createItems({ client, table: 'ecs-steward', clock, random: () => 0.5, count: () => undefined }),
  );
}

async function current() {
  const load = await documents().current('todo');
  return load.ok && load.value.is === 'present' ? load.value.document : undefined;
}

/** Somebody else stores the other document while a person is being asked. */
async function overtake(): Promise<void> {
  const by = 'arn:aws:iam::210987654321:user/jo';
  const now = Date.UTC(2026, 2, 2, 9);
  const version = (await current())?.version ?? 0;
  await documents().put({ app: 'todo', text: '{}', by, comment: 'faster', expectedVersion: version, now });
}

describe('ecs-steward apply', () => {
  it('stores the document with who and why, and says over which version', async () => {
    expect([await terminal.type(['apply', 'todo.yaml', '--yes', '--comment', 'first one']), terminal.out]).toEqual([
      0,
      'todo: version 1 is stored.\n',
    ]);
    expect(terminal.err).toContain('todo in 210987654321, eu-central-1: version 1 is the first');
    expect(await current()).toMatchObject({ version: 1, by: terminal.principal, comment: 'first one' });
    expect(await terminal.type('apply more.yaml --yes')).toBe(0);
    expect(terminal.err).toMatch(/version 2 over version 1 \(by \S+:user\/anna, 2026-03-02 \d\d:\d\d UTC: first one\)/);
    expect(JSON.parse((await current())?.text ?? '')).toMatchObject({ defaults: { memory: 1024 } });
  });

  it('stores what is stored already no second time', async () => {
    await terminal.type('apply todo.yaml --yes');
    expect(await terminal.type('apply todo.yaml --json')).toBe(0);
    expect(terminal.json()).toEqual({ ok: true, app: 'todo', is: 'unchanged', version: 1 });
    expect((await current())?.version).toBe(1);
  });

  it('asks first, and stores nothing where nobody says yes', async () => {
    expect(await terminal.type('apply todo.yaml')).toBe(3);
    expect(terminal.err).toContain('nothing was changed; --yes agrees beforehand');
    expect(await current()).toBeUndefined();
    terminal.answer = true;
    expect(await terminal.type('apply todo.yaml')).toBe(0);
    expect((await current())?.version).toBe(1);
  });

  it('R30 says who was faster, and leaves that version', async () => {
    await terminal.type('apply todo.yaml --yes');
    terminal.asked = overtake;
    terminal.answer = true;
    expect(await terminal.type('apply more.yaml')).toBe(1);
    expect(terminal.err).toContain(
      'version 1 was expected, and now there is version 2 (by arn:aws:iam::210987654321:user/jo, 2026-03-02 09:00 UTC: faster); nothing was stored',
    );
    expect(terminal.err).toContain('--expect 2');
    expect(await current()).toMatchObject({ version: 2, text: '{}' });
  });

  it('R30 holds to the version that is expected', async () => {
    expect(await terminal.type('apply todo.yaml --yes --expect 1 --json')).toBe(1);
    expect(terminal.json()).toMatchObject({ ok: false, code: 'conflict' });
    expect(terminal.err).toContain('version 1 was expected, and there is none');
    expect(await terminal.type('apply todo.yaml --yes --expect 0')).toBe(0);
    expect(await terminal.type('apply more.yaml --yes --expect 0')).toBe(1);
    expect(await terminal.type('apply more.yaml --yes --expect 1')).toBe(0);
  });

  it('inlines the files that the document names from beside it', async () => {
    terminal.files = {
      'apps/document.yaml': fixture('05-pinned-with-own-task-definition.yaml'),
      'apps/05-task-definition.json': fixture('05-task-definition.json'),
    };
    expect([await terminal.type('apply apps/document.yaml --yes --json'), terminal.err]).toEqual([
      0,
      expect.stringContaining('version 1 is the first'),
    ]);
    const { app } = terminal.json() as { app: string };
    const load = await documents().current(app);
    expect(JSON.stringify(load)).toContain('inlined');
    terminal.files = { 'apps/document.yaml': fixture('05-pinned-with-own-task-definition.yaml') };
    expect(await terminal.type('apply apps/document.yaml --yes')).toBe(1);
    expect(terminal.err).toMatch(/apps\/document\.yaml:\d+:\d+ .*the file is not there/);
  });

  it('says every fault with its place, before anybody is asked who this is', async () => {
    terminal.files = { 'bad.yaml': fixture('10-bad-typos.yaml') };
    const calls = terminal.simulator.ledger.entries().length;
    expect(await terminal.type('apply bad.yaml --yes')).toBe(1);
    expect(terminal.err).toMatch(/bad\.yaml:5:1 netwrok: unknown field; did you mean network\?/);
    expect(terminal.err).toMatch(/bad\.yaml:19:\d+ services\.backend\.enviroment/);
    expect(await terminal.type('apply bad.yaml --yes --json')).toBe(1);
    expect(terminal.json()).toMatchObject({ ok: false, code: 'invalid-document', problems: expect.any(Array) });
    expect(await terminal.type('apply none.yaml')).toBe(1);
    expect(terminal.err).toContain('none.yaml can');
    expect(await terminal.type('apply todo.yaml --expect latest')).toBe(1);
    expect(terminal.err).toContain('--expect: a version');
    expect(terminal.simulator.ledger.entries()).toHaveLength(calls);
  });

  it('T7 stores nothing in another account or region than the document’s', async () => {
    terminal.variables = { AWS_REGION: 'eu-west-1' };
    expect(await terminal.type('apply todo.yaml --yes')).toBe(1);
    expect(terminal.err).toContain('the document is for 210987654321 eu-central-1');
    terminal.variables = { AWS_REGION: 'eu-central-1' };
    terminal.files = { 'todo.yaml': todo.replaceAll('210987654321', '123456789012') };
    expect(await terminal.type('apply todo.yaml --yes')).toBe(1);
    expect(terminal.err).toContain('use --region eu-central-1 and the profile of 123456789012');
    expect(await current()).toBeUndefined();
  });

  it('says what to do where there is no table, and where its item is of a newer ecs-steward', async () => {
    const item = { pk: { S: 'document#todo' }, sk: { S: 'current' }, schema: { N: '9' } };
    await new DynamoDBClient(terminal.config()).send(new PutItemCommand({ TableName: 'ecs-steward', Item: item }));
    expect(await terminal.type('apply todo.yaml --yes')).toBe(1);
    expect(terminal.err).toContain("the document's item has schema 9");
    terminal = Object.assign(new Terminal(), { files: { 'todo.yaml': todo } });
    expect(await terminal.type('apply todo.yaml --yes')).toBe(1);
    expect(terminal.err).toContain('ecs-steward bootstrap makes the table');
  });

  it('may be done with the policy for editors alone, and says which one is missing without it', async () => {
    const { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } = await import('@aws-sdk/client-iam');
    const iam = new IAMClient(terminal.config());
    const trust = { Effect: 'Allow', Principal: { AWS: '210987654321' }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    await iam.send(new CreateRoleCommand({ RoleName: 'editors', AssumeRolePolicyDocument }));
    terminal.principal = 'arn:aws:sts::210987654321:assumed-role/editors/mika';
    expect(await terminal.type('apply todo.yaml --yes')).toBe(1);
    expect(terminal.err).toContain('the policy ecs-steward-editor allows it');
    const PolicyArn = 'arn:aws:iam::210987654321:policy/ecs-steward-editor';
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'editors', PolicyArn }));
    expect([await terminal.type('apply todo.yaml --yes'), terminal.err]).toEqual([0, expect.stringContaining('first')]);
    expect(await terminal.type('apply more.yaml --yes')).toBe(0);
    expect((await current())?.by).toBe(terminal.principal);
  });

  it('says in its help that there is no plan yet', async () => {
    expect(await terminal.type('apply --help')).toBe(0);
    expect(terminal.out).toContain('No plan is shown');
  });
});
