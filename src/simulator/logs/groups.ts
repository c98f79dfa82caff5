import type { Where } from '../where.ts';
import type { World } from '../world.ts';
import { type LogGroupRecord, type LogStreamRecord, logsState } from './state.ts';

/** What a task start checks before its log driver can make a stream. */
export function logGroupExists(world: World, where: Where, name: string): boolean {
  return world.state(logsState, where).groups.has(name);
}

/** What a log driver does: the stream is made on the way. Lines for a group that is gone are lost, as with awslogs. */
export function appendLog(world: World, where: Where, group: string, stream: string, message: string): void {
  const record = world.state(logsState, where).groups.get(group);
  if (record === undefined) return;
  const now = world.clock.now();
  addEvent(world, where, record.streams.get(stream) ?? makeStream(record, stream, now), now, message);
}

/** The caller has looked that the name is free. */
export function makeStream(group: LogGroupRecord, name: string, now: number): LogStreamRecord {
  const stream: LogStreamRecord = { name, createdAt: now, events: [] };
  group.streams.set(name, stream);
  return stream;
}

/** Keeps the stream sorted: readers page by time. Identifiers rise over all streams. */
export function addEvent(
  world: World,
  where: Where,
  stream: LogStreamRecord,
  timestamp: number,
  message: string,
): void {
  const state = world.state(logsState, where);
  state.events += 1;
  const event = { id: String(state.events).padStart(56, '0'), timestamp, ingestedAt: world.clock.now(), message };
  const later = stream.events.findLastIndex((other) => other.timestamp <= timestamp);
  stream.events.splice(later + 1, 0, event);
}
