import { findingKind } from './finding.ts';

export const imageNotSupported = findingKind<{ image: string; why: string }>({
  code: 'image-not-supported',
  severity: 'error',
  clearedBy: 'document',
  cause: ({ image, why }) => `${image} can't be followed: ${why}`,
  whatToDo: () => ["follow a tag in ECR of the document's region, or pin a digest (@sha256:…)"],
});
