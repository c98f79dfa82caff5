import { describe, expect, it } from 'vitest';
import { type HttpAnswer, type HttpRequest, type SmokeTestInput, smokeTest } from '../../src/rollouts/smoke-test.ts';

const dnsName = 'todo-1234567890.eu-central-1.elb.amazonaws.com';

function inputOf(test: Partial<SmokeTestInput['test']>, more: Partial<SmokeTestInput> = {}): SmokeTestInput {
  return { dnsName, protocol: 'HTTP', port: 80, test: { path: '/health', status: '200', ...test }, ...more };
}

function answering(answer: Partial<HttpAnswer & { answered: true }>) {
  const asked: HttpRequest[] = [];
  const get = (request: HttpRequest): Promise<HttpAnswer> => {
    asked.push(request);
    return Promise.resolve({ answered: true, status: 200, body: '', cut: false, ...answer });
  };
  return { asked, get };
}

describe('the smoke test asks the load balancer alone', () => {
  it('sends path, port and the declared host', async () => {
    const { asked, get } = answering({});
    await smokeTest(get, inputOf({ host: 'app.example.com' }, { protocol: 'HTTPS', port: 8443 }));
    expect(asked).toEqual([{ protocol: 'HTTPS', dnsName, port: 8443, path: '/health', host: 'app.example.com' }]);
  });

  it.each([
    ['a path with two slashes', inputOf({ path: '//evil.example.com/' })],
    ['two slashes further on', inputOf({ path: '/a//b' })],
    ['a path without a slash', inputOf({ path: 'health' })],
    ['an at sign', inputOf({ path: '/@evil.example.com' })],
    ['an end of line', inputOf({ path: '/a\r\nHost: evil.example.com' })],
    ['a backslash', inputOf({ path: '/\\evil.example.com' })],
    ['a fragment', inputOf({ path: '/#top' })],
    ['a space', inputOf({ path: '/a b' })],
    ['an endless path', inputOf({ path: `/${'a'.repeat(1024)}` })],
    ['an end of line in the host', inputOf({ host: 'a.example.com\r\nX: y' })],
    ['a port in the host', inputOf({ host: 'a.example.com:80' })],
    ['an address where the load balancer should be', inputOf({}, { dnsName: '169.254.169.254' })],
    ['a name that is no load balancer', inputOf({}, { dnsName: 'elb.amazonaws.com.evil.example.com' })],
    ['a port that is none', inputOf({}, { port: 0 })],
    ['a status set that is none', inputOf({ status: '2xx' })],
    ['an empty status', inputOf({ status: '' })],
  ])('T12 does not ask with %s', async (_name, input) => {
    const { asked, get } = answering({});
    expect(await smokeTest(get, input)).toHaveProperty('unknown');
    expect(asked).toEqual([]);
  });

  it.each([
    'todo-1.elb.eu-central-1.amazonaws.com',
    'internal-todo-1.eu-central-1.elb.amazonaws.com',
    'todo-1.cn-north-1.elb.amazonaws.com.cn',
  ])('takes %s for a load balancer', async (name) => {
    expect(await smokeTest(answering({}).get, inputOf({}, { dnsName: name }))).toEqual({ passed: true });
  });

  it('asks a path with a query', async () => {
    expect(await smokeTest(answering({}).get, inputOf({ path: '/health?deep=1&x=%20' }))).toEqual({ passed: true });
  });
});

describe('the smoke test judges', () => {
  it.each([
    ['200', 200, true],
    ['200', 204, false],
    ['200,302', 302, true],
    ['200,302', 301, false],
    ['200-299', 299, true],
    ['200-299', 300, false],
    ['200-299, 404', 404, true],
    ['300-200', 250, false],
  ])('status %s against %i: %s', async (status, answered, passed) => {
    expect(await smokeTest(answering({ status: answered }).get, inputOf({ status }))).toMatchObject({ passed });
  });

  it('text is literal', async () => {
    const { get } = answering({ body: 'all is well (v1.2)' });
    expect(await smokeTest(get, inputOf({ text: 'well (v1.2)' }))).toEqual({ passed: true });
    expect(await smokeTest(get, inputOf({ text: 'w.ll' }))).toEqual({
      passed: false,
      why: 'GET "/health" answered 200, but without the text "w.ll": "all is well (v1.2)"',
    });
  });

  it('says so when the text is missing in a body that was not read to its end', async () => {
    const { get } = answering({ body: 'a', cut: true });
    expect(await smokeTest(get, inputOf({ text: 'b' }))).toMatchObject({
      why: 'GET "/health" answered 200, but in its first 64 KiB without the text "b": "a"',
    });
  });

  it('T13 quotes a cut and harmless piece of the body', async () => {
    const { get } = answering({ status: 500, body: `\u001b[31m"oops"\n\u202e${'x'.repeat(500)}` });
    const result = await smokeTest(get, inputOf({}));
    const why = 'why' in result ? result.why : '';
    expect(why).toContain('answered 500 where 200 is expected, with "\\u{1b}[31m\\"oops\\"\\u{a}\\u{202e}xxx');
    expect(why.length).toBeLessThan(250);
  });

  it('says that a body is empty', async () => {
    expect(await smokeTest(answering({ status: 307 }).get, inputOf({}))).toEqual({
      passed: false,
      why: 'GET "/health" answered 307 where 200 is expected, with an empty body',
    });
  });

  it('R41 counts a load balancer that was not reached as unknown', async () => {
    const get = () => Promise.resolve({ answered: false, reached: false, why: 'connect ECONNREFUSED' } as const);
    expect(await smokeTest(get, inputOf({}))).toEqual({
      unknown: 'GET "/health" had no answer: "connect ECONNREFUSED"',
    });
  });

  it('counts an app that took the request and stayed silent as failed', async () => {
    const get = () => Promise.resolve({ answered: false, reached: true, why: 'nothing within 10 s' } as const);
    expect(await smokeTest(get, inputOf({}))).toMatchObject({ passed: false });
  });
});
