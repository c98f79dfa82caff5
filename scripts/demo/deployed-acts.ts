import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { desiredApp } from '../../src/desired-state/desired-app.ts';
import { readDocument } from '../../src/desired-state/read-document.ts';
import { goodBehaviour } from '../../src/simulator/behaviour.ts';
import { pushImage } from '../../src/simulator/ecr/images.ts';
import { requestThroughLoadBalancer } from '../../src/simulator/elbv2/traffic.ts';
import { addSecret } from '../../src/simulator/secrets.ts';
import { type DeployedAccount, where } from './deployed-account.ts';
import { type DeployedTimeline, endsWholePass, type FunctionLine } from './deployed-timeline.ts';
import { byHand } from './people.ts';

export interface DeployedPlay {
  readonly account: DeployedAccount;
  readonly timeline: DeployedTimeline;
  /** Everything that the functions said so far. */
  readonly lines: readonly FunctionLine[];
  /** Of the stack. */
  outputs: Readonly<Record<string, string>>;
  failed: number;
}

type Act = (play: DeployedPlay) => Promise<void>;

const FILE = 'todo.yaml';
const paths = { frontend: '/', backend: '/api/health' } as const;
type Service = keyof typeof paths;

function expect(play: DeployedPlay, what: string, holds: boolean): void {
  if (!holds) play.failed++;
  play.timeline.check(what, holds);
}

/** Progress of a stack is counted, not shown line by line. */
async function type(play: DeployedPlay, ...words: readonly string[]): Promise<boolean> {
  const { code, out, err } = await play.account.type('mika', words);
  const notes = err.split('\n').filter((line) => line !== '');
  const progress = notes.filter((line) => /^([+~-]|\d\d:\d\d:\d\d) /.test(line));
  const shown = [...notes.filter((line) => !progress.includes(line)), ...out.split('\n').filter((line) => line !== '')];
  const counted = progress.length === 0 ? [] : [`(${progress.length} lines of changes and stack events)`];
  play.timeline.typed(`ecs-steward ${words.map(quoted).join(' ')}`, [...counted, ...shown]);
  return code === 0;
}

function quoted(word: string): string {
  return word.includes(' ') ? `"${word}"` : word;
}

/** The functions have nothing left to do, since a line of theirs. */
function calm(play: DeployedPlay, since: number): Promise<boolean> {
  const converged = () => play.lines.slice(since).findLast(endsWholePass)?.outcome === 'converged';
  return play.account.live(1_200, converged);
}

function push({ account, timeline }: DeployedPlay, service: Service, body: string): void {
  const behaviour = { ...goodBehaviour(), answer: { default: { status: 200, body: `${body} ok` } } };
  const repository = `todo/${service}`;
  const digest = pushImage(account.simulator.world, where, { repository, tag: 'latest', behaviour });
  timeline.person(`a push of ${repository}:latest (${digest.slice(0, 19)}…)`);
}

function answer({ account, outputs }: DeployedPlay, service: Service) {
  const host = new URL(outputs.LoadBalancerUrl ?? '').hostname;
  const request = { dnsName: host, port: 80, method: 'GET', host, path: paths[service], headers: {} };
  return requestThroughLoadBalancer(account.simulator.world, where, request);
}

const bootstrapped = z.object({ outputs: z.record(z.string(), z.string()) });

/** 1 */
const deploy: Act = async (play) => {
  play.timeline.act(1, 'An empty account gets ecs-steward, a network, a load balancer and a cluster');
  const words = ['bootstrap', '--with-foundation', '--yes'];
  expect(play, 'the stack is deployed', await type(play, ...words));
  const { code, out } = await play.account.type('mika', [...words, '--json']);
  const again = z.looseObject({ is: z.string() }).and(bootstrapped).parse(JSON.parse(out));
  play.outputs = again.outputs;
  expect(play, 'a second run finds nothing to do', code === 0 && again.is === 'unchanged');
  expect(
    play,
    'every part works, and a marked event came through all of them',
    await type(play, 'bootstrap', '--verify'),
  );
};

/** The example, in the place that the stack made. */
function documentIn(outputs: Readonly<Record<string, string>>): string {
  const example: unknown = parse(readFileSync(join(import.meta.dirname, '..', '..', 'examples', 'todo.yaml'), 'utf8'));
  return stringify({
    ...z.record(z.string(), z.unknown()).parse(example),
    ...where,
    cluster: outputs.ClusterName,
    network: { subnets: outputs.TaskSubnets?.split(','), securityGroups: [outputs.TaskSecurityGroup] },
    loadBalancer: { listener: outputs.ListenerArn },
  });
}

/** 2 */
const create: Act = async (play) => {
  const { account, timeline, lines } = play;
  timeline.act(2, 'The todo app: its roles, its document, and everything that it says comes to be');
  account.files.set(FILE, documentIn(play.outputs));
  addSecret(account.simulator.world, where, '/todo/db-password');
  for (const service of ['frontend', 'backend'] as const) {
    const { ecr } = account.as('mika');
    await ecr.send(new CreateRepositoryCommand({ repositoryName: `todo/${service}` }));
    push(play, service, 'v1');
  }
  expect(play, 'the app has its roles', await type(play, 'bootstrap', 'app', 'todo', '--file', FILE));
  const since = lines.length;
  expect(play, 'the document is stored', await type(play, 'apply', FILE, '--yes', '--comment', 'first version'));
  expect(play, 'the app converges', await calm(play, since));
  for (const service of ['frontend', 'backend'] as const)
    expect(play, `${service} answers through the load balancer`, answer(play, service).body === 'v1 ok');
};

/** 3 */
const rollOut: Act = async (play) => {
  play.timeline.act(3, 'A push is rolled out: event rule, dispatch, queue, reconcile');
  const since = play.lines.length;
  push(play, 'backend', 'v2');
  await play.account.live(60);
  expect(play, 'the app converges', await calm(play, since));
  const completed = play.lines
    .slice(since)
    .some(({ event, to, place }) => event === 'rollout-moved' && to === 'completed' && place.service === 'backend');
  expect(play, 'backend completed its rollout', completed);
  expect(play, 'the new image answers', answer(play, 'backend').body === 'v2 ok');
};

/** 4 */
const drift: Act = async (play) => {
  const { account, timeline, lines } = play;
  timeline.act(4, 'Somebody changes things by hand; each is found and repaired');
  const read = readDocument({ text: account.files.get(FILE) ?? '', file: FILE });
  if (!read.ok) return expect(play, 'the document can be read', false);
  const since = lines.length;
  let done = 0;
  for (const act of byHand) {
    const what = await act(account, desiredApp(read.document));
    if (what === undefined) continue;
    timeline.person(what);
    done++;
  }
  await account.live(600);
  expect(play, 'the app converges', await calm(play, since));
  const found = lines.slice(since).filter(({ event }) => event === 'drift');
  const repairs = lines
    .slice(since)
    .filter(({ event, reason, outcome }) => event === 'step' && reason === 'drift' && outcome === 'done');
  const all = done > 0 && found.length >= done && repairs.length >= done;
  expect(play, `${done} changes by hand, ${repairs.length} repairs`, all);
  expect(play, 'requests are answered', answer(play, 'backend').body === 'v2 ok');
};

/** 5 */
const leave: Act = async (play) => {
  const { account, timeline } = play;
  timeline.act(5, 'ecs-steward leaves; the app runs on');
  const { ledger } = account.simulator;
  const refused = ledger.entries().filter(({ outcome }) => outcome?.ok === false && /AccessDenied/.test(outcome.code));
  expect(play, 'until here IAM refused nothing', refused.length === 0);
  expect(play, 'the stack is gone', await type(play, 'uninstall', '--yes'));
  const calls = ledger.entries().length;
  await account.simulator.live(1_800_000);
  const ours = ledger
    .entries()
    .slice(calls)
    .filter(({ actor }) => actor.includes(':assumed-role/ecs-steward-'));
  expect(play, 'half an hour later nobody of ours has called AWS', ours.length === 0);
  for (const service of ['frontend', 'backend'] as const)
    expect(play, `${service} answers`, answer(play, service).status === 200);
  const { Table } = await new DynamoDBClient(account.config('mika')).send(
    new DescribeTableCommand({ TableName: 'ecs-steward' }),
  );
  expect(play, 'documents and history are kept', Table?.TableStatus === 'ACTIVE');
};

export const acts: readonly Act[] = [deploy, create, rollOut, drift, leave];
