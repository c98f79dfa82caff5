import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseDocument } from 'yaml';
import {
  addService,
  badImage,
  create,
  drift,
  lastPass,
  open,
  type Play,
  removeService,
  rollOut,
  writesOf,
} from './demo/acts.ts';
import { jsonTimeline, type Summary, type Timeline, textTimeline } from './demo/timeline.ts';
import { Stage } from './stage/stage.ts';

/** `npm run demo [-- --json] [--document FILE] [--seed N]`: the main job on a real application, against the simulator. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    document: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const file = resolve(values.document ?? join(import.meta.dirname, '..', 'examples', 'todo.yaml'));

let play: Play | undefined;
let timeline: Timeline | undefined;
const rollouts: Record<string, number> = {};
const totals = { passes: 0, found: 0, repaired: 0, reads: 0, writes: 0, records: 0 };

const stage = await Stage.create({
  seed: Number(values.seed),
  tell: (fact) => {
    timeline?.fact(fact);
    if (fact.fact === 'move' && ['completed', 'rolled-back', 'held', 'superseded'].includes(fact.move.to))
      rollouts[fact.move.to] = (rollouts[fact.move.to] ?? 0) + 1;
    if (fact.fact !== 'ended') return;
    totals.reads += fact.receipt.reads;
    totals.writes += fact.receipt.writes;
    totals.records += fact.receipt.records;
    totals.found += fact.differencesFound;
    totals.repaired += fact.differencesRepaired;
    if (fact.outcome.is === 'answered' || fact.outcome.is === 'busy') return;
    totals.passes++;
    if (play !== undefined) play.last = fact;
  },
  swept: ({ receipt }) => {
    totals.reads += receipt.reads;
    totals.records += receipt.records;
  },
});
const start = stage.now;
const write = (line: string) => void process.stdout.write(`${line}\n`);
timeline = values.json ? jsonTimeline(() => stage.now, write) : textTimeline(start, () => stage.now, write);
stage.dispatchEvents();

/** In an empty account there is nothing to observe or to adopt: such a document is played as if it began here. */
function enforced(given: string, say: (what: string) => void): string {
  const read = parseDocument(given);
  // What can't be parsed is said by the reader, with its place.
  if (read.errors.length > 0) return given;
  const document = read.toJS() as Record<string, unknown> & { services?: Record<string, Record<string, unknown>> };
  const adopts = Object.values(document.services ?? {}).some((service) => service?.adopt !== undefined);
  if (document.mode !== 'observe' && !adopts) return given;
  say('the document observes or adopts; here it is played with mode: enforce, and what it adopts is made anew');
  const { mode: _mode, manage: _manage, ...rest } = document;
  const services = Object.fromEntries(
    Object.entries(document.services ?? {}).map(([name, { adopt: _adopt, manage: _own, ...service }]) => [
      name,
      service,
    ]),
  );
  return JSON.stringify({ ...rest, services });
}

try {
  if (!existsSync(file)) throw new Error(`${values.document}: there is no such file`);
  const text = readFileSync(file, 'utf8');
  const beside = (path: string) =>
    existsSync(join(dirname(file), path)) ? readFileSync(join(dirname(file), path), 'utf8') : undefined;
  const played = enforced(text, (what) => timeline?.person(what));
  play = await open(stage, timeline, played, values.document ?? 'examples/todo.yaml', beside);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
for (const act of [create, rollOut, drift, badImage, addService, removeService, lastPass]) await act(play);
const summary: Summary = {
  ok: play.failed === 0,
  passes: totals.passes,
  reads: totals.reads,
  writes: totals.writes,
  records: totals.records,
  lastPassWrites: writesOf(play),
  differencesFound: totals.found,
  differencesRepaired: totals.repaired,
  rollouts,
  simulatedSeconds: Math.round((stage.now - start) / 1_000),
};
timeline.summary(summary);
process.exitCode = summary.ok ? 0 : 1;
