import type { CloudFormationClient, StackEvent } from '@aws-sdk/client-cloudformation';
import type { S3Client } from '@aws-sdk/client-s3';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Clock } from '../src/aws/clock.ts';
import { type Deployed, deployStack, type StackChange } from './deploy/deploy-stack.ts';
import { type Identity, identify } from './deploy/identity.ts';
import type { StackState } from './deploy/stack-state.ts';
import type { Outcome } from './deploy/trouble.ts';
import { type Artefact, bucketName, keyOf, upload } from './deploy/upload.ts';
import { type ParameterName, parametersOf } from './parameters.ts';
import type { StackOptions } from './stack-options.ts';
import { template } from './template.ts';

export interface BootstrapClients {
  readonly sts: Pick<STSClient, 'send'>;
  readonly s3: Pick<S3Client, 'send'>;
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
}

export interface BootstrapRun {
  readonly clients: BootstrapClients;
  readonly clock: Clock;
  readonly region: string | undefined;
  readonly account: string | undefined;
  readonly stack: string;
  /** undefined: named after account and region. */
  readonly bucket: string | undefined;
  readonly options: StackOptions;
  readonly parameters: Readonly<Partial<Record<ParameterName, string>>>;
  /** For a new stack: makes hidden values comparable in the logs, 16 characters or more. */
  readonly logKey: string;
  /** The functions' code, built. */
  readonly code: () => Promise<Outcome<{ readonly dispatch: Uint8Array; readonly reconcile: Uint8Array }>>;
  readonly agree: (changes: readonly StackChange[], upgrade: Upgrade, identity: Identity) => Promise<boolean>;
  readonly event: (event: StackEvent) => void;
  readonly note: (sentence: string) => void;
}

export type Bootstrapped = Deployed & { readonly identity: Identity; readonly bucket: string };

/** CreateChangeSet takes a longer template only by its place in S3 (CloudFormation User Guide, quotas). */
const LONGEST_BODY = 51_200;

/** Checks who and where, builds, uploads, deploys. Each part can be repeated; a second run goes on where the first stopped. */
export async function bootstrap(run: BootstrapRun): Promise<Outcome<Bootstrapped>> {
  const { clients, clock, stack, note } = run;
  const identified = await identify(clients.sts, { region: run.region, account: run.account });
  if (!identified.ok) return identified;
  const identity = identified.value;
  note(`account ${identity.account}, region ${identity.region}, as ${identity.arn}`);
  const code = await run.code();
  if (!code.ok) return code;
  const text = templateText(run.options);
  const artefacts: Artefact[] = [
    { name: 'dispatch', kind: 'zip', bytes: code.value.dispatch },
    { name: 'reconcile', kind: 'zip', bytes: code.value.reconcile },
  ];
  const long = Buffer.byteLength(text) > LONGEST_BODY;
  const page: Artefact = { name: 'template', kind: 'json', bytes: Buffer.from(text) };
  const bucket = run.bucket ?? bucketName(identity);
  const uploaded = await upload(clients.s3, identity, bucket, long ? [...artefacts, page] : artefacts);
  if (!uploaded.ok) return uploaded;
  note(
    uploaded.value.sent.length === 0
      ? 'nothing new to upload'
      : `uploaded to ${bucket}: ${uploaded.value.sent.join(', ')}`,
  );
  const deployed = await deployStack({
    cloudformation: clients.cloudformation,
    clock,
    stack,
    template: long ? { url: urlOf(identity, bucket, keyOf(page)) } : { body: text },
    parameters: {
      ...run.parameters,
      CodeBucket: bucket,
      DispatchCode: uploaded.value.keys.dispatch ?? '',
      ReconcileCode: uploaded.value.keys.reconcile ?? '',
    },
    firstParameters: { LogKey: run.logKey },
    parameterNames: Object.keys(parametersOf(run.options)),
    agree: (changes, state) => run.agree(changes, upgradeOf(state, uploaded.value.keys), identity),
    event: run.event,
    note,
  });
  return deployed.ok ? { ok: true, value: { ...deployed.value, identity, bucket } } : deployed;
}

/** What stands now, and whether the functions would run other code. */
export interface Upgrade {
  readonly from: StackState['is'];
  readonly newCode: boolean;
}

function upgradeOf(state: StackState, keys: Readonly<Record<string, string>>): Upgrade {
  if (state.is !== 'steady') return { from: state.is, newCode: false };
  const runs = new Map((state.stack.Parameters ?? []).map((each) => [each.ParameterKey, each.ParameterValue]));
  const newCode = runs.get('DispatchCode') !== keys.dispatch || runs.get('ReconcileCode') !== keys.reconcile;
  return { from: state.is, newCode };
}

/** The template as it is sent, and as `--print` shows it. */
export function templateText(options: StackOptions): string {
  return `${JSON.stringify(template(options), null, 1)}\n`;
}

function urlOf({ region, partition }: Identity, bucket: string, key: string): string {
  return `https://${bucket}.s3.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${key}`;
}
