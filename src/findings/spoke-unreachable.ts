import { findingKind } from './finding.ts';

/** The role that reads in another account could not be taken: nothing is known of its apps. */
export const spokeUnreachable = findingKind<{
  account: string;
  region: string;
  hub: string;
  hubRegion: string;
  code: string;
  message: string;
  denied: boolean;
}>({
  code: 'spoke-unreachable',
  severity: 'error',
  clearedBy: 'itself',
  cause: ({ account, code, message }) => `the account ${account} could not be reached (${code}): ${message}`,
  whatToDo: ({ account, region, hub, hubRegion, denied }) =>
    denied
      ? [
          `make its roles again, with credentials of ${account}: ecs-steward bootstrap spoke --hub ${hub} --hub-region ${hubRegion} --region ${region}`,
          `compare the external id in control / spokes with the one in the trust policy: aws iam get-role --role-name ecs-steward-spoke-read, with credentials of ${account}`,
        ]
      : ['nothing: it is asked again within minutes; if it lasts, look at the AWS health page for STS'],
});
