import { randomBytes } from 'node:crypto';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import type { Command } from 'commander';
import { type Bootstrapped, bootstrap as deploy, templateText } from '../../bootstrap/bootstrap.ts';
import type { Identity } from '../../bootstrap/deploy/identity.ts';
import { lookAtFleet } from '../../bootstrap/fleet-look.ts';
import { escaped } from '../reports/text.ts';
import { type BootstrapOptions, type ReadOptions, readBootstrapOptions } from './bootstrap-options.ts';
import type { CliCommand, ClientConfig, Surroundings } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { onlooker } from './onlooker.ts';
import { clientsAt } from './place.ts';
import { changeLine, eventLine, tellTrouble } from './stack-lines.ts';
import { uninstall } from './uninstall.ts';
import { verify } from './verify.ts';

/** From an account to a running ecs-steward, and from any version to this one: build, upload, show, deploy. */
export const bootstrap: CliCommand = {
  name: 'bootstrap',
  summary: 'deploys ecs-steward into an account, or upgrades it in place',
  define,
  async run(surroundings, _args, options) {
    const read = readBootstrapOptions(options);
    if (!read.ok) {
      for (const problem of read.problems) surroundings.out.note(problem);
      surroundings.out.data({ ok: false, problems: read.problems });
      return EXIT.error;
    }
    const { given } = read;
    if (given.print) return print(surroundings, read);
    if (given.destroy) return uninstall.run(surroundings, [], options);
    if (given.verify) return verify(surroundings, given);
    return run(surroundings, read);
  },
};

function define(command: Command): void {
  command
    .option('--account <id>', 'refuse to act in any other account')
    .option('--stack <name>', 'name of the CloudFormation stack', 'ecs-steward')
    .option('--bucket <name>', 'bucket for the code (default: ecs-steward-ACCOUNT-REGION)')
    .option('--schedule <expression>', 'how often everything is looked at: rate(5 minutes)')
    .option('--mail <address>', 'who is told of alarms')
    .option('--log-days <days>', 'how long the functions’ logs are kept')
    .option('--boundary <arn>', 'permissions boundary of every role')
    .option('--kill-switch <on|off>', 'on: look and write nothing')
    .option('--vpc', 'attach the functions to a VPC')
    .option('--subnets <ids>', 'subnets of the functions, separated by commas')
    .option('--security-groups <ids>', 'security groups of the functions, separated by commas')
    .option('--no-reserved-concurrency', 'for accounts whose limit of concurrent functions leaves no room')
    .option('--x-ray', 'traces of the functions')
    .option('--cloudtrail', 'a rule for other people’s writes (needs a trail with management events)')
    .option('--with-foundation', 'a VPC, a load balancer and a cluster for the apps, too')
    .option(
      '--egress <nat|endpoints>',
      'how private tasks reach AWS: NAT (about 33 USD a month and traffic), or endpoints',
    )
    .option('--certificate <arn>', 'HTTPS with this certificate; HTTP redirects to it')
    .option('--network-prefix <a.b>', 'first two numbers of the VPC, as 10.20')
    .option('--print', 'write the template to standard output and do nothing else')
    .option('--yes', 'do not ask')
    .option('--accept-changes', 'with --yes: also where the new version would change apps at once')
    .option('--verify', 'run the deployed loop once and check every part')
    .option('--destroy', 'delete the stack; apps run on, and the table stays')
    .option('--delete-history', 'with --destroy: delete the table with all documents and history, too');
}

type Read = Extract<ReadOptions, { ok: true }>;

function print({ out }: Surroundings, { options }: Read): ExitCode {
  const text = templateText(options);
  if (out.json) out.data(JSON.parse(text));
  else out.line(text.trimEnd());
  return EXIT.fine;
}

async function run(surroundings: Surroundings, { given, options, parameters }: Read): Promise<ExitCode> {
  const { out, clock } = surroundings;
  const { region, config } = await clientsAt(surroundings, given);
  const result = await deploy({
    clients: {
      sts: new STSClient(config),
      s3: new S3Client(config),
      cloudformation: new CloudFormationClient(config),
    },
    clock,
    region,
    account: given.account,
    stack: given.stack,
    bucket: given.bucket,
    options,
    parameters,
    logKey: randomBytes(24).toString('base64url'),
    code: () => surroundings.functionCode(),
    agree: (changes, upgrade, identity) => agree(surroundings, given, config, changes, upgrade, identity),
    event: (event) => out.note(eventLine(event, out.colors)),
    note: (sentence) => out.note(sentence),
  });
  if (!result.ok) return tellTrouble(out, result.trouble);
  return tell(surroundings, given, result.value);
}

async function agree(
  surroundings: Surroundings,
  given: BootstrapOptions,
  config: ClientConfig,
  ...[changes, upgrade, identity]: Parameters<Parameters<typeof deploy>[0]['agree']>
): Promise<boolean> {
  const { out, ask } = surroundings;
  for (const change of changes) out.note(changeLine(change, out.colors));
  const replaced = changes.filter(({ replaces, action }) => replaces || action === 'Remove');
  out.note(
    `${changes.length} changes to the stack ${given.stack} (${upgrade.from === 'steady' ? 'upgrade' : 'new'}) in ${identity.account}, ${identity.region}` +
      (replaced.length === 0 ? '' : `; ${replaced.length} of them remove or replace something`),
  );
  const quiet = !upgrade.newCode || (await leavesInPeace(surroundings, config, identity));
  if (given.yes && (quiet || given.acceptChanges)) return true;
  if (given.yes) {
    out.note('--accept-changes agrees to them beforehand');
    return false;
  }
  return ask('Deploy?');
}

/** Before other code takes over, it looks at the whole fleet and says what it would do: a fleet at rest should stay so. */
async function leavesInPeace(surroundings: Surroundings, config: ClientConfig, identity: Identity): Promise<boolean> {
  const { out } = surroundings;
  out.note('the new version looks at the fleet, and writes nothing …');
  const looked = await lookAtFleet(onlooker(surroundings, config, identity));
  if (!looked.ok) {
    out.note(out.colors.red(looked.trouble.cause));
    for (const each of looked.trouble.whatToDo) out.note(`  → ${each}`);
    return false;
  }
  const { apps, differ } = looked.value;
  for (const { app, why } of differ) out.note(out.colors.yellow(`~ ${app}: ${escaped(why)}`));
  out.note(`it would change ${differ.length} of ${apps} apps at once`);
  return differ.length === 0;
}

function tell({ out }: Surroundings, given: BootstrapOptions, done: Bootstrapped): ExitCode {
  if (done.is === 'declined') {
    out.note('nothing was changed; --yes agrees beforehand');
    out.data({ ok: false, is: done.is });
    return EXIT.withheld;
  }
  const { is, outputs, identity, bucket } = done;
  out.data({ ok: true, is, account: identity.account, region: identity.region, bucket, outputs });
  out.line(is === 'unchanged' ? `The stack ${given.stack} is as it should be.` : `The stack ${given.stack} is ${is}.`);
  for (const [name, value] of Object.entries(outputs)) out.line(`  ${name}  ${value}`);
  out.line('Next: ecs-steward bootstrap --verify');
  return EXIT.fine;
}
