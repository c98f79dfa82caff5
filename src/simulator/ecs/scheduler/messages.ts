import type { World } from '../../world.ts';
import type { ServiceRecord, TaskRecord } from '../state.ts';

/** A service's own events: the last hundred, newest first. */

const kept = 100;

export function say(world: World, service: ServiceRecord, message: string, about = ''): void {
  const { random } = world;
  const id = [8, 4, 4, 4, 12].map((digits) => random.hex(digits)).join('-');
  const text = `(service ${service.name}${about}) ${message}`;
  service.events.unshift({ id, createdAt: world.clock.now(), message: text });
  service.events.length = Math.min(service.events.length, kept);
}

/** Unless it is what was said last: a state that lasts is told once. */
export function sayOnce(world: World, service: ServiceRecord, message: string): boolean {
  if (service.events[0]?.message.endsWith(message) === true) return false;
  say(world, service, message);
  return true;
}

export const named = (tasks: readonly TaskRecord[]) => tasks.map(({ id }) => `(task ${id})`).join(' ');

/** What tasks did since the last look, each kind in one sentence; targets carry no final dot (seen). */
export function tellNews(world: World, service: ServiceRecord): void {
  const { registered, deregistered, draining } = service.news;
  for (const [group, count] of Object.entries(registered))
    say(world, service, `registered ${count} targets in (target-group ${group})`);
  for (const [group, count] of Object.entries(deregistered))
    say(world, service, `deregistered ${count} targets in (target-group ${group})`);
  for (const [deployment, count] of Object.entries(draining))
    say(world, service, `has begun draining connections on ${count} tasks.`, `, taskSet ${deployment}`);
  service.news = { registered: {}, deregistered: {}, draining: {} };
}

export function count(news: Record<string, number>, name: string): void {
  news[name] = (news[name] ?? 0) + 1;
}
