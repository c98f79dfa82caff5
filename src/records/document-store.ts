import type { AwsFailure, Result } from '../aws/failure.ts';
import { MOST_BYTES } from '../desired-state/read-document.ts';
import type { Item, Items } from './items.ts';

/** One stored version of a document. */
export interface StoredDocument {
  readonly app: string;
  readonly version: number;
  /** JSON, every file inlined. */
  readonly text: string;
  readonly by: string;
  readonly comment: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type DocumentLoad =
  | { readonly is: 'present'; readonly document: StoredDocument }
  | { readonly is: 'absent' }
  /** There is an item, and it can't be used: nothing is concluded from it (R3). */
  | { readonly is: 'unusable'; readonly why: string };

export interface NewVersion {
  readonly app: string;
  /** As `readDocument` gives it: valid, and with every file inlined. */
  readonly text: string;
  readonly by: string;
  readonly comment: string;
  /** 0 for the first one. */
  readonly expectedVersion: number;
  readonly now: number;
}

export type PutOutcome =
  | { readonly is: 'stored'; readonly version: number }
  /** Somebody was faster (R30): what stands now. */
  | { readonly is: 'conflict'; readonly current: StoredDocument | undefined }
  | { readonly is: 'refused'; readonly why: string };

/** Records of a newer schema are not read: an older worker must not act on them (R34). */
const SCHEMA = 1;

export interface DocumentStore {
  current(app: string): Promise<Result<DocumentLoad, AwsFailure>>;
  version(app: string, version: number): Promise<Result<DocumentLoad, AwsFailure>>;
  /** Newest first. */
  versions(app: string, limit?: number): Promise<Result<StoredDocument[], AwsFailure>>;
  put(version: NewVersion): Promise<Result<PutOutcome, AwsFailure>>;
  /** Every app that has, or is about to have, a document. */
  names(): Promise<Result<string[], AwsFailure>>;
}

/** One small item an app, in a partition that editors may write: the list of documents without a scan. */
const NAMES = 'documents';

function versionKey(version: number): string {
  return `version#${String(version).padStart(6, '0')}`;
}

/** `current` moves first; its writer, else the next one, copies it to its version item before it moves on. */
export function createDocumentStore(table: Items): DocumentStore {
  const key = (app: string, sk: string) => ({ pk: `document#${app}`, sk });
  const load = async (app: string, sk: string): Promise<Result<DocumentLoad, AwsFailure>> => {
    const result = await table.get(key(app, sk));
    return result.ok ? { ok: true, value: loadOf(app, result.value) } : result;
  };
  /** False: that version stands there with another content. */
  const copy = async (document: StoredDocument): Promise<Result<boolean, AwsFailure>> => {
    const written = await table.put(
      { ...key(document.app, versionKey(document.version)), ...itemOf(document) },
      { text: 'attribute_not_exists(pk)' },
    );
    if (!written.ok) return written;
    return { ok: true, value: written.value.is === 'written' || written.value.stands?.text === document.text };
  };
  /** What is in force; where somebody deleted `current`, numbers go on from the newest version (R30, F56). */
  const standing = async (app: string): Promise<Result<DocumentLoad, AwsFailure>> => {
    const current = await load(app, 'current');
    if (!current.ok || current.value.is !== 'absent') return current;
    const newest = await table.query(`document#${app}`, 'version#', { newestFirst: true, limit: 1 });
    return newest.ok ? { ok: true, value: loadOf(app, newest.value[0]) } : newest;
  };

  return {
    current: (app) => load(app, 'current'),
    async version(app, version) {
      const archived = await load(app, versionKey(version));
      if (!archived.ok || archived.value.is !== 'absent') return archived;
      // The newest version may not be copied yet.
      const current = await load(app, 'current');
      return current.ok && current.value.is === 'present' && current.value.document.version === version
        ? current
        : archived;
    },
    async versions(app, limit = 50) {
      const result = await table.query(`document#${app}`, 'version#', { newestFirst: true, limit });
      if (!result.ok) return result;
      return { ok: true, value: result.value.flatMap((item) => documentOf(app, item) ?? []) };
    },
    async names() {
      const listed = await table.query(NAMES, '');
      return listed.ok ? { ok: true, value: listed.value.map(({ sk }) => String(sk)) } : listed;
    },
    async put({ app, text, by, comment, expectedVersion, now }) {
      const refused = (why: string) => ({ ok: true as const, value: { is: 'refused' as const, why } });
      if (Buffer.byteLength(text) > MOST_BYTES)
        return refused(`a document has at most ${MOST_BYTES / 1024} KiB with its files inlined`);
      const before = await standing(app);
      if (!before.ok) return before;
      if (before.value.is === 'unusable') return refused(before.value.why);
      const stands = before.value.is === 'present' ? before.value.document : undefined;
      if ((stands?.version ?? 0) !== expectedVersion) return { ok: true, value: { is: 'conflict', current: stands } };
      if (stands !== undefined) {
        const copied = await copy(stands);
        if (!copied.ok) return copied;
        if (!copied.value)
          return refused(
            `version ${stands.version} stands archived with another content: somebody wrote past ecs-steward`,
          );
      }
      // Named before it is there: a document that nobody was told of is found by the schedule.
      const named = await table.put({ pk: NAMES, sk: app });
      if (!named.ok) return named;
      const document = { app, version: expectedVersion + 1, text, by, comment, at: now };
      // Its own members move; whatever else a newer ecs-steward keeps in the item stays (R34).
      const moved = await table.set(key(app, 'current'), itemOf(document), {
        text: 'attribute_not_exists(pk) OR #v = :v',
        names: { '#v': 'version' },
        values: { ':v': expectedVersion },
      });
      if (!moved.ok) return moved;
      if (moved.value.is === 'refused')
        return {
          ok: true,
          value: {
            is: 'conflict',
            current: moved.value.stands === undefined ? undefined : documentOf(app, moved.value.stands),
          },
        };
      const copied = await copy(document);
      return copied.ok ? { ok: true, value: { is: 'stored', version: document.version } } : copied;
    },
  };
}

function itemOf({ app: _app, ...document }: StoredDocument): Item {
  return { ...document, schema: SCHEMA };
}

function loadOf(app: string, item: Item | undefined): DocumentLoad {
  if (item === undefined) return { is: 'absent' };
  if (typeof item.schema === 'number' && item.schema > SCHEMA)
    return {
      is: 'unusable',
      why: `the document's item has schema ${item.schema}, this version of ecs-steward reads up to ${SCHEMA}`,
    };
  const document = documentOf(app, item);
  return document === undefined
    ? { is: 'unusable', why: "the document's item lacks its version or its text: it was written past ecs-steward" }
    : { is: 'present', document };
}

function documentOf(app: string, item: Item): StoredDocument | undefined {
  const { version, text, by, comment, at } = item;
  if (typeof version !== 'number' || typeof text !== 'string') return undefined;
  return {
    app,
    version,
    text,
    by: typeof by === 'string' ? by : 'unknown',
    comment: typeof comment === 'string' ? comment : '',
    at: typeof at === 'number' ? at : 0,
  };
}
