import { z } from 'zod';

const lockSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  lockfileVersion: z.literal(3),
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      dev: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      optional: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

export interface Lock {
  readonly name: string;
  readonly version: string;
  /** Without the project itself; in the order of their places. */
  readonly packages: readonly LockedPackage[];
  /** Names that the project itself depends on. */
  readonly direct: readonly string[];
}

export interface LockedPackage {
  /** `node_modules/a/node_modules/b` */
  readonly place: string;
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; undefined: the package says none. */
  readonly licence: string | undefined;
  /** `sha512-…`, as the registry's file is checked. */
  readonly integrity: string | undefined;
  /** Needed to run, not only to build and test. */
  readonly production: boolean;
  readonly installScript: boolean;
  readonly dependencies: readonly string[];
}

/** package-lock.json, in its third form. Throws where it has another. */
export function readLock(text: string): Lock {
  const { name, version, packages } = lockSchema.parse(JSON.parse(text));
  const list = Object.entries(packages).flatMap(([place, each]): LockedPackage[] =>
    place === ''
      ? []
      : [
          {
            place,
            name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
            version: each.version ?? '',
            licence: each.license,
            integrity: each.integrity,
            production: each.dev !== true && each.devOptional !== true,
            installScript: each.hasInstallScript === true,
            dependencies: Object.keys({ ...each.dependencies, ...each.optionalDependencies }).sort(),
          },
        ],
  );
  return { name, version, packages: list, direct: Object.keys(packages['']?.dependencies ?? {}).sort() };
}

/** Where Node would find `name` from a package's place: the nearest node_modules upwards. */
export function resolveFrom(
  byPlace: ReadonlyMap<string, LockedPackage>,
  place: string,
  name: string,
): LockedPackage | undefined {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const found = byPlace.get(folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`);
    if (found !== undefined || folder === '') return found;
  }
}
