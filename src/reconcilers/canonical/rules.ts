import type { ComparisonContext } from '../difference.ts';
import { type Struct, textOf } from './plain-data.ts';

/** Where a rule is asked: the structures around the field and the whole of each side, in canonical form. */
export interface Place {
  readonly declared: Struct;
  readonly observed: Struct;
  readonly declaredRoot: Struct;
  readonly observedRoot: Struct;
  readonly context: ComparisonContext;
}

/** What an absent field means; a function sees the structure that holds the field, and the whole side. */
export type Default = string | number | boolean | ((own: Struct, root: Struct) => unknown);

interface AnyRule {
  /** Where a side holds the field if not under its own name. A field with `take` needs no member in AWS' answer. */
  readonly take?: (own: Struct) => unknown;
  /** Brings a value to the canonical one; undefined leaves the field out. */
  readonly read?: (value: unknown, own: Struct, root: Struct) => unknown;
  /** Equality beyond the canonical form, for what no form can hold: a name and its ARN, bounds of a scaler. */
  readonly same?: (declared: unknown, observed: unknown, place: Place) => boolean;
  /** An undeclared field is not looked at: AWS keeps what is there, or the default is only known to AWS. */
  readonly silent?: boolean | ((declared: Struct, root: Struct) => boolean);
  /** Compared only where the observed side has the field: another call answers it, and may not have been made. */
  readonly askedApart?: boolean;
}

export interface LeafRule extends AnyRule {
  readonly form: 'leaf';
  readonly default?: Default;
  /** What a report shows as declared, where that is not the declared value itself. */
  readonly wanted?: (declared: unknown, observed: unknown, place: Place) => unknown;
}

/** Members without a rule are taken from the SDK's schema: structures recurse, lists are one field in order. */
export type Fields = Readonly<Record<string, Rule>>;

export interface StructRule extends AnyRule {
  readonly form: 'struct';
  readonly fields: Fields;
  /** Members that AWS answers but that mean nothing beside the declared ones. */
  readonly ignored?: readonly string[];
  /** Brings several spellings of one structure to one, before its fields are read. */
  readonly prepare?: (own: Struct, root: Struct) => Struct;
}

/** Elements are told apart by a key; the order of the list means nothing. */
export interface KeyedRule extends AnyRule {
  readonly form: 'keyed';
  readonly key: (element: Struct) => string;
  readonly element: StructRule;
  /** An element that means nothing, and is left out. */
  readonly drop?: (element: Struct) => boolean;
  /** Whole list at once, before its elements are read. */
  readonly prepareList?: (list: readonly unknown[]) => readonly unknown[];
  /** Elements only on the observed side: `difference` (the default), or not ours to judge. */
  readonly undeclared?: 'difference' | 'ignored';
  /** What an absent element means; undefined for a key without a default. */
  readonly absent?: (key: string) => Struct | undefined;
}

/** A list that is one field of the report. */
export interface ListRule extends AnyRule {
  readonly form: 'list';
  readonly order: 'kept' | 'free';
  readonly element?: StructRule | LeafRule;
}

/** Free keys, each a field. */
export interface MapRule extends AnyRule {
  readonly form: 'map';
  readonly defaults?: Readonly<Record<string, string>>;
  /** Keys only on the observed side: `difference` (the default), or not ours to judge. */
  readonly undeclared?: 'difference' | 'ignored';
}

/** Text that is JSON, or JSON of no fixed shape: fields by their own names, plain lists as sets. */
export interface JsonRule extends AnyRule {
  readonly form: 'json';
  /** Lists of objects that are sets, by the list's name: the member that tells their elements apart. */
  readonly keys: Readonly<Record<string, string>>;
}

/** Never compared. */
export interface IgnoredRule {
  readonly form: 'ignored';
}

export type Rule = LeafRule | StructRule | KeyedRule | ListRule | MapRule | JsonRule | IgnoredRule;

type Options<R extends Rule> = Omit<R, 'form'>;

export const leaf = (options: Options<LeafRule> = {}): LeafRule => ({ form: 'leaf', ...options });
export const byDefault = (value: Default): LeafRule => ({ form: 'leaf', default: value });
export const ignored: IgnoredRule = { form: 'ignored' };

export const struct = (fields: Fields = {}, options: Omit<Options<StructRule>, 'fields'> = {}): StructRule => ({
  form: 'struct',
  fields,
  ...options,
});

/** `key` names the member that is the key, or makes the key. */
export const keyed = (
  key: string | ((element: Struct) => string),
  fields: Fields | StructRule = {},
  options: Omit<Options<KeyedRule>, 'key' | 'element'> = {},
): KeyedRule => ({
  form: 'keyed',
  key: typeof key === 'string' ? (element) => textOf(element[key]) : key,
  element: isStructRule(fields) ? fields : struct(fields),
  ...options,
});

/** Order means nothing: alternatives, subnets, constraints. */
export const set = (options: Omit<Options<ListRule>, 'order'> = {}): ListRule => ({
  form: 'list',
  order: 'free',
  ...options,
});

/** Order means something, or the program in the container can see it (ruling 3). */
export const sequence = (options: Omit<Options<ListRule>, 'order'> = {}): ListRule => ({
  form: 'list',
  order: 'kept',
  ...options,
});

export const map = (options: Options<MapRule> = {}): MapRule => ({ form: 'map', ...options });

export const json = (options: Options<JsonRule>): JsonRule => ({ form: 'json', ...options });

function isStructRule(fields: Fields | StructRule): fields is StructRule {
  return fields.form === 'struct';
}
