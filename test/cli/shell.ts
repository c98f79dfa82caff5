import { functionZip } from '../../bootstrap/function-zip.ts';
import type { Shell } from '../../src/cli/program.ts';
import { runProgram } from '../../src/cli/program.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';

/** The command line over a simulated account: what was typed, what was answered. */
export class Terminal {
  readonly simulator: Simulator;
  readonly account: string;
  out = '';
  err = '';
  /** What a person answers when asked; undefined: nobody is there. */
  answer: boolean | undefined = undefined;
  /** What happens while the person thinks. */
  asked: () => Promise<void> = async () => undefined;
  files: Record<string, string> = {};
  /** `root`: the account's own credentials. */
  principal: string;
  variables: Record<string, string> = { AWS_REGION: 'eu-central-1' };
  code: { dispatch: Uint8Array; reconcile: Uint8Array } = { dispatch: idle(), reconcile: idle() };

  /** @param simulator shared with another terminal, which is of another account */
  constructor(account = '210987654321', simulator?: Simulator) {
    this.account = account;
    this.principal = `arn:aws:iam::${account}:user/anna`;
    this.simulator = simulator ?? createSimulator({ seed: 1, throttling: false, latencyMs: [0, 0], cloudTrail: false });
  }

  config(region = 'eu-central-1') {
    return {
      region,
      credentials: { accessKeyId: this.account, secretAccessKey: 'simulated' },
      requestHandler: this.simulator.requestHandler(this.principal),
      maxAttempts: 1,
    };
  }

  /** Answers the exit code; what was written before is forgotten. */
  async type(line: string | readonly string[]): Promise<number> {
    this.out = '';
    this.err = '';
    const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
    return runProgram(words, this.#shell());
  }

  json(): unknown {
    return JSON.parse(this.out);
  }

  #shell(): Shell {
    const { clock } = this.simulator.world;
    return {
      streams: {
        out: (text) => {
          this.out += text;
        },
        err: (text) => {
          this.err += text;
        },
      },
      terminal: false,
      variables: this.variables,
      clock: { now: () => clock.now(), monotonic: () => clock.monotonic(), sleep: (ms) => this.simulator.live(ms) },
      random: () => 0.5,
      ask: async () => {
        await this.asked();
        return this.answer === true;
      },
      clientConfig: ({ region }) => this.config(region),
      profileRegion: async () => undefined,
      readText: async (file) => {
        const text = this.files[file];
        if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${file}'`);
        return text;
      },
      functionCode: async () => ({ ok: true, value: this.code }),
      version: '0.1.0',
    };
  }
}

/** A function that does nothing, as a zip. */
function idle(): Uint8Array {
  return functionZip(new TextEncoder().encode('export const handler = async () => undefined;'));
}
