import type { Step } from '../../reconcilers/step.ts';
import type { Guard, GuardContext } from './guard.ts';

/** Judged on the final request, after overlays: each image from an allowed registry, our own images by digest (R18, T3). */
export const foreignImage: Guard = {
  name: 'foreign image',
  judge: (plan, context) =>
    plan.steps
      .filter(({ call }) => call === 'ecs:RegisterTaskDefinition')
      .flatMap((step) => {
        const bad = imagesOf(step)
          .map((image) => objection(image, context))
          .find((why) => why !== undefined);
        return bad === undefined ? [] : [{ step, why: bad }];
      }),
  lift: () =>
    "add the registry to limits.registries in the item control/current, or use an image of the account's own ECR",
};

function imagesOf(step: Step): string[] {
  const containers = step.input.containerDefinitions as readonly { image?: string }[] | undefined;
  return (containers ?? []).map(({ image }) => image ?? '');
}

function objection(image: string, { app, limits }: GuardContext): string | undefined {
  const host = registryOf(image);
  const own = `${app.account}.dkr.ecr.${app.region}.amazonaws.com`;
  if (host !== own && !limits.registries.includes(host)) return `the registry ${host} of ${image} is not allowed`;
  if (host === own && !/@sha256:[0-9a-f]{64}$/.test(image)) return `${image} is not pinned to a digest`;
  return undefined;
}

/** `nginx`, `library/nginx` → docker.io; otherwise the first part, where it looks like a host. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost') ? first : 'docker.io';
}
