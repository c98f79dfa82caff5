/** Checks a lifecycle policy as ECR does before it keeps it (aws-facts §6), and brings it to the form in which Get answers. */

type Json = Readonly<Record<string, unknown>>;

/** A refused policy: the cause, in the words that follow «Lifecycle policy validation failure: ». */
class Refused extends Error {}

const ruleMembers = ['rulePriority', 'description', 'selection', 'action'];
const selectionMembers = [
  'tagStatus',
  'tagPrefixList',
  'tagPatternList',
  'storageClass',
  'countType',
  'countUnit',
  'countNumber',
];
const actionMembers = ['type', 'targetStorageClass'];
const countTypes = ['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned'];
const rulesOfAPolicy = 50;
const archiveDays = 90;

export type CheckedPolicy =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly cause: string };

/**
 * The first cause only, as in ECR. The text of a good policy is minified, with the keys in the order of the documentation:
 * who compares texts instead of policies sees a difference.
 */
export function checkLifecyclePolicy(text: string): CheckedPolicy {
  try {
    const policy = objectOf(parse(text), 'the policy', ['rules']);
    const rules = listOf(policy.rules, 'rules');
    if (rules.length === 0 || rules.length > rulesOfAPolicy) refuse(`rules must have 1 to ${rulesOfAPolicy} entries`);
    const checked = rules.map((rule, index) => checkRule(rule, `rules[${index}]`));
    checkPriorities(checked);
    return { ok: true, text: JSON.stringify({ rules: checked.map(({ rule }) => rule) }) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, cause: error.message };
    throw error;
  }
}

interface CheckedRule {
  readonly rule: Json;
  readonly priority: number;
  readonly tagStatus: string;
}

/** `at` is the place in the policy, for the cause. */
function checkRule(value: unknown, at: string): CheckedRule {
  const rule = objectOf(value, at, ruleMembers);
  const priority = wholeNumber(rule.rulePriority, `${at}.rulePriority`);
  if (rule.description !== undefined && typeof rule.description !== 'string')
    refuse(`${at}.description must be a string`);
  const selection = objectOf(rule.selection, `${at}.selection`, selectionMembers);
  const action = objectOf(rule.action, `${at}.action`, actionMembers);
  const tagStatus = oneOf(selection.tagStatus, `${at}.selection.tagStatus`, ['tagged', 'untagged', 'any']);
  checkTagLists(selection, tagStatus, `${at}.selection`);
  const expires = checkAction(action, `${at}.action`);
  checkCount(selection, expires, `${at}.selection`);
  const ordered = {
    ...inOrder(rule, ['rulePriority', 'description']),
    selection: inOrder(selection, selectionMembers),
    action: inOrder(action, actionMembers),
  };
  return { rule: ordered, priority, tagStatus };
}

/** Exactly one list for tagged images, none for the others. */
function checkTagLists(selection: Json, tagStatus: string, at: string): void {
  const lists = ['tagPrefixList', 'tagPatternList'].filter((name) => selection[name] !== undefined);
  if (tagStatus !== 'tagged') {
    if (lists.length > 0) refuse(`${at}.${lists[0]} is only allowed with tagStatus tagged`);
    return;
  }
  if (lists.length !== 1) refuse(`${at} needs either tagPrefixList or tagPatternList with tagStatus tagged`);
  for (const name of lists) {
    const entries = listOf(selection[name], `${at}.${name}`);
    if (entries.length === 0 || entries.some((entry) => typeof entry !== 'string' || entry === ''))
      refuse(`${at}.${name} must be a list of names`);
  }
}

/** Answers whether the rule deletes; else it moves to the archive. */
function checkAction(action: Json, at: string): boolean {
  const type = oneOf(action.type, `${at}.type`, ['expire', 'transition']);
  if (type === 'transition') oneOf(action.targetStorageClass, `${at}.targetStorageClass`, ['archive']);
  else if (action.targetStorageClass !== undefined) refuse(`${at}.targetStorageClass is only allowed with transition`);
  return type === 'expire';
}

/** Counts by age need their unit, the count of images refuses one; the archive has rules of its own (aws-facts §6). */
function checkCount(selection: Json, expires: boolean, at: string): void {
  const type = oneOf(selection.countType, `${at}.countType`, countTypes);
  const count = wholeNumber(selection.countNumber, `${at}.countNumber`);
  if (type === 'imageCountMoreThan') {
    if (selection.countUnit !== undefined) refuse(`${at}.countUnit is not allowed with countType ${type}`);
  } else oneOf(selection.countUnit, `${at}.countUnit`, ['days']);
  if (selection.storageClass !== undefined)
    oneOf(selection.storageClass, `${at}.storageClass`, ['standard', 'archive']);
  if (type === 'sinceImagePulled' && expires)
    refuse(`${at}.countType sinceImagePulled is only allowed with transition`);
  if (type !== 'sinceImageTransitioned') return;
  if (!expires) refuse(`${at}.countType sinceImageTransitioned is only allowed with expire`);
  if (selection.storageClass !== 'archive') refuse(`${at}.storageClass must be archive with countType ${type}`);
  if (count < archiveDays) refuse(`${at}.countNumber must be at least ${archiveDays} with countType ${type}`);
}

/** Priorities are an order, not a sequence: gaps are fine. */
function checkPriorities(rules: readonly CheckedRule[]): void {
  const priorities = rules.map((rule) => rule.priority);
  if (new Set(priorities).size !== priorities.length) refuse('each rulePriority must be unique');
  const forAll = rules.filter((rule) => rule.tagStatus === 'any');
  if (forAll.length > 1) refuse('only one rule may have tagStatus any');
  if (forAll[0] !== undefined && forAll[0].priority !== Math.max(...priorities))
    refuse('the rule with tagStatus any must have the highest rulePriority');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('the text is not valid JSON');
  }
}

function objectOf(value: unknown, at: string, members: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(`${at} must be an object`);
  const unknown = Object.keys(value).find((name) => !members.includes(name));
  if (unknown !== undefined) refuse(`${at} has the unknown member ${unknown}`);
  return value as Json;
}

function listOf(value: unknown, at: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(`${at} must be a list`);
}

function wholeNumber(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1) return refuse(`${at} must be 1 or more`);
  return value;
}

function oneOf(value: unknown, at: string, allowed: readonly string[]): string {
  if (typeof value !== 'string' || !allowed.includes(value))
    return refuse(`${at} must be one of ${allowed.join(', ')}`);
  return value;
}

function inOrder(value: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => value[name] !== undefined).map((name) => [name, value[name]]));
}

function refuse(cause: string): never {
  throw new Refused(cause);
}
