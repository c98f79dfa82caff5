import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { checkLimits } from '../../../src/simulator/limits.ts';
import { appendLog, logGroupExists } from '../../../src/simulator/logs/groups.ts';
import { createLogGroup, deleteLogGroup, describeLogGroups } from '../../../src/simulator/logs/log-groups.ts';
import { getLogEvents } from '../../../src/simulator/logs/read-events.ts';
import { deleteRetentionPolicy, putRetentionPolicy } from '../../../src/simulator/logs/retention.ts';
import { listTagsForResource, tagResource, untagResource } from '../../../src/simulator/logs/tags.ts';
import { Random } from '../../../src/simulator/random.ts';
import { World } from '../../../src/simulator/world.ts';

const here = { account: '210987654321', region: 'eu-central-1' };
const caller = { ...here, principal: 'arn:aws:iam::210987654321:user/simulated' };
const logGroupName = '/ecs/todo/backend';
const arn = 'arn:aws:logs:eu-central-1:210987654321:log-group:/ecs/todo/backend';

function newWorld(names: readonly string[] = [logGroupName]) {
  const world = new World(new VirtualClock(Date.parse('2026-03-02T08:00:00Z')), new Random(1));
  for (const name of names) createLogGroup.run(world, caller, { logGroupName: name });
  return world;
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

describe('a log group', () => {
  test('shows both forms of its ARN, and no retention', () => {
    expect(describeLogGroups.run(newWorld(), caller, {}).logGroups).toEqual([
      {
        logGroupName,
        creationTime: Date.parse('2026-03-02T08:00:00Z'),
        metricFilterCount: 0,
        arn: `${arn}:*`,
        logGroupArn: arn,
        storedBytes: 0,
        logGroupClass: 'STANDARD',
        deletionProtectionEnabled: false,
      },
    ]);
  });

  test('can be made once', () => {
    const run = () => createLogGroup.run(newWorld(), caller, { logGroupName });
    expect(run).toThrow('The specified log group already exists');
    expect(codeOf(run)).toBe('ResourceAlreadyExistsException');
  });

  test('is gone after DeleteLogGroup, which then refuses', () => {
    const world = newWorld();
    deleteLogGroup.run(world, caller, { logGroupName });
    expect(logGroupExists(world, here, logGroupName)).toBe(false);
    expect(() => deleteLogGroup.run(world, caller, { logGroupName })).toThrow(
      'The specified log group does not exist.',
    );
  });

  test('with deletion protection stays', () => {
    const world = newWorld([]);
    createLogGroup.run(world, caller, { logGroupName, deletionProtectionEnabled: true });
    expect(codeOf(() => deleteLogGroup.run(world, caller, { logGroupName }))).toBe('ValidationException');
    expect(logGroupExists(world, here, logGroupName)).toBe(true);
  });

  test.each(['', 'two words', 'x'.repeat(513)])('is refused for the name «%s»', (name) => {
    expect(codeOf(() => checkLimits(createLogGroup.limits, { logGroupName: name }))).toBe('InvalidParameterException');
  });
});

describe('DescribeLogGroups', () => {
  test('finds by prefix, not by exact name', () => {
    const world = newWorld(['/ecs/todo', '/ecs/todo-old', '/ecs/shop']);
    const { logGroups } = describeLogGroups.run(world, caller, { logGroupNamePrefix: '/ecs/todo' });
    expect(logGroups?.map((group) => group.logGroupName)).toEqual(['/ecs/todo', '/ecs/todo-old']);
  });

  test('pages by 50 at most', () => {
    const world = newWorld(Array.from({ length: 60 }, (_, index) => `g${index}`));
    const first = describeLogGroups.run(world, caller, {});
    const second = describeLogGroups.run(world, caller, { nextToken: first.nextToken });
    expect([first, second].map((page) => page.logGroups?.length)).toEqual([50, 10]);
    expect(second.nextToken).toBeUndefined();
    expect(codeOf(() => checkLimits(describeLogGroups.limits, { limit: 51 }))).toBe('InvalidParameterException');
  });
});

describe('retention', () => {
  const shown = (world: World) => describeLogGroups.run(world, caller, {}).logGroups?.[0]?.retentionInDays;

  test('is shown after Put, absent after Delete', () => {
    const world = newWorld();
    putRetentionPolicy.run(world, caller, { logGroupName, retentionInDays: 30 });
    expect(shown(world)).toBe(30);
    deleteRetentionPolicy.run(world, caller, { logGroupName });
    expect(shown(world)).toBeUndefined();
  });

  test('is one of AWS’ own numbers of days', () => {
    const check = (retentionInDays: number) => () =>
      checkLimits(putRetentionPolicy.limits, { logGroupName, retentionInDays });
    expect(check(14)).not.toThrow();
    expect(codeOf(check(10))).toBe('InvalidParameterException');
  });

  test('hides what is older', () => {
    const world = newWorld();
    appendLog(world, here, logGroupName, 'web', 'old');
    putRetentionPolicy.run(world, caller, { logGroupName, retentionInDays: 1 });
    world.clock.advance(86_400_001);
    appendLog(world, here, logGroupName, 'web', 'new');
    const { events } = getLogEvents.run(world, caller, { logGroupName, logStreamName: 'web' });
    expect(events?.map((event) => event.message)).toEqual(['new']);
  });

  test('needs the group', () => {
    const run = () => putRetentionPolicy.run(newWorld([]), caller, { logGroupName, retentionInDays: 30 });
    expect(codeOf(run)).toBe('ResourceNotFoundException');
  });
});

describe('tags', () => {
  test('go by the ARN without the star', () => {
    const world = newWorld();
    tagResource.run(world, caller, { resourceArn: arn, tags: { app: 'todo', team: 'shop' } });
    untagResource.run(world, caller, { resourceArn: arn, tagKeys: ['team'] });
    expect(listTagsForResource.run(world, caller, { resourceArn: arn }).tags).toEqual({ app: 'todo' });
    expect(codeOf(() => listTagsForResource.run(world, caller, { resourceArn: `${arn}:*` }))).toBe(
      'InvalidParameterException',
    );
  });

  test('are at most 50', () => {
    const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, '']));
    expect(codeOf(() => tagResource.run(newWorld(), caller, { resourceArn: arn, tags }))).toBe('TooManyTagsException');
  });
});
