import { findingKind } from './finding.ts';

/** The document's account or region is not one that is looked after from here. */
export const wrongPlace = findingKind<{ account: string; region: string; hub: string; hubRegion: string; why: string }>(
  {
    code: 'wrong-place',
    severity: 'error',
    clearedBy: 'person',
    cause: ({ account, region, hub, hubRegion, why }) =>
      `the document is for ${account} ${region}; this worker is at home in ${hub} ${hubRegion}, and ${why}`,
    whatToDo: ({ account, region, hub, hubRegion }) => [
      'write the right account and region into the document, if it is not meant for there',
      `or look after that place from here: ecs-steward bootstrap spoke --hub ${hub} --hub-region ${hubRegion} --region ${region}, with credentials of ${account}; it prints the line for ${hub}`,
    ],
  },
);
