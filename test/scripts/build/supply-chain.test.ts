import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { installScripts } from '../../../scripts/build/install-scripts.ts';
import { licences } from '../../../scripts/build/licences.ts';
import { readLock, resolveFrom } from '../../../scripts/build/lock.ts';
import { sbom } from '../../../scripts/build/sbom.ts';

const root = new URL('../../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const lock = readLock(read('package-lock.json'));
const { allowScripts } = JSON.parse(read('package.json')) as { allowScripts: Record<string, boolean> };

const small = readLock(
  JSON.stringify({
    name: 'small',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { a: '1', '@s/b': '1' } },
      'node_modules/a': { version: '1.0.0', license: 'MIT', integrity: 'sha512-AAEC', dependencies: { c: '1' } },
      'node_modules/a/node_modules/c': { version: '1.5.0', license: '(MIT OR GPL-3.0)' },
      'node_modules/c': { version: '2.0.0', license: 'GPL-3.0' },
      'node_modules/@s/b': { version: '1.0.0', dependencies: { c: '2' } },
      'node_modules/d': { version: '1.0.0', license: 'GPL-3.0', dev: true, hasInstallScript: true },
    },
  }),
);

describe('T23 the parts that we are made of', () => {
  it('no package runs a script when it is installed, but the one that brings Node', () => {
    const scripts = installScripts(lock, allowScripts);
    expect(scripts.filter(({ allowed }) => allowed === undefined)).toEqual([]);
    expect(scripts.filter(({ allowed }) => allowed).map(({ name }) => name)).toEqual(['node']);
  });

  it('a package that nobody decided about is seen', () => {
    expect(installScripts(small, {})).toEqual([{ name: 'd', allowed: undefined }]);
  });

  it('every package has a hash that the registry’s file is checked against', () => {
    expect(lock.packages.filter(({ integrity }) => !integrity?.startsWith('sha512-')).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('what is needed to run is under licences that ask for their notice only', () => {
    expect(licences(lock).toDecide).toEqual([]);
    expect(licences(small).toDecide).toEqual(['c 2.0.0: GPL-3.0', '@s/b 1.0.0: none']);
    expect(licences(small).byLicence).toMatchObject({ MIT: ['a 1.0.0'], none: ['@s/b 1.0.0'] });
  });
});

describe('the parts list', () => {
  const purl = z.string().regex(/^pkg:npm\/(%40[a-z0-9-]+\/)?[a-z0-9._-]+@[0-9][\w.+-]*$/i);
  const component = z.strictObject({
    type: z.enum(['application', 'library']),
    'bom-ref': purl,
    group: z.string().startsWith('@').optional(),
    name: z.string().min(1),
    version: z.string().min(1),
    purl,
    scope: z.enum(['required', 'optional']).optional(),
    hashes: z
      .array(z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) }))
      .optional(),
    licenses: z
      .array(
        z.union([
          z.strictObject({ license: z.strictObject({ id: z.string() }) }),
          z.strictObject({ expression: z.string() }),
        ]),
      )
      .optional(),
  });
  /** As the specification has it, of what is written. */
  const shape = z.strictObject({
    bomFormat: z.literal('CycloneDX'),
    specVersion: z.literal('1.6'),
    serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/),
    version: z.literal(1),
    metadata: z.strictObject({ component }),
    components: z.array(component),
    dependencies: z.array(z.strictObject({ ref: purl, dependsOn: z.array(purl) })),
  });

  it('has the form of CycloneDX 1.6, refers to no part that it lacks, and to each once', () => {
    const made = sbom(lock, new Set(['zod']));
    expect(shape.safeParse(made).error).toBeUndefined();
    const refs = [made.metadata.component, ...made.components].map((each) => each['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(made.dependencies.map(({ ref }) => ref).sort()).toEqual(refs.sort());
    expect(made.dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
  });

  it('what only builds and tests is not in it; what is shipped is required', () => {
    const { components } = sbom(lock, new Set(['zod']));
    const names = components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
    expect(names).toContain('@aws-sdk/client-ecs');
    for (const tool of ['vitest', 'esbuild', 'typescript', 'dynalite']) expect(names).not.toContain(tool);
    expect(components.find(({ name }) => name === 'zod')?.scope).toBe('required');
    expect(components.find(({ name }) => name === 'commander')?.scope).toBe('optional');
  });

  it('a package inside another is that one’s, and its hash is in hexadecimal digits', () => {
    const { components, dependencies } = sbom(small, new Set());
    expect(components.map(({ purl }) => purl)).toEqual([
      'pkg:npm/%40s/b@1.0.0',
      'pkg:npm/a@1.0.0',
      'pkg:npm/c@1.5.0',
      'pkg:npm/c@2.0.0',
    ]);
    expect(components[1]?.hashes).toEqual([{ alg: 'SHA-512', content: '000102' }]);
    expect(components[2]?.licenses).toEqual([{ expression: '(MIT OR GPL-3.0)' }]);
    expect(dependencies).toContainEqual({ ref: 'pkg:npm/a@1.0.0', dependsOn: ['pkg:npm/c@1.5.0'] });
    expect(dependencies).toContainEqual({ ref: 'pkg:npm/%40s/b@1.0.0', dependsOn: ['pkg:npm/c@2.0.0'] });
    const byPlace = new Map(small.packages.map((each) => [each.place, each]));
    expect(resolveFrom(byPlace, 'node_modules/a/node_modules/c', 'a')?.version).toBe('1.0.0');
    expect(resolveFrom(byPlace, '', 'nothing')).toBeUndefined();
  });

  it('the same lock file gives the same list', () => {
    expect(sbom(lock, new Set())).toEqual(sbom(lock, new Set()));
    expect(sbom(lock, new Set()).serialNumber).not.toBe(sbom(small, new Set()).serialNumber);
  });
});
