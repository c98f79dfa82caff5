import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Outcome, trouble, troubleOf } from './trouble.ts';

/** Whose credentials these are, and where they act. */
export interface Identity {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  readonly partition: string;
}

export interface Expected {
  readonly region: string | undefined;
  /** The account that was named; undefined: any. */
  readonly account: string | undefined;
}

/** Before the first other call: never as root, never in a place that nobody named. */
export async function identify(sts: Pick<STSClient, 'send'>, expected: Expected): Promise<Outcome<Identity>> {
  if (expected.region === undefined)
    return trouble('wrong-region', 'no region is named', 'add --region, for example --region eu-central-1');
  try {
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account === undefined || Arn === undefined)
      return trouble('aws', 'sts:GetCallerIdentity answered without an account', 'run the same command again');
    if (Arn.endsWith(':root'))
      return trouble(
        'root',
        `these are the root credentials of ${Account}`,
        'delete the access keys of the root user: IAM console, «My security credentials»',
        'then log in as a user or role of IAM Identity Center that may use CloudFormation, and run the same command again',
      );
    if (expected.account !== undefined && expected.account !== Account)
      return trouble(
        'wrong-account',
        `these credentials are of the account ${Account}, and --account names ${expected.account}`,
        `use the profile of ${expected.account}: --profile NAME`,
        `or name the other one: --account ${Account}`,
      );
    return {
      ok: true,
      value: { account: Account, region: expected.region, arn: Arn, partition: Arn.split(':')[1] ?? 'aws' },
    };
  } catch (error) {
    return troubleOf('sts:GetCallerIdentity', error);
  }
}
