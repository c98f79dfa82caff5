import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { httpGet, isLocal } from '../../src/rollouts/http-get.ts';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const anywhere = { refuses: () => false };

function requestTo(port: number, path = '/') {
  return { protocol: 'HTTP', dnsName: 'localhost', port, path, host: 'app.example.com' } as const;
}

describe('the request of the smoke test', () => {
  it('carries the host and no credentials', async () => {
    const port = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const answer = await httpGet(anywhere)(requestTo(port));
    expect(answer).toMatchObject({ answered: true, status: 200, cut: false });
    const headers: unknown = answer.answered ? JSON.parse(answer.body) : {};
    expect(headers).toEqual({ host: 'app.example.com', 'user-agent': 'ecs-steward-smoke-test', connection: 'close' });
  });

  it('T12 does not follow a redirect', async () => {
    const paths: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await httpGet(anywhere)(requestTo(port, '/start'))).toMatchObject({ answered: true, status: 302 });
    expect(paths).toEqual(['/start']);
  });

  it('T12 reads 64 KiB of a huge body and no more', async () => {
    const port = await serve((_request, response) => {
      const send = () => {
        while (response.write('x'.repeat(60_000)));
        response.once('drain', send);
      };
      send();
    });
    const answer = await httpGet(anywhere)(requestTo(port));
    expect(answer.answered && answer.body.length).toBe(64 * 1024);
    expect(answer).toMatchObject({ cut: true });
  });

  it('a body of exactly 64 KiB is not cut', async () => {
    const port = await serve((_request, response) => response.end('x'.repeat(64 * 1024)));
    expect(await httpGet(anywhere)(requestTo(port))).toMatchObject({ cut: false });
  });

  it.each([
    ['never answers', () => undefined],
    ['never ends its body', (_request, response) => response.write('a')],
  ] satisfies [string, RequestListener][])('T12 ends when the app %s', async (_name, listener) => {
    const port = await serve(listener);
    expect(await httpGet({ ...anywhere, longestMs: 100 })(requestTo(port))).toEqual({
      answered: false,
      reached: true,
      why: 'nothing within 0.1 s',
    });
  });

  it('T12 sends nothing to this machine, nor to an address', async () => {
    const asked: unknown[] = [];
    const port = await serve((request, response) => response.end(String(asked.push(request.url))));
    const refused = await httpGet()(requestTo(port));
    expect(refused).toMatchObject({ answered: false, reached: false });
    expect(refused).toHaveProperty('why', expect.stringMatching(/^the name leads to (127\.0\.0\.1|::1)$/));
    expect(await httpGet(anywhere)({ ...requestTo(port), dnsName: '127.0.0.1' })).toMatchObject({ answered: false });
    expect(asked).toEqual([]);
  });

  it('says why a connection was refused, and that the load balancer was not reached', async () => {
    const port = await serve(() => undefined);
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve));
    expect(await httpGet(anywhere)(requestTo(port))).toMatchObject({ answered: false, reached: false });
  });

  it('does not talk HTTPS with what has no certificate', async () => {
    const port = await serve((_request, response) => response.end());
    const request = { ...requestTo(port), protocol: 'HTTPS' } as const;
    expect(await httpGet(anywhere)(request)).toMatchObject({ answered: false, reached: false });
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['169.254.169.254', true],
    ['::1', true],
    ['::ffff:169.254.169.254', true],
    ['fe80::1', true],
    ['fd00:ec2::254', true],
    ['0.0.0.0', true],
    ['10.0.1.20', false],
    ['52.29.1.2', false],
    ['2a05:d014::1', false],
  ])('%s is this machine or its metadata: %s', (address, expected) => {
    expect(isLocal(address)).toBe(expected);
  });
});
