import type { Lock } from './lock.ts';

/** Licences that ask for no more than their notice. Another one is a decision of people, not of a build. */
const PERMISSIVE: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
]);

export interface Licences {
  /** Licence → `name version` of each package that is needed to run. */
  readonly byLicence: Readonly<Record<string, readonly string[]>>;
  /** Those with another licence than the permissive ones, or none. */
  readonly toDecide: readonly string[];
}

export function licences(lock: Lock): Licences {
  const byLicence = new Map<string, Set<string>>();
  const toDecide: string[] = [];
  for (const { name, version, licence = 'none', production } of lock.packages) {
    if (!production) continue;
    const packages = byLicence.get(licence) ?? new Set();
    byLicence.set(licence, packages.add(`${name} ${version}`));
    if (!licence.split(' OR ').some((each) => PERMISSIVE.has(each.replaceAll(/[()]/g, ''))))
      toDecide.push(`${name} ${version}: ${licence}`);
  }
  return {
    byLicence: Object.fromEntries(
      [...byLicence].sort(([a], [b]) => (a < b ? -1 : 1)).map(([licence, packages]) => [licence, [...packages].sort()]),
    ),
    toDecide,
  };
}
