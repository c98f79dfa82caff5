import * as sdk from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pushImage } from '../../src/simulator/ecr/images.ts';
import { inProcess, overHttp, type Way } from './ways.ts';

const where = { account: '210987654321', region: 'eu-central-1' };
const repositoryName = 'todo/backend';

describe.each([
  ['in process', inProcess],
  ['over HTTP', overHttp],
])('ECR through the real client, %s', (_name, open) => {
  let way: Way;
  let client: sdk.ECRClient;
  beforeEach(async () => {
    way = await open({ latencyMs: [0, 0] });
    client = new sdk.ECRClient(way.config());
    const tags = [{ Key: 'ecs-steward:app', Value: 'todo' }];
    await client.send(new sdk.CreateRepositoryCommand({ repositoryName, tags }));
  });
  afterEach(() => way.close());

  it('a repository comes back as it is described, and its tags by its ARN', async () => {
    const { repositories } = await client.send(
      new sdk.DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
    );
    expect(repositories).toEqual([
      {
        repositoryArn: 'arn:aws:ecr:eu-central-1:210987654321:repository/todo/backend',
        registryId: '210987654321',
        repositoryName,
        repositoryUri: '210987654321.dkr.ecr.eu-central-1.amazonaws.com/todo/backend',
        createdAt: new Date('2026-03-02T08:00:00Z'),
        imageTagMutability: 'MUTABLE',
        imageScanningConfiguration: { scanOnPush: false },
        encryptionConfiguration: { encryptionType: 'AES256' },
      },
    ]);
    const resourceArn = repositories?.[0]?.repositoryArn;
    const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ Key: 'ecs-steward:app', Value: 'todo' }]);
  });

  it('the digest behind a tag is answered beside failures', async () => {
    const imageDigest = pushImage(way.simulator.world, where, { repository: repositoryName, tag: 'latest' });
    const imageIds = [{ imageTag: 'latest' }, { imageTag: 'next' }];
    const answer = await client.send(new sdk.BatchGetImageCommand({ repositoryName, imageIds }));
    expect(answer.images).toMatchObject([{ imageId: { imageDigest, imageTag: 'latest' } }]);
    expect(answer.failures).toMatchObject([{ failureCode: 'ImageNotFound', imageId: { imageTag: 'next' } }]);
    const { imageDetails } = await client.send(new sdk.DescribeImagesCommand({ repositoryName }));
    expect(imageDetails).toMatchObject([{ imageTags: ['latest'], imagePushedAt: new Date('2026-03-02T08:00:00Z') }]);
  });

  it('errors have the names that the SDK knows', async () => {
    const images = client.send(new sdk.DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: 'latest' }] }));
    await expect(images).rejects.toBeInstanceOf(sdk.ImageNotFoundException);
    const again = client.send(new sdk.CreateRepositoryCommand({ repositoryName }));
    await expect(again).rejects.toBeInstanceOf(sdk.RepositoryAlreadyExistsException);
    const policy = client.send(new sdk.GetLifecyclePolicyCommand({ repositoryName }));
    await expect(policy).rejects.toBeInstanceOf(sdk.LifecyclePolicyNotFoundException);
  });

  it('a bad name is refused before anything is made', async () => {
    const made = client.send(new sdk.CreateRepositoryCommand({ repositoryName: 'Todo' }));
    await expect(made).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(
        "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression",
      ),
    });
    expect(way.simulator.ledger.entries().filter((entry) => entry.applied)).toHaveLength(1);
  });

  it('an operation that is not there is refused by name', async () => {
    await expect(client.send(new sdk.DescribeRegistryCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The simulator does not know the operation DescribeRegistry of ecr.',
    });
  });
});
