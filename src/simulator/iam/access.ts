import type { AwsError } from '../operation.ts';
import type { Caller, World } from '../world.ts';
import type { PolicyStatement } from './policy-document.ts';

/** One permission that a request needs: the action, on which resource, and what conditions can see of it. */
export interface Access {
  /** As IAM spells it; not always the operation's name (SendMessageBatch is `sqs:SendMessage`). */
  readonly action: string;
  /** ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Condition keys, as the Service Authorization Reference spells them; an absent one is undefined. */
  readonly context?: ConditionKeys;
  /** The resource's own policy, which holds for everybody: a role's trust policy. */
  readonly resourcePolicy?: readonly PolicyStatement[];
  /** What the service says where it does not say access denied. */
  readonly denied?: (action: string) => AwsError;
}

export type ConditionKeys = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A decoded request before it runs. */
export interface Asked<Input> {
  readonly world: World;
  readonly caller: Caller;
  readonly input: Input;
}

export type AccessOf = (asked: Asked<never>) => readonly Access[];

/** By operation name (`ecs:UpdateService`): every permission that it needs. None: it needs no permission. */
export type AccessTable = Readonly<Record<string, AccessOf>>;

type Tags = ReadonlyMap<string, string> | Readonly<Record<string, string>> | undefined;

/** `aws:ResourceTag/…` of what is there. */
export function resourceTags(tags: Tags): ConditionKeys {
  return Object.fromEntries(entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

/** `aws:RequestTag/…` and `aws:TagKeys` of what a request brings. */
export function requestTags(tags: Tags): ConditionKeys {
  const given = entries(tags);
  return {
    ...Object.fromEntries(given.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(given.length === 0 ? {} : { 'aws:TagKeys': given.map(([key]) => key) }),
  };
}

function entries(tags: Tags): [string, string][] {
  if (tags === undefined) return [];
  return tags instanceof Map ? [...tags] : Object.entries(tags);
}

/** Tags of a request in either spelling, without the checks that come later. */
export function tagsIn(
  list:
    | readonly {
        readonly key?: string | undefined;
        readonly value?: string | undefined;
        readonly Key?: string | undefined;
        readonly Value?: string | undefined;
      }[]
    | undefined,
): ReadonlyMap<string, string> {
  return new Map((list ?? []).map((tag) => [tag.key ?? tag.Key ?? '', tag.value ?? tag.Value ?? '']));
}
