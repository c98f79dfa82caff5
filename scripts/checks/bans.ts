import type { Expression } from 'oxc-parser';

/** What src/ may not reach for itself: it comes in as a parameter, so that a test can hold it. */
export interface Ban {
  readonly what: string;
  readonly instead: string;
  /** Files that are the edge: where the real thing is taken and passed in. */
  readonly edges: readonly RegExp[];
}

/** A Lambda's entry, and what builds the real clock, clients and settings for all entries. */
const ENTRIES = /^src\/handlers\/(?:lambda-[^/]+|environment)\.ts$/;
const COMMANDS = /^src\/cli\//;
/** Serves people over a socket in real time, as no test of the rest does. */
const SIMULATOR_HTTP = /^src\/simulator\/http\.ts$/;

/** dynalite changes its tables by real timers; the step that waits for them ends before simulated time goes on. */
const DYNALITE = /^src\/simulator\/dynamodb\/store\.ts$/;

/** Tells whether a function's code, which runs in real time, waits for simulated time. */
const FUNCTION_TIMERS = /^src\/simulator\/lambda\/timers\.ts$/;

const TIME: Ban = {
  what: 'reads the machine’s clock',
  instead: 'take a Clock (src/aws/clock.ts) as a parameter',
  edges: [ENTRIES, COMMANDS, SIMULATOR_HTTP],
};
const TIMER: Ban = {
  what: 'waits on the machine’s clock',
  instead: 'take a Clock and use its sleep, or put a delayed message into the queue',
  edges: [ENTRIES, COMMANDS, SIMULATOR_HTTP, DYNALITE, FUNCTION_TIMERS],
};

const MEMBERS: Readonly<Record<string, Ban>> = {
  'Date.now': TIME,
  'performance.now': TIME,
  'Math.random': {
    what: 'draws a number that no test can repeat',
    instead: 'take `random: () => number` as a parameter',
    edges: [ENTRIES, COMMANDS],
  },
  'process.env': {
    what: 'reads the environment',
    instead: 'read it in the Lambda entry or the command, and pass the value in',
    edges: [ENTRIES, COMMANDS],
  },
  console: {
    what: 'prints by itself',
    instead: 'return the line, or use the logger that is passed in',
    edges: [ENTRIES, COMMANDS, SIMULATOR_HTTP],
  },
};

const CALLS: Readonly<Record<string, Ban>> = { setTimeout: TIMER, setInterval: TIMER, setImmediate: TIMER };

/** `Date.now`, `console.log`: the object's name decides where any member of it is banned. */
export function bannedMember(object: Expression, property: string): Ban | undefined {
  if (object.type !== 'Identifier') return undefined;
  return MEMBERS[`${object.name}.${property}`] ?? MEMBERS[object.name];
}

export function bannedCall(callee: Expression): Ban | undefined {
  return callee.type === 'Identifier' ? CALLS[callee.name] : undefined;
}

/** `new Date()` is now; `new Date(text)` is a value. */
export function bannedNew(callee: Expression, argumentCount: number): Ban | undefined {
  return callee.type === 'Identifier' && callee.name === 'Date' && argumentCount === 0 ? TIME : undefined;
}
