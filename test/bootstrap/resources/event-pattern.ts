/** EventBridge's patterns as far as the stack and Lambda's filters use them: values, prefix, exists, nested (EventBridge User Guide). */
export function matches(pattern: unknown, event: unknown): boolean {
  return Object.entries(pattern as Readonly<Record<string, unknown>>).every(([key, wanted]) => {
    const value = typeof event === 'object' && event !== null ? (event as Record<string, unknown>)[key] : undefined;
    return Array.isArray(wanted) ? wanted.some((each) => matchesValue(each, value)) : matches(wanted, value);
  });
}

function matchesValue(wanted: unknown, value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.some((each) => matchesValue(wanted, each));
  if (typeof wanted !== 'object' || wanted === null) return wanted === value;
  if ('exists' in wanted) return wanted.exists === (value !== undefined && value !== null);
  if ('prefix' in wanted) return typeof value === 'string' && value.startsWith(String(wanted.prefix));
  throw new Error(`a pattern that this matcher does not know: ${JSON.stringify(wanted)}`);
}
