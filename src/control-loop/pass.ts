import { createAws, type WriteRefusal } from '../aws/call.ts';
import { Receipt } from '../aws/receipt.ts';
import type { DesiredApp } from '../desired-state/desired.ts';
import { desiredApp } from '../desired-state/desired-app.ts';
import { readDocument } from '../desired-state/read-document.ts';
import { documentUnusable } from '../findings/document-unusable.ts';
import type { Finding } from '../findings/finding.ts';
import { leaseUnreadable } from '../findings/lease-unreadable.ts';
import { createRecordStore } from '../records/app-records.ts';
import { readControl } from '../records/control.ts';
import { createDocumentStore, type StoredDocument } from '../records/document-store.ts';
import { createHistory } from '../records/history-store.ts';
import { createLeaseBox, mayWrite } from '../records/lease.ts';
import { wakeUps, wakeUpTimes } from '../records/wake-ups.ts';
import type { PassOutcome } from './facts.ts';
import { lookAndAct } from './look-and-act.ts';
import { movedFrom, reach } from './reach.ts';
import { type Counts, itemsOf, type PassInput, type Passing, type Worker } from './scene.ts';

/** How long pause and freeze, as read, allow writes: a minute less an attempt's time-out. */
const CONTROL_SERVES = 50_000;
/** Kept at the end for the record and the release. */
const RESERVE = 5_000;

/** Take the lease, observe, plan, guard, apply, record: one app, one writer. Never throws for what AWS or a document says. */
export async function pass(worker: Worker, input: PassInput): Promise<PassOutcome> {
  const began = worker.clock.monotonic();
  const receipt = new Receipt();
  const counts = { found: 0, repaired: 0, unanswered: false, unrecovered: false };
  const outcome = await underLease(worker, input, receipt, counts);
  worker.tell({
    fact: 'ended',
    app: input.app,
    outcome,
    receipt: receipt.facts(),
    differencesFound: counts.found,
    differencesRepaired: counts.repaired,
    durationMs: worker.clock.monotonic() - began,
  });
  return outcome;
}

async function underLease(worker: Worker, input: PassInput, receipt: Receipt, counts: Counts): Promise<PassOutcome> {
  const table = itemsOf(worker, receipt);
  const records = createRecordStore(table);
  const leases = createLeaseBox(table, worker.clock);
  const status = await records.status(input.app);
  if (!status.ok) return failed(status.failure.message);
  const question = { askedAt: input.askedAt, hinted: input.hinted === true };
  if (status.value !== undefined && wakeUps.answered(question, status.value, wakeUpTimes)) return { is: 'answered' };
  // Two passes of one process are two owners.
  const taken = await leases.take(input.app, `${worker.name}/${Math.floor(worker.random() * 2 ** 32).toString(36)}`);
  if (!taken.ok) return failed(taken.failure.message);
  if (taken.value.is === 'busy')
    return { is: 'busy', lookAgainMs: Math.min(60_000, Math.max(5_000, taken.value.until - worker.clock.now())) };
  if (taken.value.is === 'unreadable') {
    const { why, recordsFence } = taken.value;
    const finding = leaseUnreadable(
      { app: input.app, resource: `app#${input.app}/lease` },
      { app: input.app, why, above: recordsFence },
    );
    worker.tell({ fact: 'finding', finding });
    return { is: 'refused', why: `its lease can't be read, for ${why}` };
  }
  const { lease } = taken.value;
  counts.unrecovered = lease.ranOut;
  // From here on everything is read: what happened before is answered by this pass.
  const began = worker.clock.now();
  const controlSeen = { at: worker.clock.monotonic() };
  const loaded = await records.read(input.app, lease);
  if (!loaded.ok) {
    await leases.release(lease, counts.unrecovered);
    return failed(loaded.failure.message);
  }
  if (loaded.value.is === 'unusable') {
    const finding = documentUnusable({ app: input.app }, { why: loaded.value.why });
    worker.tell({ fact: 'finding', finding });
    await leases.release(lease, counts.unrecovered);
    return { is: 'refused', why: loaded.value.why };
  }
  const passing: Passing = {
    worker,
    input,
    receipt,
    records,
    documents: createDocumentStore(table),
    history: createHistory(table),
    leases,
    table,
    lease,
    loaded: loaded.value.records,
    began,
    controlSeen,
  };
  const outcome = await withDocument(passing, counts);
  // As after a lease that ran out: whoever comes next finds out what was begun.
  await leases.release(lease, counts.unanswered || counts.unrecovered);
  return outcome;
}

function failed(why: string): PassOutcome {
  return { is: 'failed', why, lookAgainMs: 20_000 };
}

async function withDocument(passing: Passing, counts: Counts): Promise<PassOutcome> {
  const { worker, input, documents, loaded, lease } = passing;
  const current = await documents.current(input.app);
  if (!current.ok) return failed(current.failure.message);
  if (current.value.is !== 'present')
    return refuse(
      passing,
      current.value.is === 'absent' ? 'there is no document; a missing document removes nothing' : current.value.why,
    );
  const stored = current.value.document;
  // Restored or overwritten by an older one: never acted on (R3).
  if (stored.version < loaded.status.documentVersion)
    return refuse(
      passing,
      `version ${stored.version} is older than ${loaded.status.documentVersion}, which was acted on before`,
    );
  const { registries } = readControl(loaded.control, passing.began).limits;
  const app = parse(stored, registries);
  if (typeof app === 'string') return refuse(passing, app);
  const moved = movedFrom(input.app, loaded.status, app);
  if (moved !== undefined) return refuse(passing, 'its document is for another place than it runs in', moved);
  const reached = await reach(worker, passing.table, app, (call) => passing.receipt.record(call));
  if (reached.is === 'failed') return failed(reached.failure.message);
  if (reached.is === 'out-of-reach') {
    const refused = await refuse(passing, reached.why, reached.finding(input.app));
    return reached.passing ? { is: 'failed', why: reached.why, lookAgainMs: 60_000 } : refused;
  }
  worker.tell({ fact: 'began', app: input.app, documentVersion: stored.version, fence: lease.fence });
  const aws = createAws({
    clients: reached.clients,
    clock: worker.clock,
    receipt: passing.receipt,
    random: worker.random,
    deadline: input.deadline - RESERVE,
    mayWrite: () => mayWrite(lease, worker.clock) ?? controlTooOld(passing),
    writer: () => reached.writers(input.app, (call) => passing.receipt.record(call)),
  });
  const earlier = await earlierVersions(passing, stored, app, registries);
  if (!earlier.ok) return failed(earlier.why);
  return lookAndAct(passing, { stored, app, aws, earlier: earlier.versions }, counts);
}

/** A pause holds for every write a minute after it was written (R28): what the pass read of it serves for less. */
function controlTooOld({ worker, controlSeen }: Passing): WriteRefusal | undefined {
  if (worker.clock.monotonic() - controlSeen.at < CONTROL_SERVES) return undefined;
  return { code: 'ControlOld', message: 'the item control/current was read 50 s ago; the next pass reads it again' };
}

/** A stored document was valid when it was stored; it is read again with today's rules, as text from outside. */
function parse(stored: StoredDocument, registries: readonly string[]): DesiredApp | string {
  const read = readDocument({ text: stored.text, file: `${stored.app} version ${stored.version}`, registries });
  if (read.ok) return desiredApp(read.document);
  const errors = read.problems.filter(({ severity, code }) => severity === 'error' && code !== 'foreign-registry');
  const [first] = errors;
  return first === undefined
    ? 'its images come from registries that are not allowed'
    : `version ${stored.version} is not valid: ${first.path} ${first.allowed}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`;
}

/** Versions that candidates in force come from, where they are not the current one. */
async function earlierVersions(
  { documents, loaded, input }: Passing,
  stored: StoredDocument,
  app: DesiredApp,
  registries: readonly string[],
): Promise<{ ok: true; versions: ReadonlyMap<number, DesiredApp> } | { ok: false; why: string }> {
  const versions = new Map<number, DesiredApp>([[stored.version, app]]);
  for (const record of loaded.rollouts.values()) {
    for (const version of [record.candidate?.documentVersion, record.lastGood?.candidate.documentVersion]) {
      if (version === undefined || versions.has(version)) continue;
      const old = await documents.version(input.app, version);
      if (!old.ok) return { ok: false, why: old.failure.message };
      const parsed = old.value.is === 'present' ? parse(old.value.document, registries) : 'gone';
      if (typeof parsed !== 'string') versions.set(version, parsed);
    }
  }
  return { ok: true, versions };
}

/** Nothing is read from AWS and nothing written to it; the finding stays in the status. */
async function refuse(
  { worker, input, records, lease, loaded }: Passing,
  why: string,
  finding: Finding = documentUnusable({ app: input.app }, { why }),
): Promise<PassOutcome> {
  worker.tell({ fact: 'finding', finding });
  await records.writeStatus(input.app, lease, {
    ...loaded.status,
    findings: [finding],
    outcome: 'refused',
    fence: lease.fence,
  });
  return { is: 'refused', why };
}
