import { beforeEach, describe, expect, it } from 'vitest';
import { listServiceDeployments } from '../../../src/simulator/ecs/service-deployments.ts';
import { stopServiceDeployment } from '../../../src/simulator/ecs/stop-service-deployment.ts';
import type { World } from '../../../src/simulator/world.ts';
import { caller, refusal } from '../elbv2/load-balanced-world.ts';
import { arns, at, completed, create, ecsWorld, register, said, theService, until, update } from './ecs-world.ts';

let world: World;
let revision: string;
beforeEach(() => {
  ({ world } = ecsWorld());
  revision = register(world, 'good');
  create(world, revision, { desiredCount: 1 });
  until(world, () => completed(world));
});
const list = (more: object = {}) => listServiceDeployments.run(world, caller, { ...at, ...more });
const newest = () => list().serviceDeployments?.[0];
const stop = (serviceDeploymentArn: string | undefined, more: object = {}) =>
  stopServiceDeployment.run(world, caller, { serviceDeploymentArn, ...more });

describe('ListServiceDeployments (§2.6)', () => {
  it('answers the newest first, with the digits of each deployment in its revision’s ARN', () => {
    update(world, { taskDefinition: register(world, 'good') });
    const digits = theService(world).deployments?.[0]?.id?.slice('ecs-svc/'.length);
    expect(list().serviceDeployments).toMatchObject([
      {
        status: 'PENDING',
        serviceDeploymentArn: expect.stringMatching(/:service-deployment\/todo\/backend\/\w+$/),
        targetServiceRevisionArn: `${arns}:service-revision/todo/backend/${digits}`,
        serviceArn: `${arns}:service/todo/backend`,
        clusterArn: `${arns}:cluster/todo`,
      },
      { status: 'SUCCESSFUL', finishedAt: expect.any(Date) },
    ]);
    expect(newest()).not.toHaveProperty('finishedAt');
  });

  it('filters by status and time, and pages', () => {
    const before = new Date(world.clock.now());
    world.clock.advance(1_000);
    update(world, { forceNewDeployment: true });
    world.clock.advance(1_000);
    update(world, { forceNewDeployment: true });
    const statuses = (more: object) => list(more).serviceDeployments?.map(({ status }) => status);
    expect(statuses({})).toEqual(['PENDING', 'STOPPED', 'SUCCESSFUL']);
    expect(statuses({ status: ['STOPPED', 'SUCCESSFUL'] })).toEqual(['STOPPED', 'SUCCESSFUL']);
    expect(statuses({ createdAt: { before } })).toEqual(['SUCCESSFUL']);
    expect(statuses({ createdAt: { after: before } })).toEqual(['PENDING', 'STOPPED']);
    const { nextToken } = list({ maxResults: 2 });
    expect(statuses({ maxResults: 2, nextToken })).toEqual(['SUCCESSFUL']);
  });

  it('refuses a service that is not there', () => {
    expect(refusal(() => list({ service: 'other' }))).toMatchObject({ code: 'ServiceNotFoundException' });
  });
});

describe('StopServiceDeployment (§2.4, §2.6)', () => {
  it('goes back to the last completed deployment', () => {
    update(world, { taskDefinition: register(world, 'good') });
    world.clock.advance(20_000);
    const arn = newest()?.serviceDeploymentArn;
    expect(stop(arn)).toEqual({ serviceDeploymentArn: arn });
    const status = () => list().serviceDeployments?.find((each) => each.serviceDeploymentArn === arn)?.status;
    expect(status()).toBe('ROLLBACK_IN_PROGRESS');
    until(world, () => completed(world));
    expect(status()).toBe('ROLLBACK_SUCCESSFUL');
    expect(theService(world).taskDefinition).toBe(revision);
    expect(said(world).join()).not.toContain('tasks failed to start');
  });

  it('refuses one that has ended, one that is not there, and to abort', () => {
    const ended = newest()?.serviceDeploymentArn;
    expect(refusal(() => stop(ended))).toMatchObject({ code: 'ConflictException' });
    const unknown = `${arns}:service-deployment/todo/backend/1`;
    expect(refusal(() => stop(unknown))).toMatchObject({ code: 'ServiceDeploymentNotFoundException' });
    update(world, { forceNewDeployment: true });
    world.clock.advance(12_000);
    const running = newest()?.serviceDeploymentArn;
    expect(refusal(() => stop(running, { stopType: 'ABORT' }))).toMatchObject({ code: 'InvalidParameterException' });
    expect(newest()?.status).toBe('IN_PROGRESS');
  });
});
