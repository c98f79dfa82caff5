// Counts what a fleet uses of ecs-steward's own parts, for docs/cost.md: npm run bench:cost [-- --apps 10,40]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fleetUsage } from './usage.ts';

const { values } = parseArgs({ options: { apps: { type: 'string', default: '10,40' } } });
const sizes = values.apps.split(',').map(Number);
if (sizes.length !== 2 || !sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= 500)) {
  console.error('--apps takes two sizes from 1 to 500: --apps 10,40');
  process.exit(2);
}
const counted = [];
for (const size of sizes.sort((a, b) => a - b)) {
  console.error(`counting ${size} apps …`);
  counted.push(await fleetUsage(size));
}
writeFileSync(new URL('counted.json', import.meta.url), `${JSON.stringify(counted, null, 2)}\n`);
console.log('bench/counted.json is written; now node scripts/with-node.mjs scripts/generate-docs.ts');
