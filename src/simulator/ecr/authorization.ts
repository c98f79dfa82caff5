import type { CreateRepositoryCommandInput, TagResourceCommandInput } from '@aws-sdk/client-ecr';
import { type Access, type AccessTable, type Asked, requestTags, resourceTags, tagsIn } from '../iam/access.ts';
import { ecrState } from './state.ts';

/** Which permissions ECR asks for (Service Authorization Reference). */

interface Named {
  readonly registryId?: string | undefined;
  readonly repositoryName?: string | undefined;
}

function on(action: string, { world, caller }: Asked<unknown>, { registryId, repositoryName }: Named): Access {
  const where = { account: registryId ?? caller.account, region: caller.region };
  return {
    action,
    resource: `arn:aws:ecr:${where.region}:${where.account}:repository/${repositoryName ?? '*'}`,
    context: resourceTags(world.state(ecrState, where).repositories.get(repositoryName ?? '')?.tags),
  };
}

function onArn(action: string, asked: Asked<unknown>, arn: string | undefined): Access {
  const [, , , , registryId, repository = ''] = (arn ?? '').split(':');
  return on(action, asked, { registryId, repositoryName: repository.replace(/^repository\//, '') });
}

const byName = [
  'BatchGetImage',
  'GetLifecyclePolicy',
  'PutImageTagMutability',
  'PutImageScanningConfiguration',
  'PutLifecyclePolicy',
  'DeleteLifecyclePolicy',
  'DeleteRepository',
].map((name) => {
  const action = `ecr:${name}`;
  return [action, (asked: Asked<Named>) => [on(action, asked, asked.input)]] as const;
});

export const access: AccessTable = {
  ...Object.fromEntries(byName),
  'ecr:DescribeRepositories': (asked: Asked<{ registryId?: string; repositoryNames?: string[] }>) =>
    (asked.input.repositoryNames ?? ['*']).map((repositoryName) =>
      on('ecr:DescribeRepositories', asked, { registryId: asked.input.registryId, repositoryName }),
    ),
  'ecr:ListTagsForResource': (asked: Asked<{ resourceArn?: string }>) => [
    onArn('ecr:ListTagsForResource', asked, asked.input.resourceArn),
  ],
  'ecr:CreateRepository': (asked: Asked<CreateRepositoryCommandInput>) => {
    const tags = tagsIn(asked.input.tags);
    const create = { ...on('ecr:CreateRepository', asked, asked.input), context: requestTags(tags) };
    return tags.size === 0 ? [create] : [create, { ...create, action: 'ecr:TagResource' }];
  },
  'ecr:TagResource': (asked: Asked<TagResourceCommandInput>) => {
    const tag = onArn('ecr:TagResource', asked, asked.input.resourceArn);
    return [{ ...tag, context: { ...tag.context, ...requestTags(tagsIn(asked.input.tags)) } }];
  },
};
