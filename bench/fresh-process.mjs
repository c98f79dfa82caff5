// One function in a process of its own, as Lambda starts it: node bench/fresh-process.mjs BUNDLE [EVENT]
// Prints one line of JSON: how long the bundle took to load, what it holds, and what the event made of it.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

const [, , bundle = '', event] = process.argv;
const cpuBefore = process.cpuUsage();
const before = performance.now();
const { handler } = await import(pathToFileURL(bundle).href);
const initialisationMs = performance.now() - before;
const { user, system } = process.cpuUsage(cpuBefore);
const cpuMs = (user + system) / 1_000;
const loadedMiB = process.memoryUsage().rss / 2 ** 20;

let answer;
if (event !== undefined) {
  const end = performance.now() + 300_000;
  answer = await handler(JSON.parse(readFileSync(event, 'utf8')), {
    awsRequestId: 'measured',
    getRemainingTimeInMillis: () => end - performance.now(),
  });
}
// Given in KiB. What the function logs stands before this line.
const highestMiB = process.resourceUsage().maxRSS / 1024;
process.stdout.write(`\n${JSON.stringify({ initialisationMs, cpuMs, loadedMiB, highestMiB, answer })}\n`, () =>
  process.exit(0),
);
