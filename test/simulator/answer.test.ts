import { expect, it } from 'vitest';
import { type Answer, replyTo } from '../../src/simulator/answer.ts';

const answer: Answer = {
  listensOn: 8080,
  default: { status: 404 },
  paths: { '/api/*': { status: 200 }, '/api/slow/*': { timeout: true }, '/api/slow/exact': { status: 201 } },
};

it('the exact path wins over a longer prefix, and that over a shorter one', () => {
  expect(replyTo(answer, 8080, '/api/slow/exact')).toEqual({ status: 201 });
  expect(replyTo(answer, 8080, '/api/slow/other')).toEqual({ timeout: true });
  expect(replyTo(answer, 8080, '/api/items?page=2')).toEqual({ status: 200 });
});

it('a path that nothing names gets the default', () => {
  expect(replyTo(answer, 8080, '/constructor')).toEqual({ status: 404 });
});

it('nobody listens on another port, and everywhere where no port is named', () => {
  expect(replyTo(answer, 80, '/api/items')).toEqual({ refused: true });
  expect(replyTo({ default: { status: 200 } }, 1234, '/')).toEqual({ status: 200 });
});
