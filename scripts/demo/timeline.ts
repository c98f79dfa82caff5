import Table from 'cli-table3';
import pc from 'picocolors';
import type { PassFact } from '../../src/control-loop/facts.ts';
import type { Finding } from '../../src/findings/finding.ts';
import type { Step } from '../../src/reconcilers/step.ts';

/** What the demo shows: one event a line, for people or as JSON. Environment values and secret references are never in it. */
export interface Timeline {
  act(number: number, title: string): void;
  person(what: string): void;
  fact(fact: PassFact): void;
  check(what: string, holds: boolean): void;
  summary(summary: Summary): void;
}

export interface Summary {
  readonly ok: boolean;
  readonly passes: number;
  readonly reads: number;
  readonly writes: number;
  readonly records: number;
  readonly lastPassWrites: number;
  readonly differencesFound: number;
  readonly differencesRepaired: number;
  readonly rollouts: Readonly<Record<string, number>>;
  readonly simulatedSeconds: number;
}

type Clock = () => number;

export function jsonTimeline(now: Clock, write: (line: string) => void): Timeline {
  const line = (event: string, facts: object) =>
    write(JSON.stringify({ event, at: new Date(now()).toISOString(), ...facts }));
  return {
    act: (number, title) => line('act', { number, title }),
    person: (what) => line('person', { what }),
    fact(fact) {
      if (fact.fact === 'step')
        line('step', { app: fact.app, outcome: fact.applied.outcome, ...shownStep(fact.applied.step) });
      else if (fact.fact === 'drift')
        line('drift', {
          app: fact.app,
          ...(fact.caller === undefined ? {} : { caller: fact.caller }),
          ...shownStep(fact.step),
        });
      else if (fact.fact === 'finding') line('finding', { ...fact.finding });
      else if (fact.fact === 'move')
        line('rollout', {
          app: fact.app,
          service: fact.service,
          from: fact.from,
          to: fact.move.to,
          no: fact.move.no,
          why: fact.move.why,
        });
      else if (fact.fact === 'ended')
        line('pass', {
          app: fact.app,
          outcome: fact.outcome.is,
          reads: fact.receipt.reads,
          writes: fact.receipt.writes,
          records: fact.receipt.records,
          readsByCall: fact.receipt.readsByCall,
          writesByCall: fact.receipt.writesByCall,
          saved: fact.receipt.saved,
        });
    },
    check: (what, holds) => line('check', { what, ok: holds }),
    // The last line is the summary alone, without a time.
    summary: (summary) => write(JSON.stringify({ event: 'summary', ...summary })),
  };
}

function shownStep({ id, call, target, reason, why, risk, differences }: Step) {
  return { step: id, call, target, reason, why, risk, fields: differences.map(({ path }) => path) };
}

/** `+00:57`: simulated minutes and seconds. */
export function sinceStart(start: number, at: number): string {
  const seconds = Math.floor((at - start) / 1_000);
  return pc.dim(`+${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`);
}

export function textTimeline(start: number, now: Clock, write: (line: string) => void): Timeline {
  const say = (mark: string, text: string) => write(`${sinceStart(start, now())} ${mark} ${text}`);
  // A finding that stays is said once, and again when it has gone and come back.
  let before = new Set<string>();
  let current = new Set<string>();
  const sayFinding = ({ cause, severity, whatToDo }: Finding) => {
    const isNew = !before.has(cause) && !current.has(cause);
    current.add(cause);
    if (severity === 'note' || !isNew) return;
    say(severity === 'error' ? pc.red('!') : pc.yellow('!'), `${cause}  ${pc.dim(`→ ${whatToDo[0] ?? ''}`)}`);
  };
  return {
    act: (number, title) => write(`\n${pc.bold(pc.cyan(`${number}  ${title}`))}`),
    person: (what) => say(pc.magenta('☛'), what),
    fact(fact) {
      switch (fact.fact) {
        case 'step':
          return sayStep(say, fact.applied);
        case 'move':
          return say(
            pc.blue('↻'),
            `${pc.bold(fact.service)} ${fact.from} → ${colour(fact.move.to)}  ${pc.dim(fact.move.why)}`,
          );
        case 'drift':
          return say(
            pc.yellow('≠'),
            `drift in ${pc.bold(fact.step.target)}: ${changes(fact.step)}${fact.caller === undefined ? '' : pc.dim(` by ${fact.caller}`)}`,
          );
        case 'finding':
          return sayFinding(fact.finding);
        case 'ended':
          if (fact.outcome.is !== 'answered' && fact.outcome.is !== 'busy') {
            before = current;
            current = new Set();
          }
          if (fact.receipt.reads + fact.receipt.writes === 0) return undefined;
          return say(
            pc.dim('·'),
            pc.dim(`pass ${fact.outcome.is}: ${fact.receipt.reads} reads, ${fact.receipt.writes} writes`),
          );
        case 'recovered':
          return say(pc.yellow('✚'), `an earlier pass died with ${fact.steps.length} steps begun`);
        case 'began':
        case 'planned':
          return undefined;
      }
    },
    check: (what, holds) => say(holds ? pc.green('✔') : pc.red('✘'), holds ? pc.green(what) : pc.red(pc.bold(what))),
    summary: (summary) => write(`\n${table(summary)}`),
  };
}

function sayStep(
  say: (mark: string, text: string) => void,
  { step, outcome, failure, why }: Extract<PassFact, { fact: 'step' }>['applied'],
): void {
  if (outcome === 'not-sent') return;
  const what = `${pc.bold(step.call)} ${step.target}  ${pc.dim(`because ${step.why}${changes(step) === '' ? '' : `: ${changes(step)}`}`)}`;
  if (outcome === 'done') say(pc.green('→'), what);
  else
    say(
      pc.dim('…'),
      `${step.call} ${step.target} ${pc.dim(`must wait: ${failure?.message ?? why ?? ''}`.slice(0, 110))}`,
    );
}

const hidden = /environment\[|secrets\[|secretOptions|\.command/;

/** `path: from → to`, three at most; what may be a secret is never shown. */
function changes({ differences }: Step): string {
  const shown = differences
    .slice(0, 3)
    .map(({ path, declared, observed }) =>
      hidden.test(path) ? `${path} (value hidden)` : `${path} ${text(observed)} → ${text(declared)}`,
    );
  return shown.join(', ') + (differences.length > 3 ? ` and ${differences.length - 3} more` : '');
}

function text(value: unknown): string {
  const json = value === undefined ? 'absent' : JSON.stringify(value);
  return json.length > 60 ? `${json.slice(0, 57)}…` : json;
}

function colour(state: string): string {
  if (state === 'completed') return pc.green(state);
  return state === 'held' || state.startsWith('roll') ? pc.red(state) : pc.bold(state);
}

function table(summary: Summary): string {
  const rows = new Table({
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  rows.push(
    ['passes', summary.passes],
    ['reads of AWS', summary.reads],
    ['writes to AWS', summary.writes],
    ['calls to our table and queue', summary.records],
    ['writes of the last pass', summary.lastPassWrites],
    ['differences found (drift)', summary.differencesFound],
    ['differences repaired', summary.differencesRepaired],
    [
      'rollouts',
      Object.entries(summary.rollouts)
        .map(([state, count]) => `${count} ${state}`)
        .join(', '),
    ],
    ['simulated time', `${Math.round(summary.simulatedSeconds / 60)} min`],
    ['result', summary.ok ? pc.green('all expectations hold') : pc.red('an expectation failed')],
  );
  return rows.toString();
}
