import type { Struct } from './plain-data.ts';
import { isStruct, textOf } from './plain-data.ts';
import { byDefault, ignored, type KeyedRule, keyed, leaf, type Place, set, struct } from './rules.ts';

/** aws-facts §4.3, «redirect»: what is left out is taken over from the request. */
const redirect = struct({
  Protocol: byDefault('#{protocol}'),
  Host: byDefault('#{host}'),
  Port: byDefault('#{port}'),
  Path: byDefault('/#{path}'),
  Query: byDefault('#{query}'),
});

/** An absent body is an empty one; the type of an answer without a type is `text/plain` (?). */
const fixedResponse = struct({ MessageBody: byDefault(''), ContentType: byDefault('text/plain') });

/** API reference, AuthenticateOidcActionConfig: the secret is never answered. */
const authenticate = struct({
  ClientSecret: ignored,
  UseExistingClientSecret: ignored,
  SessionCookieName: byDefault('AWSELBAuthSessionCookie'),
  Scope: byDefault('openid'),
  SessionTimeout: byDefault(604800),
  OnUnauthenticatedRequest: byDefault('authenticate'),
});

const jwtValidation = struct({ AdditionalClaims: keyed('Name', { Values: set() }) });

const forward = struct({
  TargetGroups: keyed('TargetGroupArn', { Weight: byDefault(1) }, { same: sameSplit }),
  TargetGroupStickinessConfig: struct({
    Enabled: byDefault(false),
    // Means nothing while stickiness is off; AWS may keep it (?).
    DurationSeconds: leaf({ read: (value, own) => (isOn(own.Enabled) ? value : undefined) }),
  }),
});

/** aws-facts §4.3: one action of each type at most, in the order of `Order`. */
export const actions: KeyedRule = keyed(
  'Type',
  struct(
    {
      TargetGroupArn: ignored,
      ForwardConfig: forward,
      RedirectConfig: redirect,
      FixedResponseConfig: fixedResponse,
      AuthenticateOidcConfig: authenticate,
      AuthenticateCognitoConfig: authenticate,
      JwtValidationConfig: jwtValidation,
    },
    { prepare: inConfig },
  ),
  { prepareList: ranked },
);

function isOn(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A single group may be given beside the type; AWS answers it in both places, or in the config alone. */
function inConfig(action: Struct): Struct {
  const arn = action.TargetGroupArn;
  const config = isStruct(action.ForwardConfig) ? action.ForwardConfig : {};
  const groups = config.TargetGroups;
  if (typeof arn !== 'string' || (Array.isArray(groups) && groups.length > 0)) return action;
  return { ...action, ForwardConfig: { ...config, TargetGroups: [{ TargetGroupArn: arn }] } };
}

/** Only the sequence counts, not the numbers; a lone action needs no number, and AWS may answer one or none (?). */
function ranked(list: readonly unknown[]): readonly unknown[] {
  const known = list.filter(isStruct);
  const order = (action: Struct, place: number) => Number(action.Order ?? place + 1);
  const sorted = known
    .map((action, place) => ({ action, order: order(action, place) }))
    .sort((a, b) => a.order - b.order);
  return sorted.map(({ action }, place) => ({ ...action, Order: sorted.length === 1 ? undefined : place + 1 }));
}

/**
 * The weights of one forward action are shares: 1 and 1 is 50 and 50. Between groups that ECS moves traffic over, any
 * share is right (aws-facts §2.6), also none at all.
 */
function sameSplit(declared: unknown, observed: unknown, place: Place): boolean {
  const { shifting = [] } = place.context;
  const wanted = sharesOf(declared, shifting);
  const seen = sharesOf(observed, shifting);
  return wanted.size === seen.size && [...wanted].every(([group, share]) => sameShare(share, seen.get(group)));
}

function sameShare(a: number, b: number | undefined): boolean {
  return b !== undefined && Math.abs(a - b) < 1e-9;
}

/** Each group's part of the traffic, 0 to 1; the groups that ECS moves traffic over count as one. */
function sharesOf(groups: unknown, shifting: readonly string[]): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  let total = 0;
  for (const group of Array.isArray(groups) ? groups : []) {
    if (!isStruct(group)) continue;
    const arn = textOf(group.TargetGroupArn);
    const name = shifting.includes(arn) ? 'shifting' : arn;
    const weight = Number(group.Weight ?? 1);
    weights.set(name, (weights.get(name) ?? 0) + weight);
    total += weight;
  }
  if (total > 0) for (const [name, weight] of weights) weights.set(name, weight / total);
  return weights;
}
