import { findingKind } from './finding.ts';

/** Somebody changes the same field again and again: after three repairs in an hour we stop fighting (R33). */
export const contested = findingKind<{ field: string; repairs: number; until: string; waiting: readonly string[] }>({
  code: 'contested',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ field, repairs, until, waiting }) =>
    `${field} was repaired ${repairs} times within an hour and is wrong again; it is left alone until ${until}${waiting.length === 0 ? '' : `, and with it ${waiting.join('; ')}`}`,
  whatToDo: ({ field }) => [
    'find the other writer: aws cloudtrail lookup-events (the log lines before name the caller where a trail tells it)',
    `or leave the field to it: unmanaged: [${field.split(' ').at(-1)}]`,
  ],
});
