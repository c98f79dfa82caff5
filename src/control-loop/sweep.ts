import { createAws } from '../aws/call.ts';
import type { Clients } from '../aws/clients.ts';
import type { Clock } from '../aws/clock.ts';
import type { AwsFailure, Result } from '../aws/failure.ts';
import { Receipt, type ReceiptFacts } from '../aws/receipt.ts';
import type { DesiredApp } from '../desired-state/desired.ts';
import { desiredApp } from '../desired-state/desired-app.ts';
import { readDocument } from '../desired-state/read-document.ts';
import { observe } from '../reconcilers/kinds.ts';
import { planApp } from '../reconcilers/plan.ts';
import type { Look } from '../reconcilers/resource-kind.ts';
import { readControl } from '../records/control.ts';
import { type FleetApp, readFleet, type ScopeId, scopeText } from '../records/fleet-index.ts';
import type { Item, Items } from '../records/items.ts';
import { type StatusRecord, statusSchema } from '../records/status-record.ts';
import { readRolloutRecord } from '../rollouts/record-schema.ts';
import type { RolloutRecord } from '../rollouts/rollout.ts';
import { knownResources } from './known.ts';
import { type OutOfReach, outOfReachCodes, type Reached, reach } from './reach.ts';
import { itemsOf, type Planning, type Worker } from './scene.ts';
import { toPlan } from './turn.ts';
import { wantedOf } from './wanted.ts';

/** What a sweep found: apps that a pass should look at, each with why. */
export interface Swept {
  readonly scope: ScopeId;
  readonly apps: number;
  readonly differ: readonly { readonly app: string; readonly why: string }[];
  /** Why nothing of the scope could be looked at. */
  readonly outOfReach?: string;
  readonly receipt: ReceiptFacts;
}

/** Slow things of each app are looked at once in this many sweeps: an hour at one sweep in five minutes. */
const TURNS = 12;
const SWEEP_MS = 300_000;
/** At most three ELB calls a second: all of an account's share one small bucket with people and other tools (aws-facts §9.2). */
const ELB_PACE_MS = 340;

interface SweptApp {
  readonly app: DesiredApp;
  readonly documentVersion: number;
  readonly status: StatusRecord;
  readonly rollouts: ReadonlyMap<string, RolloutRecord>;
}

/** A look that leaves one heartbeat item; a converged fleet costs no more than its reads and that. */
export async function sweep(worker: Worker, scope: ScopeId, deadline: number): Promise<Result<Swept, AwsFailure>> {
  const receipt = new Receipt();
  const looked = await lookOver(worker, scope, deadline, receipt);
  if (!looked.ok) return looked;
  const { apps, differ, outOfReach } = looked.value;
  await itemsOf(worker, receipt).put({
    pk: 'fleet',
    sk: `scope#${scopeText(scope)}`,
    at: worker.clock.now(),
    apps,
    differ: differ.length,
    reads: receipt.reads,
    ...(outOfReach === undefined ? {} : { outOfReach }),
  });
  return { ok: true, value: { ...looked.value, receipt: receipt.facts() } };
}

/** Read-only and lease-free: one look at all apps of a scope with shared reads. */
export async function lookOver(
  worker: Worker,
  scope: ScopeId,
  deadline: number,
  receipt: Receipt = new Receipt(),
): Promise<Result<Swept, AwsFailure>> {
  const items = itemsOf(worker, receipt);
  const fleet = await readFleet(items);
  if (!fleet.ok) return fleet;
  const members = fleet.value.filter((entry) => scopeText(entry) === scopeText(scope));
  const loaded = await load(items, members);
  if (!loaded.ok) return loaded;
  const { apps, differ } = loaded.value;
  const control = await items.get({ pk: 'control', sk: 'current' });
  if (!control.ok) return control;
  const reached = await reach(worker, items, scope, (call) => receipt.record(call));
  if (reached.is === 'failed') return { ok: false, failure: reached.failure };
  if (reached.is === 'out-of-reach') differ.push(...toBeTold(apps, reached));
  else if (apps.length > 0) {
    const now = readControl(control.value, worker.clock.now());
    differ.push(...(await differing(worker, reached, scope, apps, receipt, deadline, now)));
  }
  return {
    ok: true,
    value: {
      scope,
      apps: members.length,
      differ: differ.sort((a, b) => (a.app < b.app ? -1 : 1)),
      ...(reached.is === 'out-of-reach' ? { outOfReach: reached.why } : {}),
      receipt: receipt.facts(),
    },
  };
}

/** A pass writes into an app's status that its place is out of reach, once. */
function toBeTold(apps: readonly SweptApp[], { why, finding }: OutOfReach): { app: string; why: string }[] {
  return apps.flatMap(({ app: { app }, status }) => {
    const { code } = finding(app);
    return status.findings.some((said) => said.code === code) ? [] : [{ app, why }];
  });
}

/** Documents, status and rollouts of all members; what can't be used is for a pass to say. */
async function load(
  items: Items,
  members: readonly FleetApp[],
): Promise<Result<{ apps: SweptApp[]; differ: { app: string; why: string }[] }, AwsFailure>> {
  const keys = members.flatMap(({ app, services }) => [
    { pk: `document#${app}`, sk: 'current' },
    { pk: `app#${app}`, sk: 'status' },
    ...services.map(({ name }) => ({ pk: `app#${app}`, sk: `rollout#${name}` })),
  ]);
  const read = await items.getAll(keys);
  if (!read.ok) return read;
  const found = new Map(read.value.map((item) => [`${String(item.pk)} ${String(item.sk)}`, item]));
  const apps: SweptApp[] = [];
  const differ: { app: string; why: string }[] = [];
  for (const { app, services } of members) {
    const one = sweptApp(
      app,
      found.get(`document#${app} current`),
      found.get(`app#${app} status`),
      new Map(services.map(({ name }) => [name, found.get(`app#${app} rollout#${name}`)])),
    );
    if (typeof one === 'string') differ.push({ app, why: one });
    else apps.push(one);
  }
  return { ok: true, value: { apps, differ } };
}

function sweptApp(
  name: string,
  document: Item | undefined,
  status: Item | undefined,
  records: ReadonlyMap<string, Item | undefined>,
): SweptApp | string {
  if (typeof document?.text !== 'string' || typeof document.version !== 'number')
    return 'its document is missing or unusable';
  const read = readDocument({ text: document.text, file: name });
  if (!read.ok) return 'its document is not valid';
  const parsed = statusSchema.safeParse(status ?? {});
  if (!parsed.success) return 'it was never looked at';
  if (parsed.data.documentVersion !== document.version) return `version ${document.version} of its document is new`;
  const rollouts = new Map<string, RolloutRecord>();
  for (const [service, item] of records) {
    const record = item === undefined ? undefined : readRolloutRecord(item.record);
    if (record?.ok !== true) return `${service} has no usable rollout record`;
    rollouts.set(service, record.record);
  }
  const app = desiredApp(read.document);
  const without = app.services.find((service) => !rollouts.has(service.name));
  if (without !== undefined) return `${without.name} is new`;
  return { app, documentVersion: document.version, status: parsed.data, rollouts };
}

async function differing(
  worker: Worker,
  { clients }: Reached,
  scope: ScopeId,
  apps: readonly SweptApp[],
  receipt: Receipt,
  deadline: number,
  control: ReturnType<typeof readControl>,
) {
  const now = worker.clock.now();
  const aws = createAws({
    clients: paced(clients, worker.clock),
    clock: worker.clock,
    receipt,
    random: worker.random,
    deadline,
  });
  const looked = apps.map(({ app, status, rollouts }) => ({ app, known: knownResources(status, rollouts) }));
  const turn = Math.floor(now / SWEEP_MS) % TURNS;
  const slow = new Set(apps.filter(({ app }) => turnOf(app.app) === turn).map(({ app }) => app.app));
  const look: Look = {
    aws,
    receipt,
    cluster: scope.cluster,
    account: scope.account,
    region: scope.region,
    apps: looked,
    revisions: worker.revisions,
    slow,
    thorough: false,
  };
  const seen = await observe(look, now);
  receipt.save('rotation', apps.length - slow.size);
  return apps.flatMap((one, index) => {
    const why = one.status.findings.some(({ code }) => outOfReachCodes.has(code))
      ? 'its account can be reached again'
      : whyDiffers(one, seen, looked[index]?.known ?? new Map(), control, worker.planning);
    return why === undefined ? [] : [{ app: one.app.app, why }];
  });
}

function whyDiffers(
  { app, documentVersion, status, rollouts }: SweptApp,
  seen: Awaited<ReturnType<typeof observe>>,
  known: ReturnType<typeof knownResources>,
  control: ReturnType<typeof readControl>,
  planning: Planning = (work) => work(),
): string | undefined {
  const services = app.services.map((service) => {
    const wanted = wantedOf(app, service, documentVersion, seen);
    const candidate = wanted.is === 'candidate' ? wanted.candidate : undefined;
    const record = rollouts.get(service.name);
    return {
      service,
      wanted,
      candidate,
      record,
      plan: toPlan(
        service,
        record,
        candidate,
        () => undefined,
        status.services[service.name]?.settled,
        documentVersion,
      ),
    };
  });
  for (const { service, candidate, record, wanted } of services) {
    if (record !== undefined && !resting.has(record.state)) return `${service.name} is ${record.state}`;
    if (wanted.is === 'candidate' && candidate?.hash !== status.services[service.name]?.wanted)
      return `${service.name} has another image`;
    if (wanted.is === 'no-image' && status.services[service.name]?.wanted !== undefined)
      return `the image of ${service.name} is gone`;
    if (seen.services.get(service.ecsService)?.is === 'absent' && record?.state !== 'waiting-for-image')
      return `the ECS service of ${service.name} is gone`;
    const running = seen.services.get(service.ecsService);
    if (
      running?.is === 'present' &&
      record?.lastGood !== undefined &&
      record.state === 'completed' &&
      running.seen.taskDefinition !== record.lastGood.revision
    )
      return `${service.name} runs another revision`;
  }
  // What an older version is in force for is not planned here: its own pass looks at it on every turn of its state.
  const plannable = services
    .filter(({ plan, candidate }) => plan.candidate === undefined || plan.candidate.hash === candidate?.hash)
    .map(({ plan }) => plan);
  const around = { seen, known, fence: status.fence, band: control.band(undefined) };
  const plan = planning(() => planApp({ app, services: plannable, ...around }));
  const [step] = plan.steps;
  if (step !== undefined) return `${step.id}: ${step.why}`;
  const [finding] = plan.findings.filter(
    ({ code, place }) =>
      !status.findings.some(
        (before) =>
          before.code === code && before.place.resource === place.resource && before.place.service === place.service,
      ),
  );
  return finding === undefined ? undefined : `${finding.code}: ${finding.cause}`;
}

const resting: ReadonlySet<string> = new Set(['completed', 'rolled-back', 'held', 'waiting-for-image']);

/** Spread evenly, and the same for an app each time. */
function turnOf(app: string): number {
  let sum = 0;
  for (const character of app) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % TURNS;
}

/** The ELB client with a pause before each call. */
function paced(clients: Clients, clock: Clock): Clients {
  let next = 0;
  const inner = clients.elasticloadbalancing;
  return {
    ...clients,
    elasticloadbalancing: {
      async send(command) {
        const wait = next - clock.monotonic();
        next = Math.max(clock.monotonic(), next) + ELB_PACE_MS;
        if (wait > 0) await clock.sleep(wait);
        return inner.send(command);
      },
    },
  };
}
