import { followedImage } from '../desired/image.ts';
import type { Found } from '../problem.ts';
import { mapOf, type Raw, servicesOf, textOf } from './outline.ts';

/** Account and region of every ARN and image: a document belongs to one place. */
export function places(document: Raw): Found[] {
  const region = textOf(document.region);
  const account = textOf(document.account);
  // A wrong account or region is said once, not with every ARN.
  if (region === undefined || account === undefined || !/^\d{12}$/.test(account)) return [];
  return [
    ...arnPlace(
      textOf(mapOf(document.loadBalancer).listener),
      ['loadBalancer', 'listener'],
      'the listener',
      account,
      region,
    ),
    ...servicesOf(document).flatMap(({ name, own, fields }) => [
      ...imagePlaces(own, ['services', name], { account, region }),
      ...secretPlaces(mapOf(own.secrets), ['services', name, 'secrets'], account, region),
      ...Object.entries(mapOf(mapOf(fields).roles)).flatMap(([role, arn]) =>
        rolePlace(textOf(arn), ['services', name, 'roles', role], account),
      ),
    ]),
  ];
}

function arnPlace(
  arn: string | undefined,
  path: readonly string[],
  what: string,
  account: string,
  region: string,
): Found[] {
  const [, , , arnRegion = '', arnAccount = ''] = (arn ?? '').split(':');
  if (arn === undefined || !arn.startsWith('arn:')) return [];
  if (arnRegion !== '' && arnRegion !== region)
    return [
      { code: 'wrong-region', path, value: arn, allowed: `${what} is in ${arnRegion}, the document says ${region}` },
    ];
  if (arnAccount !== '' && arnAccount !== account)
    return [
      {
        code: 'wrong-account',
        path,
        value: arn,
        allowed: `${what} is in account ${arnAccount}, the document says ${account}`,
      },
    ];
  return [];
}

function rolePlace(arn: string | undefined, path: readonly string[], account: string): Found[] {
  const owner = (arn ?? '').split(':')[4];
  return owner === undefined || owner === account || owner === ''
    ? []
    : [
        {
          code: 'wrong-account',
          path,
          value: arn,
          allowed: `the role is in account ${owner}, the document says ${account}`,
        },
      ];
}

function imagePlaces(own: Raw, path: readonly string[], place: { account: string; region: string }): Found[] {
  const images: [readonly string[], string | undefined][] = [[[...path, 'image'], textOf(own.image)]];
  for (const [name, sidecar] of Object.entries(mapOf(own.sidecars)))
    images.push([[...path, 'sidecars', name, 'image'], textOf(mapOf(sidecar).image)]);
  return images.flatMap(([at, reference]) => {
    const image = reference === undefined ? undefined : followedImage(place, '', reference);
    if (
      image?.registry.kind !== 'ecr' ||
      (image.registry.account === place.account && image.registry.region === place.region)
    )
      return [];
    const which = [
      image.registry.account === place.account ? '' : 'account',
      image.registry.region === place.region ? '' : 'region',
    ]
      .filter((word) => word !== '')
      .join(' and ');
    return [
      {
        code: 'foreign-registry',
        path: at,
        value: reference,
        allowed: `another ${which}: allowed only where the fleet allows this registry`,
      },
    ];
  });
}

/** An ARN works across regions only for Secrets Manager, and is a likely mistake there, too. */
function secretPlaces(secrets: Raw, path: readonly string[], account: string, region: string): Found[] {
  return Object.entries(secrets).flatMap(([name, reference]) => {
    const arn = textOf(reference);
    const [found] = arnPlace(
      arn,
      [...path, name],
      arn?.includes(':ssm:') === true ? 'the parameter' : 'the secret',
      account,
      region,
    );
    return found === undefined
      ? []
      : [
          {
            ...found,
            value: undefined,
            allowed: `${found.allowed}; Fargate reads parameters of its own region when given a name`,
          },
        ];
  });
}
