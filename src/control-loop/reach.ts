import type { Clients } from '../aws/clients.ts';
import type { AwsFailure } from '../aws/failure.ts';
import type { SpokeClients } from '../aws/spoke-clients.ts';
import type { Writers } from '../aws/writer-credentials.ts';
import type { Finding } from '../findings/finding.ts';
import { movedElsewhere } from '../findings/moved-elsewhere.ts';
import { spokePaused } from '../findings/spoke-paused.ts';
import { spokeUnreachable } from '../findings/spoke-unreachable.ts';
import { wrongPlace } from '../findings/wrong-place.ts';
import type { Items } from '../records/items.ts';
import { findSpoke, type PlaceId, type SpokeFound, spokesKey } from '../records/spokes.ts';
import type { StatusRecord } from '../records/status-record.ts';
import type { Worker } from './scene.ts';

/** What a pass or a sweep of a place works with. */
export interface Reached {
  readonly is: 'reached';
  readonly clients: Clients;
  readonly writers: Writers;
}

/** Nothing is asked of that place; the finding says why, in the name of whichever app it is about. */
export interface OutOfReach {
  readonly is: 'out-of-reach';
  readonly why: string;
  /** Only for the moment: STS did not answer. */
  readonly passing: boolean;
  readonly finding: (app: string) => Finding;
}

/** Codes of findings that say nothing but that a place is out of reach: they end when it is reached again. */
export const outOfReachCodes: ReadonlySet<string> = new Set(
  [wrongPlace, spokePaused, spokeUnreachable].map(({ kind }) => kind.code),
);

/** An app is bound to the place where it runs: a document can't take it to another account or region (T7). */
export function movedFrom(app: string, status: StatusRecord, { account, region }: PlaceId): Finding | undefined {
  const revisions = Object.values(status.services).flatMap(({ revision }) => revision ?? []);
  const places = revisions.map((arn) => arn.split(':')).map(([, , , there = '', whose = '']) => `${whose} ${there}`);
  const document = `${account} ${region}`;
  const runsIn = places.find((place) => place !== document);
  return runsIn === undefined ? undefined : movedElsewhere({ app }, { runsIn, document });
}

/** Our own clients at home; elsewhere those that the account gives to its hub. `failed`: our own table did not answer. */
export async function reach(
  worker: Worker,
  table: Items,
  place: PlaceId,
  count: (call: string) => void,
): Promise<Reached | OutOfReach | { readonly is: 'failed'; readonly failure: AwsFailure }> {
  const { spokes } = worker;
  if (isHome(worker, place)) return { is: 'reached', clients: worker.clients, writers: worker.writers };
  const read = await table.get(spokesKey);
  if (!read.ok) return { is: 'failed', failure: read.failure };
  const found = findSpoke(read.value, place);
  if (found.is !== 'accepted') return notAccepted(worker, place, found);
  if (spokes === undefined)
    return notAccepted(worker, place, { is: 'not-accepted', why: 'it has no way to other accounts' });
  return assumed(worker, spokes, { account: place.account, region: place.region, externalId: found.externalId }, count);
}

export function isHome({ account, region }: Worker, place: PlaceId): boolean {
  return place.account === account && place.region === region;
}

async function assumed(
  { account: hub, region: hubRegion }: Worker,
  spokes: SpokeClients,
  place: Parameters<SpokeClients['reads']>[0],
  count: (call: string) => void,
): Promise<Reached | OutOfReach> {
  const clients = await spokes.reads(place, count);
  if (clients.ok)
    return {
      is: 'reached',
      clients: clients.value,
      writers: (app, counted) => spokes.writes(place, app, counted),
    };
  const { code, message, class: kind } = clients.failure;
  const { account, region } = place;
  const facts = { account, region, hub, hubRegion, code, message, denied: kind !== 'retry' };
  return {
    is: 'out-of-reach',
    why: `the account ${account} could not be reached (${code})`,
    passing: kind === 'retry',
    finding: (app) => spokeUnreachable({ app }, facts),
  };
}

function notAccepted(
  { account: hub, region: hubRegion }: Worker,
  { account, region }: PlaceId,
  found: Exclude<SpokeFound, { is: 'accepted' }>,
): OutOfReach {
  if (found.is === 'paused')
    return {
      is: 'out-of-reach',
      why: `${found.by} paused the account ${account}`,
      passing: false,
      finding: (app) => spokePaused({ app }, { account, by: found.by, reason: found.reason }),
    };
  return {
    is: 'out-of-reach',
    why: 'it is for another place',
    passing: false,
    finding: (app) => wrongPlace({ app }, { account, region, hub, hubRegion, why: found.why }),
  };
}
