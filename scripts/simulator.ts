import { Command, InvalidArgumentError } from 'commander';
import { runClock } from '../src/simulator/http.ts';
import { createSimulator } from '../src/simulator/simulator.ts';

/** AWS on loopback, for the AWS CLI, boto3 or a browser of the control path. */
interface Options {
  readonly port: number;
  readonly json?: true;
  readonly speed: number;
  readonly seed: number;
}

const command = new Command('simulator')
  .description('Serves the simulated AWS on loopback until it is stopped.')
  .option('--port <number>', 'port to listen on; 0 takes a free one', whole, 4599)
  .option('--speed <factor>', 'simulated seconds that pass in a second', positive, 1)
  .option('--seed <number>', 'decides everything that is random', whole, 1)
  .option('--json', 'print {"endpoint":…} instead of sentences')
  .parse();

const options = command.opts<Options>();
// Over HTTP a call takes the time that it takes: no simulated latency besides.
const simulator = createSimulator({ seed: options.seed, start: Date.now(), latencyMs: [0, 0], cloudTrail: true });
const listening = await simulator.listen(options.port).catch((error: unknown) => {
  console.error(
    `The simulator can't listen on port ${options.port}: ${error instanceof Error ? error.message : error}`,
  );
  process.exit(1);
});
const stopClock = runClock(simulator, options.speed);
console.log(options.json ? JSON.stringify({ endpoint: listening.endpoint }) : sentences(listening.endpoint));

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    stopClock();
    void listening.close().then(() => process.exit(0));
  });

function sentences(endpoint: string): string {
  return [
    `A simulated AWS listens on ${endpoint}. Account 210987654321, any region, any secret; Ctrl-C ends it.`,
    'To use it from the AWS CLI or an SDK:',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=eu-central-1 AWS_DEFAULT_REGION=eu-central-1`,
    '  export AWS_ACCESS_KEY_ID=210987654321 AWS_SECRET_ACCESS_KEY=simulated',
    `Its own controls (clock, images, faults, ledger): curl ${endpoint}/_simulator/ lists them.`,
  ].join('\n');
}

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Give a whole number.');
  return Number(text);
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('Give a number above 0.');
  return number;
}
