import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../operation.ts';
import { join, members } from './shapes.ts';

/** `Tags.member.1.Key=a` as a tree; a leaf has a value. */
interface Node {
  value?: string;
  readonly inner: Map<string, Node>;
}

/**
 * Reads a query form by schema. awsQuery: `Name.member.N`, maps `Name.entry.N.key`; ec2Query: `Name.N`, names of
 * their own in capitals. The SDK has only the writing side of this.
 */
export function readForm(shape: NormalizedSchema, form: URLSearchParams, ec2: boolean): unknown {
  const root: Node = { inner: new Map() };
  for (const [key, value] of form) if (key !== 'Action' && key !== 'Version') place(root, key, value);
  if (shape.isUnitSchema()) {
    for (const name of root.inner.keys()) throw unknownMember(name);
    return {};
  }
  return new FormReader(ec2).read(shape, root, '');
}

function place(root: Node, key: string, value: string): void {
  let node = root;
  for (const part of key.split('.')) {
    let next = node.inner.get(part);
    if (next === undefined) {
      next = { inner: new Map() };
      node.inner.set(part, next);
    }
    node = next;
  }
  node.value = value;
}

class FormReader {
  readonly #ec2: boolean;

  constructor(ec2: boolean) {
    this.#ec2 = ec2;
  }

  read(shape: NormalizedSchema, node: Node, path: string): unknown {
    if (shape.isStructSchema()) return this.#structure(shape, node, path);
    if (shape.isListSchema()) return this.#list(shape, node, path);
    if (shape.isMapSchema()) return this.#map(shape, node, path);
    for (const name of node.inner.keys()) throw unknownMember(join(path, name));
    return simple(shape, node.value ?? '', path);
  }

  #structure(shape: NormalizedSchema, node: Node, path: string): unknown {
    const byWireName = new Map([...members(shape)].map((entry) => [this.#wireName(...entry), entry]));
    const out: Record<string, unknown> = {};
    for (const [wireName, inner] of node.inner) {
      const entry = byWireName.get(wireName);
      if (entry === undefined) throw unknownMember(join(path, wireName));
      out[entry[0]] = this.read(entry[1], inner, join(path, wireName));
    }
    return out;
  }

  #wireName(name: string, member: NormalizedSchema): string {
    const traits = member.getMergedTraits();
    if (!this.#ec2) return traits.xmlName ?? name;
    if (typeof traits.ec2QueryName === 'string') return traits.ec2QueryName;
    const key = traits.xmlName ?? name;
    return key.charAt(0).toUpperCase() + key.slice(1);
  }

  #list(shape: NormalizedSchema, node: Node, path: string): unknown[] {
    // An empty list is sent as `Name=`.
    if (node.inner.size === 0 && node.value === '') return [];
    const item = shape.getValueSchema();
    const flat = this.#ec2 || Boolean(shape.getMergedTraits().xmlFlattened);
    const items = flat ? node : only(node, item.getMergedTraits().xmlName ?? 'member', path);
    return numbered(items, path).map(([number, inner]) => this.read(item, inner, `${path}[${number - 1}]`));
  }

  #map(shape: NormalizedSchema, node: Node, path: string): Record<string, unknown> {
    if (node.inner.size === 0 && node.value === '') return {};
    const [key, value] = [shape.getKeySchema(), shape.getValueSchema()];
    const entries = shape.getMergedTraits().xmlFlattened ? node : only(node, 'entry', path);
    const keyName = key.getMergedTraits().xmlName ?? 'key';
    const valueName = value.getMergedTraits().xmlName ?? 'value';
    const pairs = numbered(entries, path).map(([, inner]): [string, unknown] => {
      const name = inner.inner.get(keyName)?.value ?? '';
      const held = inner.inner.get(valueName);
      return [name, held === undefined ? undefined : this.read(value, held, join(path, name))];
    });
    return Object.fromEntries(pairs);
  }
}

function only(node: Node, name: string, path: string): Node {
  for (const other of node.inner.keys()) if (other !== name) throw unknownMember(join(path, other));
  return node.inner.get(name) ?? { inner: new Map() };
}

function numbered(node: Node, path: string): [number, Node][] {
  return [...node.inner]
    .map(([name, inner]): [number, Node] => {
      if (!/^[1-9]\d*$/.test(name)) throw unknownMember(join(path, name));
      return [Number(name), inner];
    })
    .sort((a, b) => a[0] - b[0]);
}

function simple(shape: NormalizedSchema, text: string, path: string): unknown {
  if (shape.isStringSchema()) return text;
  if (shape.isBlobSchema()) return Uint8Array.from(Buffer.from(text, 'base64'));
  if (shape.isBooleanSchema()) {
    if (text !== 'true' && text !== 'false') throw malformed(path, text, 'a boolean');
    return text === 'true';
  }
  if (shape.isTimestampSchema()) {
    if (Number.isNaN(Date.parse(text))) throw malformed(path, text, 'a timestamp');
    return new Date(text);
  }
  if (text.trim() === '' || Number.isNaN(Number(text))) throw malformed(path, text, 'a number');
  return Number(text);
}

function unknownMember(path: string): AwsError {
  return new AwsError('ValidationError', `The simulator does not know the parameter ${path} of this action.`);
}

function malformed(path: string, text: string, wanted: string): AwsError {
  return new AwsError('ValidationError', `The parameter ${path} must be ${wanted}; it is '${text}'.`);
}
