import { describe, expect, it } from 'vitest';
import type { Tap } from '../../../scripts/stage/stage.ts';
import { OneApp, oneService } from '../one-app.ts';
import { worldDigest } from '../world-digest.ts';

/**
 * F37, F3: calls that the worker makes in a scenario are visited one by one with a crash before it, a crash after it and a
 * lost answer; what passes make of it after that must be the same end, with no revision, rule or group too many.
 * A crash after a call is a crash before the next one, so each call has one of the two, the first write both. With
 * `CRASH_POINTS=all` every call is visited; otherwise every write to AWS, and every ninth of the others.
 */

type Visit = 'crash before' | 'crash after' | 'lost answer';

export interface Scenario {
  readonly name: string;
  /** Everything up to its end is not visited. */
  readonly before?: (app: OneApp) => Promise<void>;
  readonly act: (app: OneApp) => Promise<void>;
  /** The rollout's state at the end. */
  readonly ends: 'completed' | 'held';
  /** The scenario's end is reached, not only a rest on the way. */
  readonly done?: (digest: Digest) => boolean;
}

export interface Digest {
  readonly services: readonly { readonly deployments: readonly string[] }[];
  readonly groups: readonly { readonly name: string }[];
}

export const created = async (app: OneApp) => {
  app.push();
  await app.store(oneService);
  await app.calm();
};

interface Call {
  readonly name: string;
  readonly aws: boolean;
  readonly write: boolean;
}

class Visitor {
  readonly calls: Call[] = [];
  counting = false;
  dead = false;
  readonly #at: number;
  readonly #visit: Visit | undefined;

  constructor(at = -1, visit?: Visit) {
    this.#at = at;
    this.#visit = visit;
  }

  /** The process is gone: nothing that it still tries reaches anybody. */
  readonly tap: Tap = async (request, send) => {
    if (this.dead) throw new TypeError('the process is gone');
    if (!this.counting) return send();
    this.calls.push(callOf(request));
    if (this.calls.length - 1 !== this.#at) return send();
    if (this.#visit === 'crash before') this.#die();
    const answer = await send();
    if (this.#visit === 'crash after') this.#die();
    if (this.#visit === 'lost answer')
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    return answer;
  };

  #die(): never {
    this.dead = true;
    throw new TypeError('crash');
  }
}

function callOf({ headers, body }: Parameters<Tap>[0]): Call {
  const target = headers['x-amz-target'] ?? '';
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('utf8') : String(body ?? '');
  const name = target === '' ? (/Action=(\w+)/.exec(text)?.[1] ?? '') : (target.split('.')[1] ?? '');
  // Credentials change nothing in AWS: they are visited as our own table's calls are.
  const aws = name !== 'AssumeRole' && !/^(DynamoDB|AmazonSQS)/.test(target);
  return { name, aws, write: !/^(Describe|Get|List|BatchGet|Query)/.test(name) };
}

async function play(scenario: Scenario, visitor: Visitor): Promise<{ end: string; digest: unknown }> {
  const app = await OneApp.create({ tap: visitor.tap });
  await scenario.before?.(app);
  const from = app.stage.facts.length;
  visitor.counting = true;
  await scenario.act(app);
  let state = await app.state();
  let read = 0;
  const reached = await app.stage.run(3_600, async () => {
    if (visitor.dead) {
      // Another process takes over, without its memory, when the lease has run out and the message is visible again.
      visitor.dead = false;
      app.stage.worker.revisions.clear();
      app.stage.simulator.world.clock.advance(130_000);
      await app.look();
    }
    const { facts } = app.stage;
    for (; read < facts.length; read++) {
      const fact = facts[read];
      if (fact?.fact === 'move') state = fact.move.to;
    }
    const ended = facts
      .slice(from)
      .filter((fact) => fact.fact === 'ended')
      // Messages that were put back while the lease was taken are answered after the pass that says how it stands.
      .filter(({ outcome }) => outcome.is !== 'answered')
      .at(-1);
    if (ended?.outcome.is !== 'converged' || state !== scenario.ends) return false;
    return scenario.done?.(worldDigest(app.stage) as Digest) ?? true;
  });
  visitor.counting = false;
  return { end: `${reached ? '' : 'never calm, '}${await app.state()}`, digest: worldDigest(app.stage) };
}

function visitsOf(call: Call, at: number, isFirstWrite: boolean): readonly Visit[] {
  if (call.aws && call.write)
    return isFirstWrite ? ['crash before', 'crash after', 'lost answer'] : ['crash after', 'lost answer'];
  if (process.env.CRASH_POINTS === 'all') return call.write ? ['crash after', 'lost answer'] : ['crash after'];
  return at % 9 === 0 ? [call.write ? 'lost answer' : 'crash after'] : [];
}

export function visitCrashPoints(scenario: Scenario): void {
  describe(`F37 crash points: ${scenario.name}`, () => {
    it('every visited call, crashed before, after, or without an answer, leads to the same end', async () => {
      const baseline = new Visitor();
      const expected = await play(scenario, baseline);
      expect(expected.end).toBe(scenario.ends);
      const failures: string[] = [];
      const firstWrite = baseline.calls.findIndex(({ aws, write }) => aws && write);
      let visited = 0;
      for (const [at, call] of baseline.calls.entries()) {
        for (const visit of visitsOf(call, at, at === firstWrite)) {
          visited++;
          const got = await play(scenario, new Visitor(at, visit));
          if (got.end !== expected.end || JSON.stringify(got.digest) !== JSON.stringify(expected.digest))
            failures.push(`${visit} ${call.name} (call ${at}): ${got.end} ${difference(expected.digest, got.digest)}`);
        }
      }
      expect(failures).toEqual([]);
      expect(visited).toBeGreaterThan(5);
      console.info(`${scenario.name}: ${visited} visits over ${baseline.calls.length} calls`);
    }, 600_000);
  });
}

function difference(expected: unknown, got: unknown): string {
  const a = expected as Record<string, unknown>;
  const b = got as Record<string, unknown>;
  return Object.keys(a)
    .filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]))
    .map((key) => `${key}: ${JSON.stringify(b[key]).slice(0, 300)} instead of ${JSON.stringify(a[key]).slice(0, 300)}`)
    .join('; ');
}
