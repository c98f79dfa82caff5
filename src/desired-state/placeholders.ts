import type { Cause, Note } from './cause.ts';

/** Values that somebody was to fill in: `${X}`, `{{x}}`, `<X>`, YOUR_ACCOUNT_ID, XXXXXXXXXXXX, aws_account_id. */
const PLACEHOLDER =
  /\$\{[^}]*\}|\{\{.*?\}\}|<[A-Za-z][A-Za-z0-9_ -]*>|YOUR[_-][A-Z_-]+|\bX{6,}\b|\bACCOUNT_ID\b|\baws_account_id\b|\b(?:secretsmanager|ssm):region\b/;

/** Fields whose placeholders the document's own roles stand in for. */
const roles: ReadonlySet<string> = new Set(['executionRoleArn', 'taskRoleArn']);

export function holdsPlaceholder(value: unknown): boolean {
  return typeof value === 'string' && PLACEHOLDER.test(value);
}

/**
 * Placeholders in a role are the service's to give; in a variable's value they are a likely mistake, but the program's
 * business; anywhere else the definition is not finished. Values of variables are never quoted (R44).
 */
export function placeholders(definition: Readonly<Record<string, unknown>>): {
  readonly causes: Cause[];
  readonly notes: Note[];
} {
  const causes: Cause[] = [];
  const notes: Note[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index]);
    else if (typeof value === 'object' && value !== null)
      for (const [field, inner] of Object.entries(value)) walk(inner, [...path, field]);
    else if (typeof value === 'string' && PLACEHOLDER.test(value)) judge(value, path);
  };
  const judge = (value: string, path: readonly (string | number)[]): void => {
    const hole = PLACEHOLDER.exec(value)?.[0] ?? '';
    const at = path.join('.');
    const isValue = path.includes('environment') && path.at(-1) === 'value';
    if (roles.has(String(path[0])))
      notes.push({
        code: 'placeholder-role',
        sentence: `${at} holds the placeholder ${hole}: the service's own or derived role is used`,
      });
    else if (isValue && /^<[^>]*>$/.test(value))
      notes.push({ code: 'placeholder-value', sentence: `the value at ${at} looks like a placeholder` });
    else
      causes.push({
        code: path.at(-1) === 'image' ? 'placeholder-image' : 'placeholder',
        path: at,
        sentence: isValue ? `${at}: a placeholder must be filled in first` : `${at}: ${hole} must be filled in first`,
      });
  };
  walk(definition, []);
  return { causes, notes };
}
