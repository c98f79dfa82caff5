import { stateKey, type World } from '../world.ts';

interface Session {
  readonly arn: string;
  /** Milliseconds since 1970. */
  readonly ends: number;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Access keys that AssumeRole gave out, with what they stand for. One table for all accounts. */
const sessions = stateKey('sts:sessions', () => new Map<string, Session>());
const everywhere = { account: 'aws', region: 'global' };

export function addSession(world: World, accessKey: string, session: Session): void {
  world.state(sessions, everywhere).set(accessKey, session);
}

/** The assumed role's ARN behind an access key; undefined for a key that is not of a session. */
export function sessionOf(
  world: World,
  accessKey: string,
): { readonly arn: string; readonly expired: boolean } | undefined {
  const session = world.state(sessions, everywhere).get(accessKey);
  return session && { arn: session.arn, expired: session.ends <= world.clock.now() };
}

/** The tags that a session was assumed with; undefined for a key that is not of a session. */
export function sessionTagsOf(world: World, accessKey: string): Readonly<Record<string, string>> | undefined {
  return world.state(sessions, everywhere).get(accessKey)?.tags;
}

/** The unique identifier that STS shows beside an ARN; made of the name, so that it is the same in each answer. */
export function userId(arn: string): string {
  const [, , , , account = '', resource = ''] = arn.split(':');
  const [kind, name = '', session] = resource.split('/');
  if (kind === 'root') return account;
  const letters = name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .padEnd(17, 'X')
    .slice(0, 17);
  return kind === 'assumed-role' ? `AROA${letters}:${session ?? ''}` : `AIDA${letters}`;
}
