import { readFileSync } from 'node:fs';
import { GetRoleCommand, GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from './shell.ts';

const todo = readFileSync(new URL('../../examples/todo.yaml', import.meta.url), 'utf8');
let terminal: Terminal;

beforeEach(() => {
  terminal = new Terminal();
  terminal.files = { 'todo.yaml': todo };
});

async function policyOf(RoleName: string): Promise<string> {
  const { PolicyDocument = '' } = await new IAMClient(terminal.config()).send(
    new GetRolePolicyCommand({ RoleName, PolicyName: 'ecs-steward' }),
  );
  return decodeURIComponent(PolicyDocument);
}

describe('ecs-steward bootstrap app', () => {
  it('makes the roles on the app’s own path, with exactly the document’s repositories and log groups', async () => {
    expect([await terminal.type('bootstrap app todo --file todo.yaml'), terminal.err]).toEqual([0, '']);
    expect(terminal.out).toContain('made       /ecs-steward/todo/todo-execution');
    const iam = new IAMClient(terminal.config());
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'todo-execution' }));
    expect(Role?.Path).toBe('/ecs-steward/todo/');
    expect(Role?.Tags).toContainEqual({ Key: 'ecs-steward:app', Value: 'todo' });
    const policy = await policyOf('todo-execution');
    expect(policy).toContain(':repository/todo/backend');
    expect(policy).toContain(':log-group:/ecs/todo/backend:');
    expect(policy).not.toMatch(/"Resource":\[?"\*"\]?,"Action":\["(?!ecr:GetAuthorizationToken)/);
  });

  it('changes nothing the second time, and follows the document after that', async () => {
    await terminal.type('bootstrap app todo --file todo.yaml');
    await terminal.type('bootstrap app todo --file todo.yaml --json');
    expect(Object.values((terminal.json() as { roles: object }).roles)).not.toContain('made');
    expect(Object.values((terminal.json() as { roles: object }).roles)).not.toContain('changed');
    terminal.files = { 'todo.yaml': todo.replaceAll('todo/backend', 'todo/server') };
    await terminal.type('bootstrap app todo --file todo.yaml');
    expect(terminal.out).toContain('changed    /ecs-steward/todo/todo-execution');
    expect(await policyOf('todo-execution')).toContain(':repository/todo/server');
  });

  it('R1 leaves a role of that name that is not ours', async () => {
    await terminal.type('bootstrap app todo --file todo.yaml');
    terminal = Object.assign(new Terminal(), { files: { 'todo.yaml': todo } });
    const { CreateRoleCommand } = await import('@aws-sdk/client-iam');
    await new IAMClient(terminal.config()).send(
      new CreateRoleCommand({
        RoleName: 'todo-execution',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        }),
      }),
    );
    expect(await terminal.type('bootstrap app todo --file todo.yaml')).toBe(1);
    expect(terminal.err).toContain('there is a role todo-execution on the path /');
  });

  it('says every fault of the document with its place, and what is missing', async () => {
    terminal.files = { 'todo.yaml': todo.replace('memory: 512', 'memory: 513') };
    expect(await terminal.type('bootstrap app todo --file todo.yaml')).toBe(1);
    expect(terminal.err).toMatch(/todo\.yaml:\d+:\d+/);
    expect(await terminal.type('bootstrap app todo --file none.yaml')).toBe(1);
    expect(terminal.err).toContain('none.yaml can');
    terminal.files = { 'todo.yaml': todo };
    expect(await terminal.type('bootstrap app shop --file todo.yaml')).toBe(1);
    expect(terminal.err).toContain('the document is of the app todo, not of shop');
    expect(await terminal.type('bootstrap app todo')).toBe(1);
    expect(terminal.err).toContain('--file FILE');
  });

  it('T7 refuses a document of another account or region', async () => {
    terminal.variables = { AWS_REGION: 'eu-west-1' };
    expect(await terminal.type('bootstrap app todo --file todo.yaml')).toBe(1);
    expect(terminal.err).toContain('the document is for 210987654321 eu-central-1');
  });
});
