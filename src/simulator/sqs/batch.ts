import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { AwsError } from '../operation.ts';
import { queryErrors } from './errors.ts';

/** Runs the entries of a batch one by one: what is wrong with one entry is told for it, the others are done. */
export function batch<Entry extends { Id: string | undefined }, Done extends object>(
  kind: string,
  entries: readonly Entry[],
  run: (entry: Entry) => Done,
): { Successful: (Done & { Id: string })[]; Failed: BatchResultErrorEntry[] } {
  checkEntries(kind, entries);
  const Successful: (Done & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of entries) {
    const Id = entry.Id ?? '';
    try {
      Successful.push({ Id, ...run(entry) });
    } catch (error) {
      // The simulator's own lack is not an entry's failure.
      if (!(error instanceof AwsError) || error.status === 501) throw error;
      Failed.push({ Id, SenderFault: true, Code: queryErrors[error.code] ?? error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function checkEntries(kind: string, entries: readonly { readonly Id: string | undefined }[]): void {
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', `There should be at least one ${kind} in the request.`);
  if (entries.length > 10)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  const seen = new Set<string>();
  for (const { Id = '' } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id))
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    if (seen.has(Id)) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
}
