import { followedImage } from '../desired/image.ts';
import type { Found } from '../problem.ts';
import { regionName } from '../schema/scalars.ts';
import { mapOf, type Raw, type RawService, servicesOf, textOf } from './outline.ts';

interface Home {
  readonly account: string;
  readonly region: string;
}

type Path = readonly (string | number)[];

/** Account and region of every ARN and image: a document belongs to one place. */
export function places(document: Raw): Found[] {
  const region = textOf(document.region);
  const account = textOf(document.account);
  // A wrong account or region is said once, not with every ARN.
  if (region === undefined || account === undefined || !/^\d{12}$/.test(account)) return [];
  if (!regionName.safeParse(region).success) return [];
  const home = { account, region };
  const listener = textOf(mapOf(document.loadBalancer).listener);
  const services = servicesOf(document);
  return [
    ...arnPlace(listener, ['loadBalancer', 'listener'], 'the listener', home),
    ...ofFields(mapOf(document.defaults), ['defaults'], home),
    ...services.flatMap(({ name, own }) => ofFields(own, ['services', name], home)),
    ...services.flatMap((service) => adopted(service, listener, home)),
  ];
}

function ofFields(fields: Raw, at: Path, home: Home): Found[] {
  const sidecars = Object.entries(mapOf(fields.sidecars));
  const repositoryKey = textOf(mapOf(mapOf(fields.repository).encryption).kms);
  return [
    ...imagePlace(fields.image, [...at, 'image'], home),
    ...imagePlace(mapOf(mapOf(fields.logs).firelens).image, [...at, 'logs', 'firelens', 'image'], home),
    ...secretPlaces(mapOf(fields.secrets), [...at, 'secrets'], home),
    ...sidecars.flatMap(([sidecar, value]) => [
      ...imagePlace(mapOf(value).image, [...at, 'sidecars', sidecar, 'image'], home),
      ...secretPlaces(mapOf(mapOf(value).secrets), [...at, 'sidecars', sidecar, 'secrets'], home),
    ]),
    ...Object.entries(mapOf(fields.roles)).flatMap(([role, arn]) =>
      arnPlace(textOf(arn), [...at, 'roles', role], 'the role', home),
    ),
    ...arnPlace(repositoryKey, [...at, 'repository', 'encryption', 'kms'], 'the key', home),
    ...overlayPlaces(mapOf(fields.taskDefinition), [...at, 'taskDefinition'], home),
    ...overlayPlaces(mapOf(fields.service), [...at, 'service'], home),
  ];
}

/** IAM is global: a role's ARN has no region. */
function arnPlace(arn: string | undefined, path: Path, what: string, { account, region }: Home): Found[] {
  const [scheme, , , arnRegion = '', arnAccount = ''] = (arn ?? '').split(':');
  if (arn === undefined || scheme !== 'arn') return [];
  const found = (code: string, there: string, here: string): Found[] => [
    { code, path, value: arn, allowed: `${what} is in ${there}, the document says ${here}` },
  ];
  return [
    ...(arnRegion === '' || arnRegion === region ? [] : found('wrong-region', arnRegion, region)),
    ...(arnAccount === '' || arnAccount === account ? [] : found('wrong-account', `account ${arnAccount}`, account)),
  ];
}

function imagePlace(value: unknown, path: Path, home: Home): Found[] {
  const reference = textOf(value);
  const image = reference === undefined ? undefined : followedImage(home, '', reference);
  if (image?.registry.kind !== 'ecr') return [];
  const { account, region } = image.registry;
  const other = [account === home.account ? [] : ['account'], region === home.region ? [] : ['region']].flat();
  if (other.length === 0) return [];
  const allowed = `another ${other.join(' and ')}: allowed only where the fleet allows this registry`;
  return [{ code: 'foreign-registry', path, value: reference, allowed }];
}

/** An ARN works across regions only for Secrets Manager, and is a likely mistake there, too. */
function secretPlaces(secrets: Raw, path: Path, home: Home): Found[] {
  return Object.entries(secrets).flatMap(([name, reference]) => {
    const arn = textOf(reference);
    const what = arn?.includes(':ssm:') === true ? 'the parameter' : 'the secret';
    return arnPlace(arn, [...path, name], what, home).map((found) => ({
      ...found,
      value: undefined,
      allowed: `${found.allowed}; Fargate reads parameters of its own region when given a name`,
    }));
  });
}

/** AWS' own words may mean what they say: only a warning, but for roles, which no other account can pass. */
function overlayPlaces(overlay: Raw, at: Path, home: Home): Found[] {
  const found: Found[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    else if (typeof value === 'string' && value.startsWith('arn:')) {
      const isRole = value.includes(':iam:');
      for (const each of arnPlace(value, path, isRole ? 'the role' : 'this', home))
        found.push({ ...each, value: undefined, ...(isRole ? {} : { warning: true }) });
    }
  };
  walk(overlay, at);
  return found;
}

/** A rule that is taken over hangs on the document's listener. */
function adopted({ name, own }: RawService, listener: string | undefined, home: Home): Found[] {
  const rule = textOf(mapOf(own.adopt).rule);
  const path = ['services', name, 'adopt', 'rule'];
  const elsewhere = arnPlace(rule, path, 'the rule', home);
  if (rule === undefined || listener === undefined || elsewhere.length > 0) return elsewhere;
  if (rule.startsWith(`${listener.replace(':listener/', ':listener-rule/')}/`)) return [];
  return [{ code: 'wrong-listener', path, value: rule, allowed: `the ARN of a rule of the listener ${listener}` }];
}
