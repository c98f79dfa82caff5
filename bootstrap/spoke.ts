import type { CloudFormationClient, StackEvent } from '@aws-sdk/client-cloudformation';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../src/aws/clock.ts';
import { type Deployed, deployStack, type StackChange } from './deploy/deploy-stack.ts';
import { type Identity, identify } from './deploy/identity.ts';
import type { StackState } from './deploy/stack-state.ts';
import { type Outcome, trouble } from './deploy/trouble.ts';
import { names } from './names.ts';
import { type SpokeParameter, spokeParameters, spokeTemplate } from './spoke-template.ts';

export interface SpokeRun {
  readonly clients: (region: string) => {
    readonly sts: Pick<STSClient, 'send'>;
    readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  };
  readonly clock: Clock;
  readonly account: string | undefined;
  readonly hub: { readonly account: string; readonly region: string };
  /** The first one holds the roles. */
  readonly regions: readonly [string, ...string[]];
  readonly cloudTrail: boolean;
  readonly parameters: Readonly<Partial<Record<SpokeParameter, string>>>;
  /** For new roles where none is given. */
  readonly newExternalId: string;
  readonly agree: (
    changes: readonly StackChange[],
    state: StackState['is'],
    place: Pick<Identity, 'account' | 'region'>,
  ) => Promise<boolean>;
  /** Right after the roles were made: an external id that was not told would be lost with a failure in the next region. */
  readonly rolesMade: (externalId: string, account: string) => void;
  readonly event: (event: StackEvent) => void;
  readonly note: (sentence: string) => void;
}

export interface SpokeDone {
  readonly is: Deployed['is'];
  readonly account: string;
}

/** Gives a hub its roles and events in this account, region by region. Each part can be repeated. */
export async function bootstrapSpoke(run: SpokeRun): Promise<Outcome<SpokeDone>> {
  const { hub, regions, note } = run;
  const [first] = regions;
  const identified = await identify(run.clients(first).sts, { region: first, account: run.account });
  if (!identified.ok) return identified;
  const { account, arn } = identified.value;
  if (account === hub.account && regions.includes(hub.region))
    return trouble(
      'wrong-region',
      `${hub.account} ${hub.region} is the hub itself: it needs no roles to look after what is there`,
      `name the other regions: --region REGION, or --regions without ${hub.region}`,
    );
  note(`account ${account}, regions ${regions.join(', ')}, as ${arn}; the hub is ${hub.account} ${hub.region}`);
  let is: Deployed['is'] = 'unchanged';
  for (const region of regions) {
    const deployed = await deployRegion(run, region, { account, region });
    if (!deployed.ok) return deployed;
    if (deployed.value.is === 'declined') return { ok: true, value: { is: 'declined', account } };
    if (deployed.value.is === 'created' && region === first)
      run.rolesMade(run.parameters.ExternalId ?? run.newExternalId, account);
    if (deployed.value.is !== 'unchanged') is = deployed.value.is;
  }
  return { ok: true, value: { is, account } };
}

async function deployRegion(
  { clients, clock, hub, regions, cloudTrail, parameters, newExternalId, agree, event, note }: SpokeRun,
  region: string,
  place: Pick<Identity, 'account' | 'region'>,
): Promise<Outcome<Deployed>> {
  const roles = region === regions[0];
  const deployed = await deployStack({
    cloudformation: clients(region).cloudformation,
    clock,
    stack: names.spokeStack,
    template: { body: `${JSON.stringify(spokeTemplate({ hub, regions, roles, cloudTrail }), null, 1)}\n` },
    parameters: roles ? parameters : {},
    firstParameters: roles ? { ExternalId: newExternalId } : {},
    parameterNames: roles ? Object.keys(spokeParameters) : [],
    agree: (changes, state) => agree(changes, state.is, place),
    event,
    note,
  });
  if (deployed.ok || !/Invalid principal/i.test(deployed.trouble.cause)) return deployed;
  return trouble(
    'stack-failed',
    `${deployed.trouble.cause}: IAM knows no role ${names.reconcile} in the account ${hub.account}`,
    `run ecs-steward bootstrap with credentials of ${hub.account} first, then the same command again`,
  );
}
