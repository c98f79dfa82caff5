import { randomBytes } from 'node:crypto';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import { names } from '../../bootstrap/names.ts';
import { bootstrapSpoke as deploy } from '../../bootstrap/spoke.ts';
import { acceptSpoke, forgetSpoke } from './accept-spoke.ts';
import type { CliCommand, Surroundings } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { regionOf } from './place.ts';
import { readSpokeOptions, type SpokeOptions } from './spoke-options.ts';
import { changeLine, eventLine, tellTrouble } from './stack-lines.ts';

/** Two sides agree, each with its own credentials: the account gives roles to a hub, and the hub accepts the account. */
export const bootstrapSpoke: CliCommand = {
  name: 'bootstrap spoke',
  summary: 'lets a hub look after the apps of another account or region',
  define(command: Command) {
    command
      .option('--hub <id>', 'in the account that is to be looked after: make the roles for this hub')
      .option('--hub-region <region>', 'where the hub is deployed (default: --region)')
      .option('--accept <id>', 'in the hub: look after this account')
      .option('--forget <id>', 'in the hub: look after this account no more; its apps run on as they are')
      .option('--external-id <id>', 'what both sides agreed on; a new one is made up if none is given')
      .option('--regions <list>', 'regions that are looked after, separated by commas (default: --region)')
      .option('--account <id>', 'refuse to act in any other account')
      .option('--boundary <arn>', 'permissions boundary of the roles')
      .option('--cloudtrail', 'forward other people’s writes, too (needs a trail with management events)')
      .option('--yes', 'do not ask');
  },
  async run(surroundings, _args, options) {
    const read = readSpokeOptions(options);
    if (!read.ok) {
      for (const problem of read.problems) surroundings.out.note(problem);
      surroundings.out.data({ ok: false, problems: read.problems });
      return EXIT.error;
    }
    const { given } = read;
    const region = regionOf(surroundings, given.region) ?? (await surroundings.profileRegion(given.profile));
    if (given.accept !== undefined) return acceptSpoke(surroundings, given, region);
    if (given.forget !== undefined) return forgetSpoke(surroundings, given, region);
    return make(surroundings, given, region);
  },
};

async function make(surroundings: Surroundings, given: SpokeOptions, region: string | undefined): Promise<ExitCode> {
  const { out } = surroundings;
  const [first = '', ...others] = given.regions ?? (region === undefined ? [] : [region]);
  if (first === '') {
    out.note('no region is named: add --region, for example --region eu-central-1');
    return EXIT.error;
  }
  let externalId: string | undefined;
  const accept = (account: string, id: string) =>
    `ecs-steward bootstrap spoke --accept ${account} --external-id ${id} --regions ${[first, ...others].join(',')}`;
  const done = await deploy({
    clients: (at) => {
      const config = surroundings.clientConfig({ region: at, profile: given.profile });
      return { sts: new STSClient(config), cloudformation: new CloudFormationClient(config) };
    },
    clock: surroundings.clock,
    account: given.account,
    hub: { account: given.hub ?? '', region: given.hubRegion ?? region ?? first },
    regions: [first, ...others],
    cloudTrail: given.cloudtrail,
    parameters: {
      ...(given.externalId === undefined ? {} : { ExternalId: given.externalId }),
      ...(given.boundary === undefined ? {} : { PermissionsBoundary: given.boundary }),
    },
    newExternalId: randomBytes(24).toString('base64url'),
    agree: async (changes, state, place) => {
      for (const change of changes) out.note(changeLine(change, out.colors));
      out.note(
        `${changes.length} changes to the stack ${names.spokeStack} (${state === 'steady' ? 'upgrade' : 'new'}) in ${place.account}, ${place.region}`,
      );
      return given.yes || surroundings.ask(`Let the hub ${given.hub} look after this account?`);
    },
    rolesMade: (id, account) => {
      externalId = id;
      out.line(`Next, with credentials of ${given.hub}:`);
      out.line(`  ${accept(account, id)}`);
    },
    event: (event) => out.note(eventLine(event, out.colors)),
    note: (sentence) => out.note(sentence),
  });
  if (!done.ok) return tellTrouble(out, done.trouble);
  const { is, account } = done.value;
  if (is === 'declined') {
    out.note('nothing was changed; --yes agrees beforehand');
    out.data({ ok: false, is });
    return EXIT.withheld;
  }
  const told = externalId === undefined ? {} : { externalId, accept: accept(account, externalId) };
  out.data({ ok: true, is, account, regions: [first, ...others], ...told });
  out.line(`The stack ${names.spokeStack} is ${is === 'unchanged' ? 'as it should be' : is}.`);
  if (externalId === undefined) out.line('The external id is the one that was agreed on before.');
  return EXIT.fine;
}
