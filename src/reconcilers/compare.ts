import { canonical, defaultOf } from './canonical/canonical.ts';
import type { JsonNode, KeyedNode, LeafNode, MapNode, Node, StructNode } from './canonical/compile.ts';
import { keyOf, keyText } from './canonical/json.ts';
import { kindOf } from './canonical/kinds.ts';
import type { Struct } from './canonical/plain-data.ts';
import { asStruct, isStruct, sameJson } from './canonical/plain-data.ts';
import type { Place } from './canonical/rules.ts';
import type { ComparedKind, ComparisonContext, Difference } from './difference.ts';

/** A difference on its way out: the path grows to the left, each part with the dot or bracket that joins it. */
interface Found {
  path: string;
  readonly declared: unknown;
  readonly observed: unknown;
}

/** One comparison under way; both sides are canonical. */
interface Run {
  readonly found: Found[];
  readonly declared: Struct;
  readonly observed: Struct;
  readonly context: ComparisonContext;
}

const nothing: Struct = Object.freeze({});
const noContext: ComparisonContext = Object.freeze({});

/**
 * What is not as declared, field by field, sorted by path; empty where nothing is to be done.
 * `declared` is the input of the call that makes the thing, `observed` what AWS answers; tags of a separate call are put
 * beside, as `tags` or `Tags`. Neither side is changed. A field that only AWS' default explains counts as declared.
 */
export function differences(
  kind: ComparedKind,
  declared: object,
  observed: object,
  context: ComparisonContext = noContext,
): Difference[] {
  const run: Run = {
    found: [],
    declared: canonical(kind, declared),
    observed: canonical(kind, observed),
    context,
  };
  compareStruct(kindOf(kind), run.declared, run.observed, run);
  for (const difference of run.found) difference.path = difference.path.replace(/^\./, '');
  return run.found.length > 1 ? run.found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) : run.found;
}

/** A structure that a side lacks counts as an empty one: only its leaves say something, each with its own default. */
function compareStruct(node: StructNode, declared: Struct, observed: Struct, run: Run): void {
  for (const { name, node: member } of node.members) {
    const wanted = declared[name];
    const seen = observed[name];
    // Most members are absent on both sides.
    if (wanted === seen && (seen === undefined || !asksContext(member))) continue;
    const before = run.found.length;
    compareMember(member, wanted, seen, declared, observed, run);
    under(run, before, `.${name}`);
  }
}

/** What is equal as written may still be wrong by its context: a declared count outside of the bounds that a schedule set. */
function asksContext(node: Node): boolean {
  return node.form === 'leaf' && node.rule.wanted !== undefined;
}

/** Puts the differences found since `before` under one more part of the path. */
function under(run: Run, before: number, part: string): void {
  for (let index = before; index < run.found.length; index += 1) {
    const found = run.found[index];
    if (found !== undefined) found.path = part + found.path;
  }
}

function compareMember(node: Node, wanted: unknown, seen: unknown, declared: Struct, observed: Struct, run: Run): void {
  const { silent, askedApart, same } = node.rule;
  if (wanted === undefined && silent !== undefined) {
    if (silent === true || (silent !== false && silent(declared, run.declared))) return;
  }
  // Tags that were not asked for are not known to be gone.
  if (seen === undefined && askedApart === true) return;
  if (node.form === 'leaf') compareLeaf(node, wanted, seen, declared, observed, run);
  else if (same?.(wanted, seen, placeOf(declared, observed, run)) !== true) compareForm(node, wanted, seen, run);
}

function compareForm(node: Exclude<Node, LeafNode>, wanted: unknown, seen: unknown, run: Run): void {
  if (node.form === 'json') {
    compareJson(node, wanted, seen, '', run);
  } else if (node.form === 'list') {
    if (!sameJson(wanted, seen)) report(run, wanted, seen);
  } else if (node.form === 'keyed') {
    if (isOneOf(wanted, Array.isArray) && isOneOf(seen, Array.isArray)) {
      compareKeyed(node, elements(wanted), elements(seen), run);
    } else report(run, wanted, seen);
  } else if (isOneOf(wanted, isStruct) && isOneOf(seen, isStruct)) {
    const left = asStruct(wanted) ?? nothing;
    const right = asStruct(seen) ?? nothing;
    if (node.form === 'struct') compareStruct(node, left, right, run);
    else compareMap(node, left, right, run);
  } else report(run, wanted, seen);
}

/** Absent or of the form that AWS has; whatever else a side holds is reported whole. */
function isOneOf(value: unknown, form: (value: unknown) => boolean): boolean {
  return value === undefined || form(value);
}

function elements(list: unknown): readonly Struct[] {
  return Array.isArray(list) ? list : [];
}

function report(run: Run, declared: unknown, observed: unknown): void {
  run.found.push({ path: '', declared, observed });
}

function placeOf(declared: Struct, observed: Struct, run: Run): Place {
  return { declared, observed, declaredRoot: run.declared, observedRoot: run.observed, context: run.context };
}

/** Canonical sides leave defaults out; a report shows them. */
function compareLeaf(
  node: LeafNode,
  wanted: unknown,
  seen: unknown,
  declared: Struct,
  observed: Struct,
  run: Run,
): void {
  const { default: fallback, same, wanted: shown } = node.rule;
  const left = wanted === undefined ? defaultOf(fallback, declared, run.declared) : wanted;
  const right = seen === undefined ? defaultOf(fallback, observed, run.observed) : seen;
  const place = placeOf(declared, observed, run);
  if (same?.(left, right, place) === true) return;
  const due = shown === undefined ? left : shown(left, right, place);
  if (!sameJson(due, right)) report(run, due, right);
}

function compareMap(node: MapNode, declared: Struct, observed: Struct, run: Run): void {
  const { defaults, undeclared } = node.rule;
  const valueIn = (side: Struct, key: string) =>
    Object.hasOwn(side, key)
      ? side[key]
      : defaults !== undefined && Object.hasOwn(defaults, key)
        ? defaults[key]
        : undefined;
  for (const key of new Set([...Object.keys(declared), ...Object.keys(observed)])) {
    if (undeclared === 'ignored' && !Object.hasOwn(declared, key)) continue;
    const wanted = valueIn(declared, key);
    const seen = valueIn(observed, key);
    if (!sameJson(wanted, seen)) run.found.push({ path: `.${key}`, declared: wanted, observed: seen });
  }
}

/** Both lists are sorted by their key, so one walk finds the pairs and what stands alone. */
function compareKeyed(node: KeyedNode, declared: readonly Struct[], observed: readonly Struct[], run: Run): void {
  const { key } = node.rule;
  let left = 0;
  let right = 0;
  while (left < declared.length || right < observed.length) {
    const wanted = declared[left];
    const seen = observed[right];
    const wantedKey = wanted === undefined ? undefined : key(wanted);
    const seenKey = seen === undefined ? undefined : key(seen);
    const onlyWanted = wantedKey !== undefined && (seenKey === undefined || wantedKey < seenKey);
    const onlySeen = seenKey !== undefined && (wantedKey === undefined || seenKey < wantedKey);
    if (!onlySeen) left += 1;
    if (!onlyWanted) right += 1;
    const name = (onlySeen ? seenKey : wantedKey) ?? '';
    compareElement(node, name, onlySeen ? undefined : wanted, onlyWanted ? undefined : seen, run);
  }
}

function compareElement(
  node: KeyedNode,
  key: string,
  wanted: Struct | undefined,
  seen: Struct | undefined,
  run: Run,
): void {
  const absent = node.rule.absent?.(key);
  if (wanted === undefined && absent === undefined && node.rule.undeclared === 'ignored') return;
  const left = wanted ?? absent;
  const right = seen ?? absent;
  const before = run.found.length;
  if (left === undefined || right === undefined) report(run, left, right);
  else compareStruct(node.element, left, right, run);
  under(run, before, `[${key}]`);
}

/** JSON has no rules of ours: each member counts, by its own name. */
function compareJson(node: JsonNode, wanted: unknown, seen: unknown, name: string, run: Run): void {
  if (sameJson(wanted, seen)) return;
  const key = keyOf(node.rule.keys, name);
  if (isStruct(wanted) && isStruct(seen)) {
    for (const member of new Set([...Object.keys(wanted), ...Object.keys(seen)])) {
      const before = run.found.length;
      compareJson(node, ownMember(wanted, member), ownMember(seen, member), member, run);
      under(run, before, `.${member}`);
    }
  } else if (key !== undefined && Array.isArray(wanted) && Array.isArray(seen)) {
    compareJsonList(node, wanted, seen, key, run);
  } else {
    report(run, wanted, seen);
  }
}

function ownMember(side: Struct, name: string): unknown {
  return Object.hasOwn(side, name) ? side[name] : undefined;
}

function compareJsonList(
  node: JsonNode,
  declared: readonly unknown[],
  observed: readonly unknown[],
  key: string,
  run: Run,
): void {
  const byKey = (list: readonly unknown[]) => new Map(list.map((element) => [keyText(element, key), element]));
  const left = byKey(declared);
  const right = byKey(observed);
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const before = run.found.length;
    compareJson(node, left.get(name), right.get(name), '', run);
    under(run, before, `[${name}]`);
  }
}
