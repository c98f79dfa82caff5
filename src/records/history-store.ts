import { z } from 'zod';
import type { AwsFailure, Result } from '../aws/failure.ts';
import type { Item, Items, Key } from './items.ts';

/** An entry whose pass died before it said what came of it. */
export interface OpenEntry extends Key {
  readonly documentVersion: number;
  readonly intent: readonly {
    readonly id: string;
    readonly call: string;
    readonly target: string;
    readonly candidate?: string;
  }[];
}

/** An app's history: items of their own time, written once, completed once; no fence shuts their own pass out. */
export interface HistoryStore {
  write(entry: Item & Key): Promise<Result<unknown, AwsFailure>>;
  /** Adds members: what came of it, who found out. */
  complete(entry: Key, members: Item): Promise<Result<unknown, AwsFailure>>;
  /** Newest first. */
  open(app: string): Promise<Result<OpenEntry[], AwsFailure>>;
}

/** Passes in a row that died, each with its entries, are no more than this before somebody is called. */
const NEWEST = 50;

export function createHistory(table: Items): HistoryStore {
  return {
    write: (entry) => table.put(entry),
    complete: ({ pk, sk }, members) => table.set({ pk, sk }, members),
    async open(app) {
      const newest = await table.query(`app#${app}`, 'history#', { newestFirst: true, limit: NEWEST });
      return newest.ok ? { ok: true, value: newest.value.flatMap((item) => openEntry(item) ?? []) } : newest;
    },
  };
}

const openSchema = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  documentVersion: z.number(),
  intent: z
    .array(
      z.looseObject({ id: z.string(), call: z.string(), target: z.string(), candidate: z.string().exactOptional() }),
    )
    .min(1),
});

function openEntry(item: Item): OpenEntry | undefined {
  if (item.outcome !== undefined || item.recoveredBy !== undefined) return undefined;
  const parsed = openSchema.safeParse(item);
  return parsed.success ? parsed.data : undefined;
}
