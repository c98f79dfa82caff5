// What does a fleet cost? API calls, CPU time and planning: npm run bench [-- --apps 1,10] [--json]
import { parseArgs } from 'node:util';
import { measure } from './phases.ts';
import { machine, NOTES, textOf } from './tables.ts';

/** Exit 0: all fleets converged and stayed so without a write. 1: one did not. 2: no such option. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { apps: { type: 'string', default: '1,10,50,200' }, json: { type: 'boolean', default: false } },
  });
  const sizes = values.apps.split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= 500)) {
    console.error('--apps takes whole numbers from 1 to 500 with commas between: --apps 1,10');
    return 2;
  }
  if (!values.json) console.log([machine(), ...NOTES].join('\n'));
  let ok = true;
  for (const apps of sizes) {
    const measured = await measure(apps);
    console.log(values.json ? JSON.stringify(measured) : `\n${textOf(measured)}`);
    ok &&= measured.phases.every(
      ({ phase, writes, unsettled }) => unsettled === 0 && (phase === 'first' || writes === 0),
    );
  }
  return ok ? 0 : 1;
}

process.exitCode = await main();
