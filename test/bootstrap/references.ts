import type { Template } from '../../bootstrap/template-shape.ts';

/** Every name that a template refers to, wherever it stands. */
export function references(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [inner];
    if (key === 'Fn::GetAtt' && Array.isArray(inner)) return [String(inner[0])];
    if (key === 'Fn::Sub' && typeof inner === 'string')
      return [...inner.matchAll(/\$\{(?!!)([A-Za-z0-9:]+)(?:\.[A-Za-z]+)?\}/g)].map((match) => match[1] ?? '');
    return references(inner);
  });
  return found;
}

/** What CloudFormation itself knows. */
const PSEUDO = new Set(['AWS::AccountId', 'AWS::NoValue', 'AWS::Partition', 'AWS::Region', 'AWS::StackId']);

export function danglingReferences({ Resources, Parameters, Outputs, Conditions }: Template): string[] {
  const known = new Set([...Object.keys(Resources), ...Object.keys(Parameters), ...PSEUDO]);
  return references([Resources, Outputs, Conditions]).filter((name) => !known.has(name));
}

/** A value with account, region and partition put in, and each other reference by its name: as text, for what a test reads. */
export function resolved(value: unknown, values: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((each) => resolved(each, values));
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = ['', undefined]] = Object.entries(value);
  if (key === 'Ref') return values[String(inner)] ?? `<${inner}>`;
  if (key === 'Fn::GetAtt' && Array.isArray(inner)) return values[inner.join('.')] ?? `<${inner.join('.')}>`;
  if (key === 'Fn::Sub')
    return String(inner)
      .replaceAll(/\$\{([A-Za-z0-9:.]+)\}/g, (_all, name: string) => values[name] ?? `<${name}>`)
      .replaceAll('${!', '${');
  if (key === 'Fn::If' && Array.isArray(inner)) return resolved(inner[2], values);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each, values)]));
}
