/** Why a deployment can't go on, in words for the person who runs it. */
export interface Trouble {
  readonly code:
    | 'no-credentials'
    | 'expired-credentials'
    | 'root'
    | 'wrong-account'
    | 'wrong-region'
    | 'denied'
    | 'bucket-taken'
    | 'not-built'
    | 'upload-failed'
    | 'not-ours'
    | 'stack-failed'
    | 'stack-stuck'
    | 'not-agreed'
    | 'conflict'
    | 'aws';
  /** One sentence with the values. */
  readonly cause: string;
  /** Commands or acts; at least one. */
  readonly whatToDo: readonly [string, ...string[]];
}

export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly trouble: Trouble };

export function trouble(code: Trouble['code'], cause: string, ...whatToDo: [string, ...string[]]): Outcome<never> {
  return { ok: false, trouble: { code, cause, whatToDo } };
}

/** AWS' error as the SDK throws it. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
}

export function thrown(error: unknown): Thrown {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), status: undefined };
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return { name: error.name, message: error.message, status: $metadata?.httpStatusCode };
}

const credentialsMissing: ReadonlySet<string> = new Set(['CredentialsProviderError', 'TokenProviderError']);
const credentialsExpired: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);
const permissionMissing: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationError',
]);

/** What every call may answer. `call` as IAM spells the action: it is the permission that is missing. */
export function troubleOf(call: string, error: unknown): Outcome<never> {
  const { name, message } = thrown(error);
  if (credentialsMissing.has(name))
    return trouble(
      'no-credentials',
      `there are no AWS credentials (${message})`,
      'log in: aws sso login --profile NAME, then add --profile NAME',
      'or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN',
    );
  if (credentialsExpired.has(name))
    return trouble(
      'expired-credentials',
      `AWS does not take these credentials any more (${message})`,
      'log in again: aws sso login',
    );
  if (permissionMissing.has(name))
    return trouble(
      'denied',
      `${call} is not allowed: ${message}`,
      `ask for the permission ${call}, then run the same command again: it goes on where it stopped`,
    );
  return trouble(
    'aws',
    `${call} failed (${name}: ${message})`,
    'run the same command again: it goes on where it stopped',
  );
}
