import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { FunctionCode } from '../../bootstrap/function-code.ts';
import { functionZip } from '../../bootstrap/function-zip.ts';
import { runProgram } from '../../src/cli/program.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { bundle, FUNCTIONS } from '../build/bundle.ts';
import { type FunctionLine, functionLine } from './deployed-timeline.ts';

export const where = { account: '210987654321', region: 'eu-central-1' } as const;

/** Nothing of the demo moves in shorter steps than its functions are listened to. */
const LISTEN_EVERY_MS = 5_000;

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An account that is empty, people, the command line, and whatever functions are deployed through it. */
export class DeployedAccount {
  readonly simulator: Simulator;
  readonly #code: FunctionCode;
  readonly #listen: (at: number, line: FunctionLine) => void;
  /** Files that a person has beside the command line. */
  readonly files = new Map<string, string>();
  #heardUntil = 0;
  readonly #heard = new Set<string>();

  constructor(seed: number, code: FunctionCode, listen: (at: number, line: FunctionLine) => void) {
    this.simulator = createSimulator({ seed });
    this.#code = code;
    this.#listen = listen;
  }

  get now(): number {
    return this.simulator.world.clock.now();
  }

  config(person: string) {
    return {
      region: where.region,
      credentials: { accessKeyId: where.account, secretAccessKey: 'simulated' },
      requestHandler: this.simulator.requestHandler(`arn:aws:iam::${where.account}:user/${person}`),
    };
  }

  as(person: string) {
    const config = this.config(person);
    return {
      ecs: new ECSClient(config),
      elb: new ElasticLoadBalancingV2Client(config),
      ecr: new ECRClient(config),
      scaling: new ApplicationAutoScalingClient(config),
    };
  }

  /** One command line of ecs-steward. */
  async type(person: string, words: readonly string[]): Promise<Ran> {
    const { clock } = this.simulator.world;
    const said = { out: '', err: '' };
    const code = await runProgram(words, {
      streams: {
        out: (text) => {
          said.out += text;
        },
        err: (text) => {
          said.err += text;
        },
      },
      terminal: false,
      variables: { AWS_REGION: where.region },
      clock: { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep: (ms) => this.simulator.live(ms) },
      random: () => 0.5,
      ask: async () => false,
      clientConfig: () => this.config(person),
      profileRegion: async () => undefined,
      readText: async (file) => this.files.get(file) ?? Promise.reject(new Error(`there is no ${file}`)),
      functionCode: async () => ({ ok: true, value: this.#code }),
      version: '0.1.0',
    });
    await this.#hear();
    return { code, ...said };
  }

  /** Lets time pass until something holds. False: it did not. */
  async live(seconds: number, until: () => boolean = () => false): Promise<boolean> {
    for (let left = seconds * 1_000; left > 0; left -= LISTEN_EVERY_MS) {
      await this.simulator.live(LISTEN_EVERY_MS);
      await this.#hear();
      if (until()) return true;
    }
    return false;
  }

  /** As `aws logs tail` does it. */
  async #hear(): Promise<void> {
    const client = new CloudWatchLogsClient(this.config('mika'));
    const input = { logGroupName: '/aws/lambda/ecs-steward-reconcile', startTime: this.#heardUntil };
    try {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, input)) {
        for (const { eventId = '', timestamp = 0, message = '' } of events) {
          if (this.#heard.has(eventId)) continue;
          this.#heard.add(eventId);
          this.#heardUntil = Math.max(this.#heardUntil, timestamp);
          const line = functionLine(message);
          if (line !== undefined) this.#listen(timestamp, line);
        }
      }
    } catch (error) {
      // Before the stack and after it there is no log.
      if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    }
  }
}

/** Both functions, bundled as the build does it. */
export async function builtFunctions(): Promise<FunctionCode> {
  const folder = mkdtempSync(join(tmpdir(), 'demo-'));
  try {
    await bundle(join(import.meta.dirname, '..', '..'), FUNCTIONS, folder);
    const zip = (name: keyof FunctionCode) => functionZip(readFileSync(join(folder, name, 'index.mjs')));
    return { dispatch: zip('dispatch'), reconcile: zip('reconcile') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
