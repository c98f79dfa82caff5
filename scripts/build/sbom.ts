import { createHash } from 'node:crypto';
import { type Lock, type LockedPackage, resolveFrom } from './lock.ts';

/** The parts list in CycloneDX 1.6 (ECMA-424): what is needed to run, with hashes, licences and what asks for what. */
export interface Sbom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  /** Made from the content, so that the same parts are the same list. */
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly type: 'application' | 'library';
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** `required`: it is in a function's bundle; `optional`: only commands load it. */
  readonly scope?: 'required' | 'optional';
  readonly hashes?: readonly { readonly alg: 'SHA-512' | 'SHA-1'; readonly content: string }[];
  readonly licenses?: readonly ({ readonly license: { readonly id: string } } | { readonly expression: string })[];
}

/** @param bundled names of the packages that a function's bundle holds */
export function sbom(lock: Lock, bundled: ReadonlySet<string>): Sbom {
  const byPlace = new Map(lock.packages.map((each) => [each.place, each]));
  const parts = new Map<string, LockedPackage[]>();
  for (const each of lock.packages)
    if (each.production) parts.set(purlOf(each), [...(parts.get(purlOf(each)) ?? []), each]);
  const own = purlOf(lock);
  const refs = (place: string, names: readonly string[]) =>
    names.flatMap((name) => {
      const found = resolveFrom(byPlace, place, name);
      return found?.production === true ? [purlOf(found)] : [];
    });
  const dependencies = [...parts].map(([ref, places]) => ({
    ref,
    dependsOn: sorted(places.flatMap(({ place, dependencies }) => refs(place, dependencies))),
  }));
  const components = [...parts.values()].flatMap(([each]) => (each === undefined ? [] : [componentOf(each, bundled)]));
  const content = createHash('sha256')
    .update(JSON.stringify([own, components, dependencies]))
    .digest('hex');
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(content)}`,
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': own, name: lock.name, version: lock.version, purl: own },
    },
    components: components.sort(byRef),
    dependencies: [{ ref: own, dependsOn: sorted(refs('', lock.direct)) }, ...dependencies.sort(byRefOfEdge)],
  };
}

function componentOf(each: LockedPackage, bundled: ReadonlySet<string>): Component {
  const [group, name] = each.name.startsWith('@') ? each.name.split('/') : [undefined, each.name];
  const hash = hashOf(each.integrity);
  return {
    type: 'library',
    'bom-ref': purlOf(each),
    ...(group === undefined ? {} : { group }),
    name: name ?? each.name,
    version: each.version,
    purl: purlOf(each),
    scope: bundled.has(each.name) ? 'required' : 'optional',
    ...(hash === undefined ? {} : { hashes: [hash] }),
    ...(each.licence === undefined ? {} : { licenses: [licenceOf(each.licence)] }),
  };
}

function licenceOf(text: string): NonNullable<Component['licenses']>[number] {
  return /[ ()]/.test(text) ? { expression: text } : { license: { id: text } };
}

/** npm's integrity is base64; CycloneDX wants hexadecimal digits. */
function hashOf(integrity: string | undefined): NonNullable<Component['hashes']>[number] | undefined {
  const [, algorithm, digest] = /^(sha512|sha1)-(.+)$/.exec(integrity ?? '') ?? [];
  if (digest === undefined) return undefined;
  return { alg: algorithm === 'sha1' ? 'SHA-1' : 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') };
}

function purlOf({ name, version }: Pick<LockedPackage, 'name' | 'version'>): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

/** Of a hash, in the form of RFC 9562 for values that are made by a rule of one's own (version 8). */
function uuidOf(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function sorted(refs: readonly string[]): string[] {
  return [...new Set(refs)].sort();
}

function byRef(a: Component, b: Component): number {
  return a['bom-ref'] < b['bom-ref'] ? -1 : 1;
}

function byRefOfEdge(a: { readonly ref: string }, b: { readonly ref: string }): number {
  return a.ref < b.ref ? -1 : 1;
}
