import { stateKey, type World } from '../world.ts';

/** Access keys that AssumeRole gave out: the session's ARN and its end (ms since 1970). One table for all accounts. */
const sessions = stateKey('sts:sessions', () => new Map<string, { readonly arn: string; readonly ends: number }>());
const everywhere = { account: 'aws', region: 'global' };

export function addSession(world: World, accessKey: string, session: { arn: string; ends: number }): void {
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
