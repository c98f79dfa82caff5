import { z } from 'zod';
import type { AwsFailure, Result } from '../aws/failure.ts';
import type { DesiredApp } from '../desired-state/desired.ts';
import type { KnownResources } from '../reconcilers/resource-kind.ts';
import type { Item, Items } from './items.ts';

/** What events and sweeps know of an app: names to look it up by, never a base for a decision. */
export interface FleetApp {
  readonly app: string;
  readonly account: string;
  readonly region: string;
  readonly cluster: string;
  readonly documentVersion: number;
  readonly listeners: readonly string[];
  readonly services: readonly FleetService[];
}

export interface FleetService {
  readonly name: string;
  readonly ecsService: string;
  readonly taskFamily: string;
  /** Followed repositories; without a tag the image is pinned. */
  readonly repositories: readonly {
    readonly account: string;
    readonly region: string;
    readonly name: string;
    readonly tag?: string;
  }[];
  readonly targetGroups: readonly string[];
  readonly rules: readonly string[];
}

export function fleetApp(
  app: DesiredApp,
  documentVersion: number,
  known: ReadonlyMap<string, KnownResources>,
): FleetApp {
  return {
    app: app.app,
    account: app.account,
    region: app.region,
    cluster: app.cluster,
    documentVersion,
    listeners: [...new Set(app.services.flatMap(({ rules }) => rules.map(({ listenerArn }) => listenerArn)))].sort(),
    services: app.services.map((service) => ({
      name: service.name,
      ecsService: service.ecsService,
      taskFamily: service.taskDefinition.family ?? service.ecsService,
      repositories: service.images.flatMap(({ registry, repository, follow }) =>
        registry.kind !== 'ecr'
          ? []
          : [
              {
                account: registry.account,
                region: registry.region,
                name: repository,
                ...('tag' in follow ? { tag: follow.tag } : {}),
              },
            ],
      ),
      targetGroups: Object.values(known.get(service.name)?.targetGroups ?? {}).sort(),
      rules: Object.values(known.get(service.name)?.rules ?? {}).sort(),
    })),
  };
}

/** A scope: an account, region and cluster with its listeners; what one sweep reads. */
export interface ScopeId {
  readonly account: string;
  readonly region: string;
  readonly cluster: string;
}

export function scopeText({ account, region, cluster }: ScopeId): string {
  return `${account}/${region}/${cluster}`;
}

export function scopesOf(fleet: readonly FleetApp[]): ScopeId[] {
  const scopes = new Map(
    fleet.map(({ account, region, cluster }) => [
      scopeText({ account, region, cluster }),
      { account, region, cluster },
    ]),
  );
  return [...scopes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scope]) => scope);
}

export async function readFleet(table: Items): Promise<Result<FleetApp[], AwsFailure>> {
  const result = await table.query('fleet', 'app#');
  return result.ok ? { ok: true, value: result.value.flatMap((item) => appOf(item) ?? []) } : result;
}

/** Written when it changed only: events would not find what is new otherwise. */
export async function writeFleetApp(table: Items, entry: FleetApp): Promise<Result<unknown, AwsFailure>> {
  return table.put({ pk: 'fleet', sk: `app#${entry.app}`, ...entry });
}

const text = z.string();
const fleetSchema = z.object({
  app: text,
  account: text,
  region: text,
  cluster: text,
  documentVersion: z.number(),
  listeners: z.array(text),
  services: z.array(
    z.object({
      name: text,
      ecsService: text,
      taskFamily: text,
      repositories: z.array(z.object({ account: text, region: text, name: text, tag: text.exactOptional() })),
      targetGroups: z.array(text),
      rules: z.array(text),
    }),
  ),
});

function appOf(item: Item): FleetApp | undefined {
  const parsed = fleetSchema.safeParse(item);
  return parsed.success ? parsed.data : undefined;
}
