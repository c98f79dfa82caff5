import { parseArgs } from 'node:util';

/**
 * `npm run demo [-- --json] [--document FILE] [--seed N]`: the main job on a real application, against the simulator.
 * With `--bootstrap`: the same through what `ecs-steward bootstrap` deploys, from an empty account to leaving it.
 */

const { values } = parseArgs({
  options: {
    bootstrap: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    document: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

if (values.bootstrap && values.document !== undefined) {
  process.stderr.write('--bootstrap plays the todo app: leave --document out\n');
  process.exitCode = 1;
} else {
  const played = values.bootstrap
    ? (await import('./demo/bootstrap.ts')).playBootstrap(values)
    : (await import('./demo/document.ts')).playDocument(values);
  process.exitCode = (await played) ? 0 : 1;
}
