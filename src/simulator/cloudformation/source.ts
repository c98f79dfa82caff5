import type { CreateChangeSetCommandInput, Parameter, Tag } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../operation.ts';
import { objectBytes } from '../s3/objects.ts';
import type { Caller, World } from '../world.ts';
import { parameterValues } from './parameters.ts';
import type { Source } from './state.ts';
import { parseTemplate, type Template, validationError } from './template.ts';

/** Quotas «Template body size»: in a request, and in a bucket. */
const BODY_BYTES = 51_200;
const OBJECT_BYTES = 1_048_576;

interface Body {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

/** The text of a template that comes with the request, or lies in a bucket of the caller. */
export function templateText(world: World, caller: Caller, { TemplateBody: body, TemplateURL: url }: Body): string {
  if ((body === undefined) === (url === undefined))
    throw validationError('Either Template URL or Template Body must be specified.');
  if (body !== undefined) {
    if (Buffer.byteLength(body) > BODY_BYTES)
      throw validationError(
        `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${BODY_BYTES}`,
      );
    return body;
  }
  const text = Buffer.from(objectAt(world, caller, url ?? '')).toString();
  if (Buffer.byteLength(text) > OBJECT_BYTES)
    throw validationError(`Template may not exceed ${OBJECT_BYTES} bytes in size.`);
  return text;
}

/** `https://BUCKET.s3.REGION.amazonaws.com/KEY` or `https://s3.REGION.amazonaws.com/BUCKET/KEY` */
function objectAt(world: World, caller: Caller, text: string): Uint8Array {
  const url = URL.parse(text);
  const virtual = /^(.+)\.s3[.-][\w.-]*amazonaws\.com$/.exec(url?.hostname ?? '')?.[1];
  const byPath = /^s3[.-][\w.-]*amazonaws\.com$/.test(url?.hostname ?? '');
  if (url === null || url.protocol !== 'https:' || (virtual === undefined && !byPath))
    throw validationError('TemplateURL must be a supported URL.');
  const [, first = '', ...rest] = decodeURIComponent(url.pathname).split('/');
  const [bucket, key] = virtual === undefined ? [first, rest.join('/')] : [virtual, [first, ...rest].join('/')];
  try {
    return objectBytes(world, caller, { bucket, key });
  } catch (error) {
    if (error instanceof AwsError) throw validationError(`S3 error: ${error.message}`);
    throw error;
  }
}

/** What a change set is to make: the template, given or kept, with every parameter's value. */
export function sourceOf(
  world: World,
  caller: Caller,
  input: Pick<CreateChangeSetCommandInput, 'TemplateBody' | 'TemplateURL' | 'UsePreviousTemplate'> & {
    readonly Parameters?: Parameter[] | undefined;
    readonly Tags?: Tag[] | undefined;
    readonly Capabilities?: string[] | undefined;
    readonly ImportExistingResources?: boolean | undefined;
  },
  previous: Source | undefined,
): Source {
  const text =
    input.UsePreviousTemplate && previous !== undefined ? previous.template : templateText(world, caller, input);
  const template = parseTemplate(text);
  const parameters = parameterValues(template, input.Parameters ?? [], previous?.parameters ?? {});
  const capabilities = (input.Capabilities ?? []).map(String);
  const needed = capabilityOf(template);
  if (
    needed !== undefined &&
    !capabilities.includes(needed) &&
    !(needed === 'CAPABILITY_IAM' && capabilities.includes('CAPABILITY_NAMED_IAM'))
  )
    throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
  return {
    template: text,
    parameters,
    tags: input.Tags ?? previous?.tags ?? [],
    capabilities,
    description: template.Description,
    ...(input.ImportExistingResources === true ? { importsExisting: true } : {}),
  };
}

/** Roles and policies need it to be said that they are made on purpose; more so with names of their own. */
export function capabilityOf({ Resources }: Template): 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | undefined {
  const iam = Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::IAM::'));
  if (iam.length === 0) return undefined;
  const named = iam.some(({ Properties }) => ['RoleName', 'ManagedPolicyName'].some((name) => name in Properties));
  return named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
}
