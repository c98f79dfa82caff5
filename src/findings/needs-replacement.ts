import { findingKind } from './finding.ts';

/** AWS can't change the field, and a replacement would need a person. */
export const needsReplacement = findingKind<{ what: string; name: string; paths: string }>({
  code: 'needs-replacement',
  severity: 'error',
  clearedBy: 'person',
  cause: ({ what, name, paths }) =>
    `AWS can't change ${paths} of the ${what} ${name}, and it is not replaced by itself`,
  whatToDo: ({ what, name }) => [
    `write back the old value, or remove the ${what} ${name} by a tombstone and add it under another name`,
  ],
});
