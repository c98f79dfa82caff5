import { expect } from 'vitest';
import type { Stage, Tap } from '../../scripts/stage/stage.ts';
import { prepare, readStored } from '../../scripts/stage/surroundings.ts';
import { goodBehaviour } from '../../src/simulator/behaviour.ts';
import { pushImage } from '../../src/simulator/ecr/images.ts';
import { OneApp, oneService } from './one-app.ts';

/** A hub with an app at home and one in another account, which gave it two roles. */

export const SPOKE = '333333333333';
export const WEST = 'eu-west-1';
const at = { account: SPOKE, region: WEST };
const { api } = oneService.services;
export const farApp = {
  ...oneService,
  app: 'far',
  ...at,
  cluster: 'far',
  loadBalancer: {
    listener: `arn:aws:elasticloadbalancing:${WEST}:${SPOKE}:listener/app/far/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  },
  services: { api: { ...api, image: 'far/api:latest' } },
};

export class TwoAccounts {
  readonly home: OneApp;

  /** What STS does to whoever asks for a role of the spoke. */
  trouble: (() => void) | undefined;
  tries = 0;

  private constructor(home: OneApp) {
    this.home = home;
  }

  asked(): void {
    this.tries++;
    this.trouble?.();
  }

  /** Both apps have images; nothing is stored yet. */
  static async create(): Promise<TwoAccounts> {
    let both: TwoAccounts | undefined;
    const tap: Tap = async (request, send) => {
      if (request.hostname?.startsWith('sts.') === true && String(request.body).includes(SPOKE)) both?.asked();
      return send();
    };
    both = new TwoAccounts(await OneApp.create({ tap }));
    await prepare(both.stage, JSON.stringify(farApp), 'far.json');
    both.home.push();
    both.push();
    return both;
  }

  get stage(): Stage {
    return this.home.stage;
  }

  push(text = 'v1'): string {
    return pushImage(this.stage.simulator.world, at, {
      repository: 'far/api',
      tag: 'latest',
      behaviour: { ...goodBehaviour(), answer: { default: { status: 200, body: `${text} ok` } } },
    });
  }

  async storeFar(): Promise<void> {
    const { stored } = readStored(JSON.stringify(farApp), 'far.json');
    const put = { app: 'far', text: stored, by: 'mika', comment: 'test', expectedVersion: 0, now: this.stage.now };
    expect(await this.stage.documents.put(put)).toMatchObject({ ok: true, value: { is: 'stored' } });
  }

  async state(app: string): Promise<string | undefined> {
    const item = await this.stage.items.get({ pk: `app#${app}`, sk: 'rollout#api' });
    return item.ok ? (item.value?.record as { state?: string } | undefined)?.state : undefined;
  }

  async digest(app: string): Promise<string | undefined> {
    const item = await this.stage.items.get({ pk: `app#${app}`, sk: 'status' });
    const services = item.ok ? (item.value?.services as Record<string, { digests: Record<string, string> }>) : {};
    return Object.values(services?.api?.digests ?? {})[0];
  }

  async findings(app: string): Promise<string[]> {
    const item = await this.stage.items.get({ pk: `app#${app}`, sk: 'status' });
    const findings = item.ok ? (item.value?.findings as { code: string }[] | undefined) : undefined;
    return (findings ?? []).map(({ code }) => code);
  }

  calls(account: string, from = 0) {
    return this.stage.ownCalls(from).filter((entry) => entry.account === account);
  }

  assumed(from = 0) {
    return this.stage.simulator.ledger
      .entries()
      .filter(({ seq, action, request }) => {
        const role = (request as { RoleArn?: string } | undefined)?.RoleArn ?? '';
        return seq >= from && action === 'sts:AssumeRole' && role.includes(SPOKE);
      })
      .map(({ request }) => (request as { RoleArn: string }).RoleArn.split('/').at(-1));
  }
}

/** Both apps are rolled out. */
export async function bothRunning(): Promise<TwoAccounts> {
  const both = await TwoAccounts.create();
  await both.stage.addSpoke(SPOKE, [WEST]);
  await both.home.store(oneService);
  await both.storeFar();
  const done = async () => (await both.state('far')) === 'completed' && (await both.state('todo')) === 'completed';
  expect(await both.stage.run(3_600, done)).toBe(true);
  await both.stage.run(120);
  return both;
}
