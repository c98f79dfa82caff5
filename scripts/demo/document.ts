import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { PassFact } from '../../src/control-loop/facts.ts';
import { Stage } from '../stage/stage.ts';
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
} from './acts.ts';
import { jsonTimeline, type Summary, type Timeline, textTimeline } from './timeline.ts';

export interface DocumentOptions {
  readonly json: boolean;
  /** Absent: the todo app. */
  readonly document?: string | undefined;
  readonly seed: string;
}

interface Totals {
  passes: number;
  found: number;
  repaired: number;
  reads: number;
  writes: number;
  records: number;
  readonly rollouts: Record<string, number>;
}

/** Every act in turn. True: all expectations hold. */
export async function playDocument(options: DocumentOptions): Promise<boolean> {
  const { stage, timeline, totals, shown } = await prepared(options);
  const start = stage.now;
  let play: Play;
  try {
    play = await opened(options.document, stage, timeline);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
  shown.play = play;
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
    rollouts: totals.rollouts,
    simulatedSeconds: Math.round((stage.now - start) / 1_000),
  };
  timeline.summary(summary);
  return summary.ok;
}

/** The stage, and who counts and shows what happens on it. */
async function prepared({ json, seed }: DocumentOptions) {
  const totals: Totals = { passes: 0, found: 0, repaired: 0, reads: 0, writes: 0, records: 0, rollouts: {} };
  const shown: { play?: Play; timeline?: Timeline } = {};
  const stage = await Stage.create({
    seed: Number(seed),
    tell: (fact) => {
      shown.timeline?.fact(fact);
      count(totals, fact);
      const ended = fact.fact === 'ended' && fact.outcome.is !== 'answered' && fact.outcome.is !== 'busy';
      if (ended && shown.play !== undefined) shown.play.last = fact;
    },
    swept: ({ receipt }) => {
      totals.reads += receipt.reads;
      totals.records += receipt.records;
    },
  });
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  const timeline = json ? jsonTimeline(() => stage.now, write) : textTimeline(stage.now, () => stage.now, write);
  shown.timeline = timeline;
  stage.dispatchEvents();
  return { stage, timeline, totals, shown };
}

function count(totals: Totals, fact: PassFact): void {
  const { rollouts } = totals;
  if (fact.fact === 'move' && ['completed', 'rolled-back', 'held', 'superseded'].includes(fact.move.to))
    rollouts[fact.move.to] = (rollouts[fact.move.to] ?? 0) + 1;
  if (fact.fact !== 'ended') return;
  totals.reads += fact.receipt.reads;
  totals.writes += fact.receipt.writes;
  totals.records += fact.receipt.records;
  totals.found += fact.differencesFound;
  totals.repaired += fact.differencesRepaired;
  if (fact.outcome.is !== 'answered' && fact.outcome.is !== 'busy') totals.passes++;
}

/** Throws with every problem of the document. */
function opened(document: string | undefined, stage: Stage, timeline: Timeline): Promise<Play> {
  const file = resolve(document ?? join(import.meta.dirname, '..', '..', 'examples', 'todo.yaml'));
  if (!existsSync(file)) throw new Error(`${document}: there is no such file`);
  const text = readFileSync(file, 'utf8');
  const beside = (path: string) =>
    existsSync(join(dirname(file), path)) ? readFileSync(join(dirname(file), path), 'utf8') : undefined;
  const played = enforced(text, (what) => timeline.person(what));
  return open(stage, timeline, played, document ?? 'examples/todo.yaml', beside);
}

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
