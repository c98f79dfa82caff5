import pc from 'picocolors';
import { z } from 'zod';
import { jsonTimeline, sinceStart, type Timeline, textTimeline } from './timeline.ts';

/** What the deployed functions say: their own log lines, as CloudWatch has them. */
const line = z.looseObject({
  event: z.string(),
  level: z.string(),
  message: z.string(),
  place: z.looseObject({ app: z.string().optional(), service: z.string().optional() }).default({}),
  outcome: z.string().optional(),
  call: z.string().optional(),
  reason: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  code: z.string().optional(),
  differences: z.array(z.looseObject({ path: z.string() })).optional(),
  receipt: z.looseObject({ reads: z.number(), writes: z.number(), records: z.number() }).optional(),
  differencesFound: z.number().optional(),
  differencesRepaired: z.number().optional(),
});

export type FunctionLine = z.output<typeof line>;

/** undefined: no line of ours (START, END, metrics). */
export function functionLine(message: string): FunctionLine | undefined {
  if (!message.startsWith('{')) return undefined;
  const read = line.safeParse(JSON.parse(message));
  return read.success ? read.data : undefined;
}

/** A pass that looked: not one that had been answered before, or found another one at work. */
export function endsWholePass({ event, outcome }: FunctionLine): boolean {
  return event === 'pass-ended' && outcome !== 'answered' && outcome !== 'busy';
}

export interface DeployedTimeline extends Pick<Timeline, 'act' | 'person' | 'check' | 'summary'> {
  /** A command line, and what it answered. */
  typed(command: string, answer: readonly string[]): void;
  /** @param at milliseconds since 1970 */
  said(at: number, said: FunctionLine): void;
}

type Write = (text: string) => void;

export function deployedTimeline(json: boolean, start: number, now: () => number, write: Write): DeployedTimeline {
  return json ? asJson(now, write) : asText(start, now, write);
}

function asJson(now: () => number, write: Write): DeployedTimeline {
  const put = (event: string, at: number, facts: object) =>
    write(JSON.stringify({ event, at: new Date(at).toISOString(), ...facts }));
  return {
    ...jsonTimeline(now, write),
    typed: (command, answer) => put('typed', now(), { command, answer }),
    said(at, { event, message, place, outcome, call, reason, from, to, code, differences, receipt }) {
      const fields = differences?.map(({ path }) => path);
      put('said', at, {
        said: event,
        message,
        ...place,
        outcome,
        call,
        reason,
        from,
        to,
        code,
        fields,
        receipt,
      });
    },
  };
}

const marks: Readonly<Record<string, string>> = {
  step: pc.green('→'),
  drift: pc.yellow('≠'),
  'rollout-moved': pc.blue('↻'),
  'pass-ended': pc.dim('·'),
  recovered: pc.yellow('✚'),
};

function asText(start: number, now: () => number, write: Write): DeployedTimeline {
  const say = (at: number, mark: string, text: string) => write(`${sinceStart(start, at)} ${mark} ${text}`);
  // A finding that stays is said once.
  const told = new Set<string>();
  return {
    ...textTimeline(start, now, write),
    typed(command, answer) {
      say(now(), pc.magenta('$'), pc.bold(command));
      for (const each of answer) write(`         ${pc.dim(each)}`);
    },
    said(at, { event, level, message, receipt, outcome }) {
      if (event === 'finding') {
        if (level === 'INFO' || told.has(message)) return;
        told.add(message);
        return say(at, level === 'ERROR' ? pc.red('!') : pc.yellow('!'), message);
      }
      const mark = marks[event];
      const idle = event === 'pass-ended' && (receipt === undefined || receipt.reads + receipt.writes === 0);
      if (mark === undefined || idle || outcome === 'not-sent') return;
      say(at, mark, event === 'pass-ended' ? pc.dim(message) : message);
    },
  };
}
