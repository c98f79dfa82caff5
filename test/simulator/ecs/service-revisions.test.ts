import { describe, expect, it } from 'vitest';
import { describeServiceDeployments, listServiceDeployments } from '../../../src/simulator/ecs/service-deployments.ts';
import { describeServiceRevisions } from '../../../src/simulator/ecs/service-revisions.ts';
import { stopServiceDeployment } from '../../../src/simulator/ecs/stop-service-deployment.ts';
import type { World } from '../../../src/simulator/world.ts';
import {
  completed,
  create,
  described,
  mika,
  primaryOf,
  push,
  refusal,
  register,
  serviceWorld,
  until,
  update,
} from './service-world.ts';

function list(world: World, more: object = {}) {
  return (
    listServiceDeployments.run(world, mika, { cluster: 'todo', service: 'backend', ...more }).serviceDeployments ?? []
  );
}

function first(world: World) {
  const serviceDeploymentArns = [list(world)[0]?.serviceDeploymentArn ?? ''];
  return describeServiceDeployments.run(world, mika, { serviceDeploymentArns }).serviceDeployments?.[0];
}

describe('service deployments', () => {
  it('go from PENDING over IN_PROGRESS to SUCCESSFUL, newest first in the list', () => {
    const { world } = serviceWorld();
    create(world);
    expect(first(world)).toMatchObject({ status: 'PENDING', sourceServiceRevisions: [] });
    until(world, () => first(world)?.status === 'IN_PROGRESS', 15);
    until(world, completed(world));
    expect(first(world)).toMatchObject({
      status: 'SUCCESSFUL',
      finishedAt: expect.any(Date),
      targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 2, pendingTaskCount: 0 },
      deploymentCircuitBreaker: { status: 'DISABLED', failureCount: 0, threshold: 3 },
    });
    const source = described(world).currentServiceRevisions?.[0]?.arn;
    update(world, { forceNewDeployment: true });
    expect(first(world)?.sourceServiceRevisions).toMatchObject([{ arn: source, runningTaskCount: 2 }]);
    expect(list(world).map(({ status }) => status)).toEqual(['PENDING', 'SUCCESSFUL']);
    expect(list(world, { status: ['SUCCESSFUL'] })).toHaveLength(1);
    expect(list(world, { createdAt: { after: new Date(world.clock.now() - 1) } })).toHaveLength(1);
    expect(list(world, { maxResults: 1 })).toHaveLength(1);
  });

  it('a newer one stops the one before', () => {
    const { world } = serviceWorld();
    create(world);
    world.clock.advance(15_000);
    update(world, { forceNewDeployment: true });
    expect(list(world)[1]).toMatchObject({ status: 'STOPPED', finishedAt: expect.any(Date) });
  });

  it('StopServiceDeployment goes back to the last completed revision, and only from one that goes on', () => {
    const { world } = serviceWorld();
    create(world);
    until(world, completed(world));
    push(world, 'v2');
    update(world, { taskDefinition: register(world, 'v2') });
    const { serviceDeploymentArn } = list(world)[0] ?? {};
    world.clock.advance(15_000);
    stopServiceDeployment.run(world, mika, { serviceDeploymentArn });
    expect(primaryOf(world)?.taskDefinition).toMatch(/backend:1$/);
    expect(list(world)[1]?.status).toBe('ROLLBACK_IN_PROGRESS');
    until(world, completed(world));
    expect(list(world)[1]?.status).toBe('ROLLBACK_SUCCESSFUL');
    const stop = (arn: string | undefined, stopType?: 'ABORT') => () =>
      stopServiceDeployment.run(world, mika, { serviceDeploymentArn: arn, stopType });
    expect(refusal(stop(serviceDeploymentArn))).toContain('ConflictException');
    expect(refusal(stop(`${serviceDeploymentArn}x`))).toContain('ServiceDeploymentNotFoundException');
    expect(refusal(stop(serviceDeploymentArn, 'ABORT'))).toContain('InvalidParameterException');
  });

  it('unknown ARNs are failures, an unknown service is an error', () => {
    const { world } = serviceWorld();
    const arn = 'arn:aws:ecs:eu-central-1:210987654321:service-deployment/todo/backend/abc';
    expect(describeServiceDeployments.run(world, mika, { serviceDeploymentArns: [arn] })).toEqual({
      serviceDeployments: [],
      failures: [{ arn, reason: 'MISSING' }],
    });
    expect(refusal(() => list(world))).toBe('ServiceNotFoundException: Service not found.');
  });
});

describe('service revisions', () => {
  it('say what a deployment meant, with the digest behind its tag', () => {
    const { world, group } = serviceWorld();
    const digest = push(world, 'v3');
    const loadBalancers = [{ targetGroupArn: group, containerName: 'app', containerPort: 8080 }];
    create(world, { taskDefinition: register(world, 'v3'), loadBalancers });
    const arn = described(world).currentServiceRevisions?.[0]?.arn ?? '';
    const { serviceRevisions, failures } = describeServiceRevisions.run(world, mika, {
      serviceRevisionArns: [arn, `${arn}1`],
    });
    expect(serviceRevisions).toMatchObject([
      {
        serviceRevisionArn: arn,
        taskDefinition: 'arn:aws:ecs:eu-central-1:210987654321:task-definition/backend:1',
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        loadBalancers,
        containerImages: [{ containerName: 'app', imageDigest: digest }],
      },
    ]);
    expect(failures).toEqual([{ arn: `${arn}1`, reason: 'MISSING' }]);
  });

  it('a digest is taken with the first launch where the image came later', () => {
    const { world } = serviceWorld();
    create(world, { taskDefinition: register(world, 'late') });
    const arn = described(world).currentServiceRevisions?.[0]?.arn ?? '';
    const image = () =>
      describeServiceRevisions.run(world, mika, { serviceRevisionArns: [arn] }).serviceRevisions?.[0]
        ?.containerImages?.[0];
    expect(image()).not.toHaveProperty('imageDigest');
    const digest = push(world, 'late');
    until(world, completed(world));
    expect(image()?.imageDigest).toBe(digest);
  });
});
