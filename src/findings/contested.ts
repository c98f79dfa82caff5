import { findingKind } from './finding.ts';

/** Somebody changes the same field again and again: after three repairs in an hour we stop fighting (R33). */
export const contested = findingKind<{ field: string; repairs: number; until: string }>({
  code: 'contested',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ field, repairs, until }) =>
    `${field} was repaired ${repairs} times within an hour and is wrong again; it is left alone until ${until}`,
  whatToDo: ({ field }) => [
    'find the other writer: aws cloudtrail lookup-events (the log lines before name the caller where a trail tells it)',
    `or leave the field to it: unmanaged: [${field.split(' ').at(-1)}]`,
  ],
});
