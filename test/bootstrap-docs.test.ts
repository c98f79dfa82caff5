import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionZip } from '../bootstrap/function-zip.ts';
import { bundle, FUNCTIONS } from '../scripts/build/bundle.ts';
import { goodBehaviour } from '../src/simulator/behaviour.ts';
import { pushImage } from '../src/simulator/ecr/images.ts';
import { requestThroughLoadBalancer } from '../src/simulator/elbv2/traffic.ts';
import { Terminal } from './cli/shell.ts';
import { type Answer, runPage, scriptOf, type Typed } from './typed-page.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/bootstrap.md'), 'utf8');
const script = scriptOf(page);
const where = { account: '210987654321', region: 'eu-central-1' } as const;

let folder: string;
let terminal: Terminal;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  await bundle(root, FUNCTIONS, folder);
  const zip = (name: string) => functionZip(readFileSync(join(folder, name, 'index.mjs')));
  const code = { dispatch: zip('dispatch'), reconcile: zip('reconcile') };
  // A person reads what is asked, and says yes.
  terminal = Object.assign(new Terminal(), { code, answer: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unmapped = ({ command, words }: Typed): never => {
  throw new Error(`this page's test does not know: ${command} ${words.join(' ')}`);
};

/** Word behind an option. */
function option({ words }: Typed, name: string): string {
  return words[words.indexOf(name) + 1] ?? '';
}

async function npm(typed: Typed): Promise<Answer> {
  const [run, silent, script, dashes, ...words] = typed.words;
  if (`${run} ${silent} ${script} ${dashes}` !== 'run -s ecs-steward --') return unmapped(typed);
  const named = words.find((word) => word.endsWith('.yaml'));
  if (named !== undefined) terminal.files = { [named]: typed.file(named) };
  const code = await terminal.type(words);
  return { code, out: terminal.out, err: terminal.err };
}

async function aws(typed: Typed): Promise<Answer> {
  const config = terminal.config();
  switch (typed.words.slice(0, 2).join(' ')) {
    case 'sts get-caller-identity': {
      const { Account } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
      return { code: 0, out: `${Account}\n` };
    }
    case 'ecr create-repository':
      await new ECRClient(config).send(
        new CreateRepositoryCommand({ repositoryName: option(typed, '--repository-name') }),
      );
      return { code: 0 };
    case 'ecr get-login-password':
      return { code: 0, out: 'a password of this test\n' };
    case 'cloudformation describe-stacks': {
      const { Stacks } = await new CloudFormationClient(config).send(
        new DescribeStacksCommand({ StackName: option(typed, '--stack-name') }),
      );
      const key = /^Stacks\[0\]\.Outputs\[\?OutputKey=='(\w+)'\]\.OutputValue$/.exec(option(typed, '--query'))?.[1];
      const found = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === key);
      return found === undefined ? unmapped(typed) : { code: 0, out: `${found.OutputValue}\n` };
    }
    default:
      return unmapped(typed);
  }
}

/** On this machine: what was pulled, and which name stands for it. */
const images = new Map<string, string>();

async function docker(typed: Typed): Promise<Answer> {
  const [verb, ...words] = typed.words;
  const registry = `${where.account}.dkr.ecr.${where.region}.amazonaws.com`;
  const last = words.at(-1) ?? '';
  switch (verb) {
    case 'login':
      return last === registry && typed.input.includes('password') ? { code: 0 } : unmapped(typed);
    case 'pull':
      images.set(last, last);
      return { code: 0 };
    case 'tag':
      images.set(last, images.get(words[0] ?? '') ?? unmapped(typed));
      return { code: 0 };
    case 'push': {
      const [repository = '', tag = ''] = last.replace(`${registry}/`, '').split(':');
      const body = images.get(last) ?? unmapped(typed);
      const behaviour = { ...goodBehaviour(), answer: { default: { status: 200, body } } };
      pushImage(terminal.simulator.world, where, { repository, tag, behaviour });
      await terminal.simulator.live(10_000);
      return { code: 0 };
    }
    default:
      return unmapped(typed);
  }
}

function get(url: URL) {
  return requestThroughLoadBalancer(terminal.simulator.world, where, {
    dnsName: url.hostname,
    port: 80,
    method: 'GET',
    host: url.hostname,
    path: url.pathname,
    headers: {},
  });
}

let address = '';

async function curl(typed: Typed): Promise<Answer> {
  const url = new URL(typed.words.at(-1) ?? '');
  address = url.origin;
  for (let left = Number(option(typed, '--retry')); left >= 0; left--) {
    const { status, body } = get(url);
    if (status < 400) return { code: 0, out: body };
    await terminal.simulator.live(Number(option(typed, '--retry-delay')) * 1_000);
  }
  return { code: 22 };
}

describe('docs/bootstrap.md', () => {
  it('is one page', () => {
    expect(script.trim().split('\n').length).toBeLessThan(60);
    expect(page.split('\n').length).toBeLessThan(120);
  });

  it('leads from an empty account to the running todo app, command by command', async () => {
    const typed: string[] = [];
    let rolledOut: string | undefined;
    const kept = async (each: Typed, act: (typed: Typed) => Promise<Answer>) => {
      typed.push([each.command, ...each.words].join(' '));
      // What the push came to is looked at before the last command leaves.
      if (each.words.at(-1) === 'uninstall') {
        await terminal.simulator.live(600_000);
        rolledOut = get(new URL('/api/health', address)).body;
      }
      return act(each);
    };
    const ran = await runPage(script, {
      npm: (each) => kept(each, () => npm(each)),
      aws: (each) => kept(each, aws),
      docker: (each) => kept(each, docker),
      curl: (each) => kept(each, curl),
    });
    expect(ran).toEqual({ code: 0, err: expect.any(String) });
    expect(typed).toContain('npm run -s ecs-steward -- bootstrap --verify');
    expect(typed.filter((line) => line.startsWith('curl'))).toHaveLength(2);
    expect(rolledOut).toBe('traefik/whoami:v1.11');
    // The app runs on when ecs-steward has left.
    await terminal.simulator.live(600_000);
    expect(get(new URL('/', address)).body).toBe('public.ecr.aws/nginx/nginx:stable');
    const denied = terminal.simulator.ledger
      .entries()
      .filter(({ outcome }) => JSON.stringify(outcome ?? '').includes('AccessDenied'));
    expect(denied.map(({ action, actor }) => `${actor} ${action}`)).toEqual([]);
  }, 60_000);

  it('a command that nothing here stands for fails', async () => {
    const commands = { aws, docker };
    expect(await runPage('terraform apply\n', commands)).toMatchObject({ code: 127 });
    expect(await runPage('aws s3 ls | cat\naws s3 ls\necho on\n', commands)).toEqual({
      code: 1,
      err: expect.stringContaining("this page's test does not know: aws s3 ls"),
    });
  });
});
