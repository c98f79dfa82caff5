import type { Command } from 'commander';
import { z } from 'zod';
import { policyNames } from '../../bootstrap/names.ts';
import * as editor from '../../bootstrap/policies/editor.ts';
import * as operator from '../../bootstrap/policies/operator.ts';
import * as viewer from '../../bootstrap/policies/viewer.ts';
import type { Place, PolicyDocument } from '../aws/policy.ts';
import type { CliCommand } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { placeOptions, regionOf } from './place.ts';

const policies: Readonly<Record<string, (place: Place, apps: readonly string[] | undefined) => PolicyDocument>> = {
  viewer: (place) => viewer.policyOf(place),
  editor: (place, apps) => editor.policyOf(place, apps),
  operator: (place, apps) => operator.policyOf(place, apps),
};

const schema = placeOptions.extend({
  account: z.string('an account has twelve digits').regex(/^\d{12}$/, 'an account has twelve digits'),
  apps: z
    .string()
    .regex(/^[a-z*][a-z0-9*-]*(,[a-z*][a-z0-9*-]*)*$/, 'names or patterns, separated by commas: todo,payments-*')
    .transform((text) => text.split(','))
    .optional(),
});

/** The stack's policies for people reach all apps; a team's own reaches its apps only, by the keys of their items. */
export const bootstrapPolicy: CliCommand = {
  name: 'bootstrap policy',
  summary: 'prints the policy of a viewer, editor or operator, narrowed to some apps if that is asked for',
  define(command: Command) {
    command
      .argument('<who>', 'viewer, editor or operator')
      .option('--account <id>', 'the account with the table')
      .option('--apps <names>', 'only these apps, for editors and operators: todo,payments-*');
  },
  async run(surroundings, [who = ''], options) {
    const { out } = surroundings;
    const policy = policies[who];
    const parsed = schema.safeParse(options);
    const problems = [
      ...(policy === undefined ? [`${who} is none of them: ${Object.keys(policies).join(', ')}`] : []),
      ...(parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`)),
      ...(who === 'viewer' && parsed.success && parsed.data.apps !== undefined
        ? ['--apps: a viewer sees all apps']
        : []),
    ];
    const region = parsed.success ? regionOf(surroundings, parsed.data.region) : undefined;
    if (parsed.success && region === undefined) problems.push('--region: for example eu-central-1');
    if (problems.length > 0 || policy === undefined || !parsed.success || region === undefined) {
      for (const problem of problems) out.note(problem);
      out.data({ ok: false, problems });
      return EXIT.error;
    }
    const document = policy(
      {
        partition: partitionOf(region),
        account: parsed.data.account,
        region,
        ...policyNames,
      },
      parsed.data.apps,
    );
    out.data(document);
    out.line(JSON.stringify(document, null, 2));
    return EXIT.fine;
  },
};

/** `cn-north-1` → `aws-cn` (AWS General Reference, «AWS partitions») */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
