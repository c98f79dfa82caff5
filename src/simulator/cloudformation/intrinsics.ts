import type { Where } from '../where.ts';
import { type ParameterValues, parameterReference } from './parameters.ts';
import { type Template, validationError } from './template.ts';

/** What stands for things that are, or will be, made: their Ref and attributes. */
export interface Made {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
}

export interface Surroundings extends Where {
  readonly stackName: string;
  readonly stackId: string;
}

const NO_VALUE = Symbol('AWS::NoValue');

/** Brings values of a template to plain ones, for one set of parameters. Unknown functions are refused by name. */
export class Resolver {
  readonly #template: Template;
  readonly #parameters: ParameterValues;
  readonly #around: Surroundings;
  readonly #made: Made;

  constructor(template: Template, parameters: ParameterValues, around: Surroundings, made: Made) {
    this.#template = template;
    this.#parameters = parameters;
    this.#around = around;
    this.#made = made;
  }

  /** undefined: there is no such value (AWS::NoValue). */
  value(given: unknown): unknown {
    const resolved = this.#resolve(given);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  /** Of a resource or output without a condition it holds. */
  condition(name: string | undefined): boolean {
    if (name === undefined) return true;
    if (!(name in this.#template.Conditions))
      throw validationError(`Template error: unresolved condition dependency ${name}`);
    return this.#truth(this.#template.Conditions[name]);
  }

  #truth(given: unknown): boolean {
    const [name, inner] = call(given) ?? [];
    const list = Array.isArray(inner) ? inner : [];
    switch (name) {
      case 'Condition':
        return this.condition(String(inner));
      case 'Fn::Equals':
        return String(this.#resolve(list[0])) === String(this.#resolve(list[1]));
      case 'Fn::Not':
        return !this.#truth(list[0]);
      case 'Fn::And':
        return list.every((one) => this.#truth(one));
      case 'Fn::Or':
        return list.some((one) => this.#truth(one));
      default:
        throw validationError(
          `Template error: every Condition member must be a function; found ${JSON.stringify(given)}`,
        );
    }
  }

  #resolve(given: unknown): unknown {
    if (Array.isArray(given)) return given.map((one) => this.#resolve(one)).filter((one) => one !== NO_VALUE);
    if (typeof given !== 'object' || given === null) return given;
    const called = call(given);
    if (called !== undefined) return this.#call(...called);
    const entries = Object.entries(given).map(([key, inner]) => [key, this.#resolve(inner)] as const);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== NO_VALUE));
  }

  #call(name: string, inner: unknown): unknown {
    const list = Array.isArray(inner) ? inner : [];
    switch (name) {
      case 'Ref':
        return this.#ref(String(inner));
      case 'Fn::GetAtt': {
        const [id = '', ...path] = Array.isArray(inner) ? inner.map(String) : String(inner).split('.');
        return this.#made.attribute(id, path.join('.'));
      }
      case 'Fn::Sub':
        return this.#sub(inner);
      case 'Fn::Join': {
        const parts = this.#resolve(list[1]);
        return (Array.isArray(parts) ? parts : []).map(String).join(String(list[0]));
      }
      case 'Fn::If':
        return this.#resolve(this.condition(String(list[0])) ? list[1] : list[2]);
      case 'Fn::Select': {
        const from = this.#resolve(list[1]);
        return Array.isArray(from) ? from[Number(this.#resolve(list[0]))] : undefined;
      }
      case 'Fn::GetAZs': {
        const region = String(this.#resolve(inner) || this.#around.region);
        return ['a', 'b', 'c'].map((letter) => `${region}${letter}`);
      }
      default:
        throw validationError(`The simulator does not know the function ${name} of templates.`);
    }
  }

  #ref(name: string): unknown {
    const parameter = this.#template.Parameters[name];
    if (parameter !== undefined) return parameterReference(parameter, this.#parameters[name] ?? '');
    return this.#pseudo(name) ?? this.#made.ref(name);
  }

  #pseudo(name: string): unknown {
    const { account, region, stackName, stackId } = this.#around;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return stackId;
      case 'AWS::NotificationARNs':
        return [];
      case 'AWS::NoValue':
        return NO_VALUE;
      default:
        return undefined;
    }
  }

  /** `${!Literal}` stays as `${Literal}`. */
  #sub(inner: unknown): string {
    const [text, given] = Array.isArray(inner) ? [String(inner[0]), inner[1] as unknown] : [String(inner), {}];
    const own = this.#resolve(given) as Readonly<Record<string, unknown>>;
    return text.replace(/\$\{(!?)([^}]*)\}/g, (_all, literal: string, name: string) => {
      if (literal !== '') return `\${${name}}`;
      if (Object.hasOwn(own, name)) return String(own[name]);
      const dot = name.indexOf('.');
      return String(dot < 0 ? this.#ref(name) : this.#made.attribute(name.slice(0, dot), name.slice(dot + 1)));
    });
  }
}

/** An object with one member that is a function's name. */
function call(given: unknown): readonly [string, unknown] | undefined {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined;
  const entries = Object.entries(given);
  const [name = '', inner] = entries[0] ?? [];
  const isCall = entries.length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'));
  // A policy's own member is called Condition, too: there it is an object.
  return isCall && !(name === 'Condition' && typeof inner !== 'string') ? [name, inner] : undefined;
}

/** Names of everything that a value refers to, pseudo-parameters and parameters among them. */
export function references(given: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  collect(given, found);
  return found;
}

function collect(given: unknown, found: Set<string>): void {
  if (Array.isArray(given)) for (const one of given) collect(one, found);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return;
  const [name, inner] = call(given) ?? [];
  if (name === 'Ref') found.add(String(inner));
  else if (name === 'Fn::GetAtt') found.add(String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0]));
  else if (name === 'Fn::Sub') collectSub(inner, found);
  else for (const one of Object.values(given)) collect(one, found);
}

function collectSub(inner: unknown, found: Set<string>): void {
  const [text, own] = Array.isArray(inner) ? [String(inner[0]), (inner[1] ?? {}) as object] : [String(inner), {}];
  collect(own, found);
  for (const [, literal, name = ''] of text.matchAll(/\$\{(!?)([^}]*)\}/g))
    if (literal === '' && !(name in own)) found.add(name.split('.')[0] ?? '');
}
