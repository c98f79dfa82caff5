import { byHand } from '../../scripts/demo/people.ts';
import { Stage, type StageOptions, where } from '../../scripts/stage/stage.ts';
import { prepare, readStored, type Surroundings } from '../../scripts/stage/surroundings.ts';
import { goodBehaviour } from '../../src/simulator/behaviour.ts';
import { pushImage } from '../../src/simulator/ecr/images.ts';

/** A small app on a stage, with the people around it: what end-to-end tests begin with. */

export const LISTENER =
  'arn:aws:elasticloadbalancing:eu-central-1:210987654321:listener/app/todo/50dc6c495c0c9188/f2f7dc8efc522ab2';

export const oneService = {
  app: 'todo',
  account: where.account,
  region: where.region,
  cluster: 'todo',
  network: {
    subnets: ['subnet-0a11aa22bb33cc44d', 'subnet-0f55ee66dd77cc88b'],
    securityGroups: ['sg-0123456789abcdef0'],
  },
  loadBalancer: { listener: LISTENER },
  services: {
    api: {
      image: 'todo/api:latest',
      port: 8080,
      cpu: 256,
      memory: 512,
      routes: [{ path: '/api/*' }],
      healthCheck: { path: '/api/health' },
      environment: { LOG_LEVEL: 'info' },
      scaling: { min: 2, max: 4, cpu: 70 },
      smokeTest: { path: '/api/health', text: 'ok' },
      protocolVersion: 'HTTP1' as string,
    },
  },
};

export class OneApp {
  readonly stage: Stage;
  readonly surroundings: Surroundings;
  #version = 0;

  private constructor(stage: Stage, surroundings: Surroundings) {
    this.stage = stage;
    this.surroundings = surroundings;
  }

  static async create(options: StageOptions = {}, document: object = oneService): Promise<OneApp> {
    const stage = await Stage.create({ cloudTrail: false, throttling: false, latencyMs: [0, 0], ...options });
    stage.dispatchEvents();
    return new OneApp(stage, await prepare(stage, JSON.stringify(document), 'todo.json'));
  }

  push(text = 'v1', status = 200): string {
    return pushImage(this.stage.simulator.world, where, {
      repository: 'todo/api',
      tag: 'latest',
      behaviour: { ...goodBehaviour(), answer: { default: { status, body: `${text} ok` } } },
    });
  }

  async store(document: object): Promise<void> {
    const { stored } = readStored(JSON.stringify(document), 'todo.json');
    const result = await this.stage.documents.put({
      app: 'todo',
      text: stored,
      by: 'mika',
      comment: 'test',
      expectedVersion: this.#version,
      now: this.stage.now,
    });
    if (!result.ok || result.value.is !== 'stored') throw new Error(JSON.stringify(result));
    this.#version = result.value.version;
  }

  /** Time passes until the last pass converged, nothing differs in a sweep, and both stay so. */
  async calm(seconds = 3_600): Promise<boolean> {
    const since = this.stage.facts.length;
    return this.stage.run(seconds, () => {
      const ended = this.stage.facts.slice(since).filter((fact) => fact.fact === 'ended');
      return ended.at(-1)?.outcome.is === 'converged';
    });
  }

  /** Looks now, whatever was said before. */
  async look(): Promise<void> {
    await this.stage.queue.send([
      {
        message: { v: 1, app: 'todo', reason: 'test', at: new Date(this.stage.now + 60_000).toISOString() },
        delaySeconds: 0,
      },
    ]);
    await this.stage.settle();
  }

  async byHand(): Promise<void> {
    for (const act of byHand) await act(this.stage, this.surroundings.app);
  }

  async state(service = 'api'): Promise<string | undefined> {
    const item = await this.stage.items.get({ pk: 'app#todo', sk: `rollout#${service}` });
    return item.ok ? (item.value?.record as { state?: string } | undefined)?.state : undefined;
  }
}
