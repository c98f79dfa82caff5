import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { literalFilter } from '../../../src/simulator/logs/filter-pattern.ts';
import { appendLog } from '../../../src/simulator/logs/groups.ts';
import { createLogGroup } from '../../../src/simulator/logs/log-groups.ts';
import { putLogEvents } from '../../../src/simulator/logs/put-log-events.ts';
import { filterLogEvents, getLogEvents } from '../../../src/simulator/logs/read-events.ts';
import { createLogStream, describeLogStreams } from '../../../src/simulator/logs/streams.ts';
import { Random } from '../../../src/simulator/random.ts';
import { World } from '../../../src/simulator/world.ts';

const here = { account: '210987654321', region: 'eu-central-1' };
const caller = { ...here, principal: 'arn:aws:iam::210987654321:user/simulated' };
const logGroupName = '/ecs/todo';
const logStreamName = 'web/app/1';
const start = Date.parse('2026-03-02T08:00:00Z');
const hour = 3_600_000;

function newWorld() {
  const world = new World(new VirtualClock(start), new Random(1));
  createLogGroup.run(world, caller, { logGroupName });
  createLogStream.run(world, caller, { logGroupName, logStreamName });
  return world;
}

function messages(answer: { events?: readonly { message?: string | undefined }[] | undefined }) {
  return answer.events?.map((event) => event.message);
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'nothing thrown';
  } catch (error) {
    return error instanceof Error ? error.name : 'no error';
  }
}

describe('a log driver', () => {
  test('makes its stream on the way', () => {
    const world = newWorld();
    appendLog(world, here, logGroupName, 'api/app/2', 'listening');
    const { logStreams } = describeLogStreams.run(world, caller, { logGroupName, logStreamNamePrefix: 'api' });
    expect(logStreams).toMatchObject([{ logStreamName: 'api/app/2', firstEventTimestamp: start }]);
  });

  test('loses lines for a group that is gone', () => {
    const world = newWorld();
    expect(() => appendLog(world, here, '/ecs/shop', 'web', 'listening')).not.toThrow();
    expect(codeOf(() => getLogEvents.run(world, caller, { logGroupName: '/ecs/shop', logStreamName: 'web' }))).toBe(
      'ResourceNotFoundException',
    );
  });
});

describe('PutLogEvents', () => {
  const put = (world: World, times: readonly number[]) =>
    putLogEvents.run(world, caller, {
      logGroupName,
      logStreamName,
      logEvents: times.map((timestamp) => ({ timestamp, message: `at ${timestamp - start}` })),
    });

  test('keeps events by time', () => {
    const world = newWorld();
    put(world, [start + 2]);
    put(world, [start + 1, start + 3]);
    expect(messages(getLogEvents.run(world, caller, { logGroupName, logStreamName }))).toEqual([
      'at 1',
      'at 2',
      'at 3',
    ]);
  });

  test('refuses a batch that is out of order or longer than a day', () => {
    expect(codeOf(() => put(newWorld(), [start, start - 1]))).toBe('InvalidParameterException');
    expect(codeOf(() => put(newWorld(), [start - 24 * hour - 1, start]))).toBe('InvalidParameterException');
  });

  test('names events that are too new or too old, and keeps the others', () => {
    const world = newWorld();
    expect(put(world, [start, start + 2 * hour + 1]).rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
    expect(put(world, [start - 14 * 24 * hour - 1]).rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1 });
    expect(messages(getLogEvents.run(world, caller, { logGroupName, logStreamName }))).toEqual(['at 0']);
  });

  test('needs the stream', () => {
    const logEvents = [{ timestamp: start, message: 'x' }];
    const run = () => putLogEvents.run(newWorld(), caller, { logGroupName, logStreamName: 'other', logEvents });
    expect(run).toThrow('The specified log stream does not exist.');
  });
});

describe('GetLogEvents', () => {
  function withLines(count: number) {
    const world = newWorld();
    for (let line = 1; line <= count; line += 1) {
      appendLog(world, here, logGroupName, logStreamName, String(line));
      world.clock.advance(1000);
    }
    return world;
  }
  const get = (world: World, more: object) => getLogEvents.run(world, caller, { logGroupName, logStreamName, ...more });

  test('answers the newest page, and goes back by the backward token', () => {
    const world = withLines(5);
    const newest = get(world, { limit: 2 });
    expect(messages(newest)).toEqual(['4', '5']);
    expect(messages(get(world, { limit: 2, nextToken: newest.nextBackwardToken }))).toEqual(['2', '3']);
  });

  test('goes on from the head, and gives the same token back at the end', () => {
    const world = withLines(3);
    const first = get(world, { limit: 2, startFromHead: true });
    const second = get(world, { limit: 2, nextToken: first.nextForwardToken });
    const third = get(world, { limit: 2, nextToken: second.nextForwardToken });
    expect([first, second, third].map(messages)).toEqual([['1', '2'], ['3'], []]);
    expect(third.nextForwardToken).toBe(second.nextForwardToken);
    appendLog(world, here, logGroupName, logStreamName, '4');
    expect(messages(get(world, { nextToken: third.nextForwardToken }))).toEqual(['4']);
  });

  test('keeps to the window, whose end is not in it', () => {
    const world = withLines(5);
    expect(messages(get(world, { startTime: start + 1000, endTime: start + 3000 }))).toEqual(['2', '3']);
  });
});

describe('DescribeLogStreams', () => {
  test('orders by the last event where asked', () => {
    const world = newWorld();
    appendLog(world, here, logGroupName, 'b', 'x');
    world.clock.advance(1000);
    appendLog(world, here, logGroupName, 'a', 'x');
    const names = (more: object) =>
      describeLogStreams.run(world, caller, { logGroupName, ...more }).logStreams?.map((one) => one.logStreamName);
    expect(names({})).toEqual(['a', 'b', logStreamName]);
    expect(names({ orderBy: 'LastEventTime', descending: true })).toEqual(['a', 'b', logStreamName]);
    expect(names({ orderBy: 'LastEventTime' })).toEqual([logStreamName, 'b', 'a']);
  });

  test('knows the group by its ARN', () => {
    const logGroupIdentifier = 'arn:aws:logs:eu-central-1:210987654321:log-group:/ecs/todo';
    expect(describeLogStreams.run(newWorld(), caller, { logGroupIdentifier }).logStreams).toHaveLength(1);
    expect(codeOf(() => describeLogStreams.run(newWorld(), caller, { logGroupName, logGroupIdentifier }))).toBe(
      'InvalidParameterException',
    );
  });
});

describe('FilterLogEvents', () => {
  test('finds over streams, by time, in pages', () => {
    const world = newWorld();
    for (const [stream, line] of [
      ['a', 'GET / 200'],
      ['b', 'GET /api 500'],
      ['a', 'GET /api 500 again'],
    ] as const) {
      appendLog(world, here, logGroupName, stream, line);
      world.clock.advance(1000);
    }
    const find = (more: object) => filterLogEvents.run(world, caller, { logGroupName, filterPattern: '500', ...more });
    const first = find({ limit: 1 });
    expect(messages(first)).toEqual(['GET /api 500']);
    expect(messages(find({ limit: 1, nextToken: first.nextToken }))).toEqual(['GET /api 500 again']);
    expect(messages(find({ logStreamNamePrefix: 'a' }))).toEqual(['GET /api 500 again']);
  });

  test.each([
    ['', true],
    ['GET 500', true],
    ['GET 404', false],
    ['"/api 500"', true],
    ['"api  500"', false],
    ['?404 ?500', true],
    ['?404 ?403', false],
    ['GET -500', false],
    ['get', false],
  ])('matches «%s»: %s', (pattern, expected) => {
    expect(literalFilter(pattern)('GET /api 500')).toBe(expected);
  });

  test.each(['{ $.status = 500 }', '[ip, status = 5*]', '%5[0-9]+%'])('refuses %s by name', (pattern) => {
    expect(codeOf(() => literalFilter(pattern))).toBe('NotImplementedBySimulator');
  });
});
