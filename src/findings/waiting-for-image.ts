import { findingKind } from './finding.ts';

export const waitingForImage = findingKind<{ image: string }>({
  code: 'waiting-for-image',
  severity: 'warning',
  clearedBy: 'itself',
  cause: ({ image }) => `waiting for first push: ${image} has no image`,
  whatToDo: ({ image }) => [`docker push ${image}`],
});
