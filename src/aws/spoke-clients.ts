import { roleArn, spokeRoleNames } from './arns.ts';
import type { AssumedClients } from './assumed-clients.ts';
import type { Clients } from './clients.ts';
import type { AwsFailure, Result } from './failure.ts';

/** A region of another account, or another one of ours, with what its roles ask for besides our name. */
export interface SpokePlace {
  readonly account: string;
  readonly region: string;
  readonly externalId: string;
}

type Count = (call: string) => void;

/** Clients for places other than home, with what their account allows its hub. Asked for only when they are needed. */
export interface SpokeClients {
  reads(place: SpokePlace, count: Count): Promise<Result<Clients, AwsFailure>>;
  writes(place: SpokePlace, app: string, count: Count): Promise<Result<Clients, AwsFailure>>;
}

export interface SpokeOptions {
  readonly assume: AssumedClients;
  /** `aws`, `aws-cn`, …: no role is assumed from one into another. */
  readonly partition: string;
  /** What the roles' names begin with. */
  readonly prefix: string;
}

export function createSpokeClients({ assume, partition, prefix }: SpokeOptions): SpokeClients {
  const names = spokeRoleNames(prefix);
  const session = ({ account, region, externalId }: SpokePlace, name: string) => ({
    role: roleArn({ partition, account }, name),
    region,
    externalId,
  });
  return {
    reads: (place, count) => assume(session(place, names.read), count),
    writes: (place, app, count) => assume({ ...session(place, names.write), app }, count),
  };
}
