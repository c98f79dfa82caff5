import type { Cause, Note } from './task-definition-rules.ts';

/** Values that somebody was to fill in: `${X}`, `{{x}}`, `<X>`, YOUR_ACCOUNT_ID, XXXXXXXXXXXX, aws_account_id. */
const PLACEHOLDER =
  /\$\{[^}]*\}|\{\{.*?\}\}|<[A-Za-z][A-Za-z0-9_ -]*>|YOUR[_-][A-Z_-]+|\bX{6,}\b|\bACCOUNT_ID\b|\baws_account_id\b|\b(?:secretsmanager|ssm):region\b/;

/** Fields whose placeholders the document's own roles stand in for. */
const roles: ReadonlySet<string> = new Set(['executionRoleArn', 'taskRoleArn']);

/**
 * Placeholders in a role are the service's to give; in a variable's value they are a likely mistake, but the program's
 * business; anywhere else the definition is not finished.
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
    const hole = PLACEHOLDER.exec(value)?.[0] ?? value;
    const at = path.join('.');
    const isValue = path.includes('environment') && path.at(-1) === 'value';
    if (roles.has(String(path[0])))
      notes.push({
        code: 'placeholder-role',
        sentence: `${at} holds the placeholder ${hole}: used only if the service names or derives its roles`,
      });
    else if (isValue && /^<[^>]*>$/.test(value))
      notes.push({ code: 'placeholder-value', sentence: `the value at ${at} looks like a placeholder` });
    else
      causes.push({
        code: path.at(-1) === 'image' ? 'placeholder-image' : 'placeholder',
        path: at,
        sentence: `${at}: ${hole} must be filled in first`,
      });
  };
  walk(definition, []);
  return { causes, notes };
}
