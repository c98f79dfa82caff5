import type { ComparedKind } from '../../src/reconcilers/difference.ts';
import { isSide } from './answered-sides.ts';
import type { Side } from './declared-pieces.ts';

/** A field of a declared side, under its path in a report, and the same field on the observed side. */
export interface Field {
  readonly path: string;
  /** Sets another value there. */
  change(observed: Side): void;
}

/** An element of a set with a key. */
export interface Element {
  readonly path: string;
  takeAway(observed: Side): void;
}

/** The sets of the notation and their keys, by the list's name. */
const keys: Readonly<Record<string, (element: Side) => string>> = {
  containerDefinitions: byMember('name'),
  environment: byMember('name'),
  secrets: byMember('name'),
  secretOptions: byMember('name'),
  volumes: byMember('name'),
  ulimits: byMember('name'),
  portMappings: (mapping) => `${String(mapping.containerPort)}/${String(mapping.protocol ?? 'tcp')}`,
  mountPoints: byMember('containerPath'),
  dependsOn: byMember('containerName'),
  systemControls: byMember('namespace'),
  tags: (tag) => String(tag.key ?? tag.Key),
  rules: byMember('rulePriority'),
  loadBalancers: byMember('targetGroupArn'),
  TargetGroups: byMember('TargetGroupArn'),
  Conditions: byMember('Field'),
  Actions: byMember('Type'),
  Attributes: byMember('Key'),
  defaultCapacityProviderStrategy: byMember('capacityProvider'),
};

/** Members that are a key, of which a change makes another element. */
const keyMembers = new Set([
  'containerDefinitions.name',
  'environment.name',
  'secrets.name',
  'secretOptions.name',
  'volumes.name',
  'ulimits.name',
  'portMappings.containerPort',
  'portMappings.protocol',
  'mountPoints.containerPath',
  'dependsOn.containerName',
  'systemControls.namespace',
  'tags.key',
  'tags.Key',
  'rules.rulePriority',
  'loadBalancers.targetGroupArn',
  'TargetGroups.TargetGroupArn',
  'Conditions.Field',
  'Actions.Type',
  'Attributes.Key',
  'defaultCapacityProviderStrategy.capacityProvider',
]);

/** Sent and never answered, or the same thing under another name. */
const unseen = new Set(['ListenerArn', 'TargetGroupArn', 'cluster']);
const renamed = new Map([['Name', 'TargetGroupName']]);
/** Elements of these mean a default when they are gone. */
const withDefault = new Set(['Attributes']);

function byMember(name: string): (element: Side) => string {
  return (element) => String(element[name]);
}

type Find = (observed: Side) => Side | undefined;

export function fieldsIn(kind: ComparedKind, declared: Side): readonly Field[] {
  if (kind === 'lifecyclePolicy') return policyFields(declared);
  return walk(declared, '', '', (observed) => observed).fields;
}

export function elementsIn(kind: ComparedKind, declared: Side): readonly Element[] {
  return kind === 'lifecyclePolicy' ? [] : walk(declared, '', '', (observed) => observed).elements;
}

interface Walked {
  readonly fields: Field[];
  readonly elements: Element[];
}

function walk(side: Side, path: string, list: string, find: Find): Walked {
  const found: Walked = { fields: [], elements: [] };
  for (const [name, value] of Object.entries(side)) {
    if (keyMembers.has(`${list}.${name}`) || (path === '' && unseen.has(name))) continue;
    const at = path === '' ? name : `${path}.${name}`;
    add(
      found,
      isSide(value) ? walk(value, at, '', (root) => member(find(root), name)) : walkMember(name, value, at, find),
    );
  }
  return found;
}

function add(found: Walked, more: Walked): void {
  found.fields.push(...more.fields);
  found.elements.push(...more.elements);
}

function walkMember(name: string, value: unknown, path: string, find: Find): Walked {
  const key = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (!Array.isArray(value) || key === undefined) return { fields: [fieldAt(name, value, path, find)], elements: [] };
  const found: Walked = { fields: [], elements: [] };
  for (const element of value.filter(isSide)) {
    const at = `${path}[${key(element)}]`;
    const isIt = (other: unknown) => isSide(other) && key(other) === key(element);
    add(
      found,
      walk(element, at, name, (root) => listIn(find(root), name).filter(isSide).find(isIt)),
    );
    if (!withDefault.has(name)) found.elements.push({ path: at, takeAway: (root) => without(find(root), name, isIt) });
  }
  return found;
}

function fieldAt(name: string, value: unknown, path: string, find: Find): Field {
  return {
    path,
    change: (root) => {
      const holder = find(root);
      if (holder === undefined) throw new Error(`${path} is not on the observed side`);
      const there = renamed.get(name) ?? name;
      // Defined, not assigned: the name may be `__proto__`.
      Object.defineProperty(holder, there, {
        value: other(value),
        writable: true,
        enumerable: true,
        configurable: true,
      });
      // AWS answers the values of these conditions twice.
      if (isSide(holder.PathPatternConfig)) holder.PathPatternConfig = { Values: holder[there] };
      if (isSide(holder.HostHeaderConfig)) holder.HostHeaderConfig = { Values: holder[there] };
    },
  };
}

function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value)) return [...value, 'one-more'];
  return `${String(value)}~`;
}

function member(holder: Side | undefined, name: string): Side | undefined {
  const value = holder !== undefined && Object.hasOwn(holder, name) ? holder[name] : undefined;
  return isSide(value) ? value : undefined;
}

function listIn(holder: Side | undefined, name: string): unknown[] {
  const list = holder?.[name];
  return Array.isArray(list) ? list : [];
}

function without(holder: Side | undefined, name: string, isIt: (element: unknown) => boolean): void {
  if (holder !== undefined) holder[name] = listIn(holder, name).filter((element) => !isIt(element));
}

/** The text of a policy is JSON: its fields are changed inside the text. */
function policyFields(declared: Side): Field[] {
  const parse = (side: Side): Side => JSON.parse(String(side.lifecyclePolicyText));
  return walk(parse(declared), 'lifecyclePolicyText', '', (policy) => policy).fields.map(({ path, change }) => ({
    path,
    change: (observed) => {
      const policy = parse(observed);
      change(policy);
      observed.lifecyclePolicyText = JSON.stringify(policy);
    },
  }));
}
