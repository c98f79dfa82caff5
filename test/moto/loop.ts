import { Person, pathsOf } from './people.ts';
import { Play } from './play.ts';
import { push } from './surroundings.ts';

/** What `npm run test:moto` runs, in this order: each act goes on where the one before it ended. */

export interface Tally {
  passed: number;
  failed: number;
}

interface Acting {
  readonly play: Play;
  readonly person: Person;
  readonly expect: (what: string, holds: boolean) => void;
}

const web = {
  image: 'todo/web:latest',
  cpu: 256,
  memory: 512,
  port: 80,
  routes: [{ path: '/*' }],
  healthCheck: { path: '/health' },
  environment: { LOG_LEVEL: 'info' },
  scaling: { min: 2, max: 6, cpu: 80 },
  deployment: { circuitBreaker: true },
  smokeTest: { status: 200 },
};
const api = {
  ...web,
  image: 'todo/api:latest',
  port: 8080,
  routes: [{ path: '/api/*' }],
  scaling: { min: 2, max: 4, cpu: 60, schedules: [{ name: 'night', cron: '0 22 * * ? *', min: 2 }] },
  repository: { lifecycle: { keep: 50 } },
};
const services = { web, api };
const names = ['web', 'api'] as const;

const acts: readonly { readonly name: string; readonly run: (acting: Acting) => Promise<void> }[] = [
  { name: 'create and converge', run: create },
  { name: 'a second pass', run: secondPass },
  { name: 'a push of the followed tag', run: rollOut },
  { name: 'drift and its repair', run: drift },
  { name: 'removal by tombstone', run: remove },
  { name: 'the list of gaps', run: listOfGaps },
];

export async function runLoop(endpoint: string, write: (line: string) => void): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  const expect = (what: string, holds: boolean) => {
    tally[holds ? 'passed' : 'failed']++;
    write(`  ${holds ? '✓' : '✗'} ${what}`);
  };
  const play = await Play.create(endpoint);
  const person = new Person(endpoint);
  for (const { name, run } of acts) {
    write(name);
    const before = play.facts.length;
    const failed = tally.failed;
    try {
      await run({ play, person, expect });
    } catch (error) {
      expect(`it ran to its end: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, false);
    }
    if (tally.failed > failed) for (const line of told(play, before)) write(`    ${line}`);
  }
  return tally;
}

/** What the passes of an act told: shown where it went wrong. */
function told({ facts }: Play, since: number): string[] {
  return facts.slice(since).flatMap((fact) => {
    switch (fact.fact) {
      case 'step': {
        const { step, outcome, failure } = fact.applied;
        const failed = failure === undefined ? '' : `${failure.code} ${failure.message}`;
        return `step ${step.id} (${step.reason}) ${outcome} ${failed} ${JSON.stringify(step.differences)}`;
      }
      case 'finding':
        return `finding ${fact.finding.code}: ${fact.finding.cause}`;
      case 'move':
        return `move ${fact.service} ${fact.from} → ${fact.move.to}: ${fact.move.why}`;
      case 'ended':
        return `ended ${JSON.stringify(fact.outcome)}`;
      default:
        return [];
    }
  });
}

async function create({ play, person, expect }: Acting): Promise<void> {
  await play.store(services);
  await play.pass();
  const repository = await person.repository('todo/api');
  expect('the declared repository is there first', repository?.imageScanningConfiguration?.scanOnPush === true);
  expect('no service without an image', (await person.service('todo-api')) === undefined);
  const digests = {
    web: await push(play.endpoint, 'todo/web', 'web 1'),
    api: await push(play.endpoint, 'todo/api', 'api 1'),
  };
  expect('the app converges', await play.converge());
  for (const name of names) {
    const service = await person.service(`todo-${name}`);
    const [container] = (await person.definitionOf(`todo-${name}`))?.containerDefinitions ?? [];
    expect(`${name} is rolled out and proven`, (await play.phaseOf(name)) === 'completed');
    expect(`${name} runs two tasks by count`, service?.desiredCount === 2);
    expect(
      `${name} runs the image by its digest`,
      container?.image?.endsWith(`todo/${name}@${digests[name]}`) === true,
    );
    expect(`${name} is tagged as ours`, service?.tags?.some(({ value }) => value === 'todo') === true);
    expect(
      `${name} has its circuit breaker`,
      service?.deploymentConfiguration?.deploymentCircuitBreaker?.enable === true,
    );
    const bounds = await person.scalableTargetOf(`todo-${name}`);
    expect(`${name} has its bounds`, bounds?.MinCapacity === 2 && bounds.MaxCapacity === services[name].scaling.max);
    expect(`${name} is scaled by CPU`, (await targetValue(person, name)) === (name === 'web' ? 80 : 60));
  }
  expect('api has its scheduled action', (await person.scheduleOf('todo-api'))?.Schedule === 'cron(0 22 * * ? *)');
  const rules = await person.rules(play.surroundings.listenerArn);
  const ordered = rules.sort((a, b) => Number(a.Priority) - Number(b.Priority));
  expect('/api/* stands before /*', ordered.flatMap(({ Conditions }) => pathsOf(Conditions)).join() === '/api/*,/*');
}

async function targetValue(person: Person, name: string): Promise<number | undefined> {
  return (await person.policyOf(`todo-${name}`))?.TargetTrackingScalingPolicyConfiguration?.TargetValue;
}

async function secondPass({ play, expect }: Acting): Promise<void> {
  const quick = await play.pass();
  expect('it converges', quick.outcome.is === 'converged');
  expect('it writes nothing', quick.receipt.writes === 0);
  const slow = await play.pass(true);
  expect('one that reads attributes, tags and log groups too writes nothing', slow.receipt.writes === 0);
  expect('it did read them', (slow.receipt.readsByCall['elasticloadbalancing:DescribeTargetGroupAttributes'] ?? 0) > 0);
}

async function rollOut({ play, person, expect }: Acting): Promise<void> {
  const before = { web: await person.service('todo-web'), api: await person.service('todo-api') };
  const digest = await push(play.endpoint, 'todo/api', 'api 2');
  expect('the app converges', await play.converge());
  const [container] = (await person.definitionOf('todo-api'))?.containerDefinitions ?? [];
  expect('api runs the pushed digest', container?.image?.endsWith(`@${digest}`) === true);
  expect('api completed its rollout', (await play.phaseOf('api')) === 'completed');
  const after = { web: await person.service('todo-web'), api: await person.service('todo-api') };
  expect('by a new revision', after.api?.taskDefinition !== before.api?.taskDefinition);
  expect('with the count left alone', after.api?.desiredCount === before.api?.desiredCount);
  expect('web is left alone', after.web?.taskDefinition === before.web?.taskDefinition);
}

async function drift({ play, person, expect }: Acting): Promise<void> {
  const { listenerArn } = play.surroundings;
  const group = await person.groupOf('todo-web');
  const revision = (await person.service('todo-web'))?.taskDefinition;
  await person.setCount('todo-api', 1);
  await person.moveRule(await person.ruleOf(listenerArn, '/api/*'), '/elsewhere/*');
  await person.changeGroup(group);
  await person.rollOutForeign('todo-web');
  await person.halvePolicy('todo-web');
  await person.shortenLogs('/ecs/todo/web');
  await person.endScans('todo/api');
  const before = play.facts.length;
  expect('the app converges', await play.converge(true));
  const facts = play.facts.slice(before);
  const repaired = facts.filter(
    (fact) => fact.fact === 'step' && fact.applied.outcome === 'done' && fact.applied.step.reason === 'drift',
  );
  expect(`eight changes by hand, ${repaired.length} repairs, each as drift`, repaired.length === 8);
  expect('the count is within its bounds again', (await person.service('todo-api'))?.desiredCount === 2);
  expect('the rule has its path again', (await person.ruleOf(listenerArn, '/api/*')) !== undefined);
  expect('and the wrong path is gone', (await person.ruleOf(listenerArn, '/elsewhere/*')) === undefined);
  expect('the health check is as declared', (await person.groupOf('todo-web'))?.HealthCheckPath === '/health');
  expect('the former revision runs again', (await person.service('todo-web'))?.taskDefinition === revision);
  const { imageScanningConfiguration } = (await person.repository('todo/api')) ?? {};
  expect('pushed images are scanned again', imageScanningConfiguration?.scanOnPush === true);
  expect('the policy has its target again', (await targetValue(person, 'web')) === 80);
  const { receipt } = await play.pass(true);
  expect('a pass after that writes nothing', receipt.writes === 0);
}

async function remove({ play, person, expect }: Acting): Promise<void> {
  const { listenerArn } = play.surroundings;
  const group = await person.groupOf('todo-api');
  await play.store({ web }, { removed: [{ service: 'api', reason: 'no longer needed' }] });
  const before = play.facts.length;
  expect('the app converges', await play.converge());
  const done = play.facts
    .slice(before)
    .flatMap((fact) => (fact.fact === 'step' && fact.applied.outcome === 'done' ? fact.applied.step.call : []));
  const order = ['elasticloadbalancing:DeleteRule', 'ecs:DeleteService', 'elasticloadbalancing:DeleteTargetGroup'];
  expect(
    'rule, service and group go in this order',
    done.filter((call) => order.includes(call)).join() === order.join(),
  );
  expect('the service is gone', ((await person.service('todo-api'))?.status ?? 'INACTIVE') === 'INACTIVE');
  expect('its rule is gone', (await person.ruleOf(listenerArn, '/api/*')) === undefined);
  const groups = await person.groups();
  expect('its group is gone', !groups.some(({ TargetGroupArn }) => TargetGroupArn === group?.TargetGroupArn));
  expect('its scaling is gone', (await person.scalableTargetOf('todo-api')) === undefined);
  const left = await person.policyOf('todo-api');
  if (left !== undefined) {
    play.fill('policies stay');
    await person.deletePolicy('todo-api', left.PolicyName);
  }
  expect('its images are data, and stay', (await person.repository('todo/api')) !== undefined);
  expect('web is as it was', (await person.service('todo-web'))?.status === 'ACTIVE');
  const { receipt } = await play.pass(true);
  expect('a pass after that writes nothing', receipt.writes === 0);
}

function listOfGaps({ play, expect }: Acting): Promise<void> {
  const closed = play.unfilled();
  expect(
    `each gap of the list had to be filled${closed.length > 0 ? `, but not: ${closed.join(', ')}` : ''}`,
    closed.length === 0,
  );
  return Promise.resolve();
}
