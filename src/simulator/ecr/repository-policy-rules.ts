import type { RepositoryRecord } from './state.ts';

/** Any of these lets a manifest be read, which is what a pull begins with. */
const pullActions = ['*', 'ecr:*', 'ecr:BatchGetImage'];

/** A repository's policy as JSON, or undefined where the text is none: an object with statements. */
export function parsePolicy(text: string): { readonly Statement: readonly unknown[] } | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('Statement' in parsed)) return undefined;
    return { ...parsed, Statement: listOf(parsed.Statement) };
  } catch {
    return undefined;
  }
}

/** Whether the policy lets another account pull. Conditions and denials are not looked at. */
export function allowsPull(repository: RepositoryRecord, account: string): boolean {
  const statements = parsePolicy(repository.policyText ?? '')?.Statement ?? [];
  return statements.some((statement) => {
    if (typeof statement !== 'object' || statement === null) return false;
    const { Effect, Principal, Action } = statement as { Effect?: unknown; Principal?: unknown; Action?: unknown };
    const actions = listOf(Action).map(String);
    return Effect === 'Allow' && names(Principal, account) && actions.some((action) => pullActions.includes(action));
  });
}

/** By `*`, account number, root ARN or any principal of that account. */
function names(principal: unknown, account: string): boolean {
  if (typeof principal === 'string') return principal === '*';
  if (typeof principal !== 'object' || principal === null || !('AWS' in principal)) return false;
  return listOf(principal.AWS).some(
    (one) => one === '*' || one === account || String(one).startsWith(`arn:aws:iam::${account}:`),
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
