import { describe, expect, it } from 'vitest';
import { fleetProblems } from '../../src/desired-state/fleet-check.ts';
import { appDocument, LISTENER, said, small, validDocument } from './app-document.ts';

type Members = Readonly<Record<string, unknown>>;

function app(name: string, fields: Members, more: Members = {}, service = 'web') {
  return validDocument(appDocument({ [service]: { ...small, ...fields } }, { app: name, ...more }));
}

function facts(...documents: Parameters<typeof fleetProblems>[0][number][]): string[] {
  return fleetProblems(documents).map(({ file, path, code }) => `${file} ${path} ${code}`);
}

const routed = (...routes: Members[]): Members => ({ port: 80, routes });

describe('documents of one fleet', () => {
  it('apps that keep out of each other’s way have no problem', () => {
    expect(facts(app('a', routed({ path: '/a/*' })), app('b', routed({ path: '/b/*' })))).toEqual([]);
  });

  it('the same requests on one listener are said of the later document, with the earlier one’s route', () => {
    const problems = fleetProblems([app('a', routed({ path: '/x/*' })), app('b', routed({ path: '/x/*' }))]);
    expect(problems).toMatchObject([
      {
        file: 'b',
        path: 'services.web.routes[0]',
        code: 'path-overlap',
        allowed: 'the same requests as services.web.routes[0] of the app a',
      },
    ]);
  });

  it('on different listeners they are no problem', () => {
    const other = { loadBalancer: { listener: LISTENER.replace('f2f7dc8efc522ab2', '0000000000000000') } };
    expect(facts(app('a', routed({ path: '/x/*' })), app('b', routed({ path: '/x/*' }), other))).toEqual([]);
  });

  it('a broader path before a narrower one by declared priorities, whichever document comes first', () => {
    const [broad, narrow] = [
      app('a', routed({ path: '/*', priority: 1 })),
      app('b', routed({ path: '/x', priority: 2 })),
    ];
    expect(facts(broad, narrow)).toEqual(['b services.web.routes[0] path-overlap']);
    expect(facts(narrow, broad)).toEqual(['b services.web.routes[0] path-overlap']);
  });

  it('one priority of two apps on one listener', () => {
    const documents = [app('a', routed({ path: '/a', priority: 7 })), app('b', routed({ path: '/b', priority: 7 }))];
    expect(facts(...documents)).toEqual(['b services.web.routes[0].priority duplicate-priority']);
  });

  it('names that only read the same when joined collide where both are looked up', () => {
    expect(facts(app('a-b', {}, {}, 'c'), app('a', {}, {}, 'b-c'))).toEqual([
      'a services.b-c name-collision',
      'a services.b-c name-collision',
      'a services.b-c name-collision',
    ]);
    const elsewhere = { region: 'us-east-1', loadBalancer: undefined, defaults: { roles: { task: 'none' } } };
    expect(facts(app('a-b', {}, {}, 'c'), app('a', {}, elsewhere, 'b-c'))).toEqual([]);
  });

  it('a role has one name in its account, in every region and on every path', () => {
    const elsewhere = { region: 'us-east-1', loadBalancer: undefined };
    const problems = fleetProblems([app('a-b', {}, {}, 'c'), app('a', {}, elsewhere, 'b-c')]);
    expect(problems.map(({ allowed }) => allowed)).toEqual([
      'the role a-b-c is that of services.c of the app a-b, too',
    ]);
    // A service called so would run as the execution role of another app.
    expect(facts(app('a-b', {}), app('a', {}, {}, 'b-execution'))).toEqual(['a services.b-execution name-collision']);
    const shared = { roles: { execution: 'arn:aws:iam::210987654321:role/x', task: 'none' } };
    expect(facts(app('a', shared), app('b', shared))).toEqual([]);
  });

  it('one path of several that two apps name goes to one of them only', () => {
    const problems = [app('a', routed({ path: ['/x', '/y'] })), app('b', routed({ path: ['/y', '/z'] }))];
    expect(facts(...problems)).toEqual(['b services.web.routes[0] path-overlap']);
  });

  it('header values, query and hosts know no case on a listener', () => {
    const header = (value: string) => routed({ path: '/*', header: { [`X-${value}`]: value } });
    expect(facts(app('a', header('Yes')), app('b', header('yES')))).toEqual(['b services.web.routes[0] path-overlap']);
    const query = (value: string) => routed({ path: '/*', query: { [value]: value } });
    expect(facts(app('a', query('Yes')), app('b', query('yES')))).toEqual(['b services.web.routes[0] path-overlap']);
  });

  it('a range of addresses inside another one is covered by it', () => {
    const from = (sourceIp: string, priority: number) => routed({ path: '/*', sourceIp, priority });
    expect(facts(app('a', from('10.0.0.0/8', 1)), app('b', from('10.1.0.0/16', 2)))).toEqual([
      'b services.web.routes[0] path-overlap',
    ]);
    expect(facts(app('a', from('10.0.0.0/16', 1)), app('b', from('10.1.0.0/16', 2)))).toEqual([]);
    expect(facts(app('a', from('::/0', 1)), app('b', from('10.1.0.0/16', 2)))).toEqual([]);
  });

  it('a declared priority before the band goes before every route whose priority is chosen', () => {
    const narrow = app('b', routed({ path: '/api/*' }));
    expect(facts(app('a', routed({ path: '/*', priority: 10 })), narrow)).toEqual([
      'b services.web.routes[0] path-overlap',
    ]);
    expect(facts(app('a', routed({ path: '/*', priority: 2_000 })), narrow)).toEqual([]);
    const behind = app('c', routed({ path: '/api/x', priority: 49_500 }));
    expect(facts(narrow, behind)).toEqual(['c services.web.routes[0] path-overlap']);
  });

  it('an adopted service is that of one app only', () => {
    expect(facts(app('a', { adopt: { service: 'old' } }), app('b', { adopt: { service: 'old' } }))).toEqual([
      'b services.web name-collision',
    ]);
  });

  it('one repository of two owners; one owner and one reader are fine', () => {
    expect(facts(app('a', { repository: {} }), app('b', { repository: {} }))).toEqual([
      'b services.web repository-owners',
    ]);
    expect(facts(app('a', { repository: {} }), app('b', {}))).toEqual([]);
  });

  it('one name for two apps', () => {
    expect(facts(app('a', {}), app('a', {}, {}, 'other'))).toEqual(['a app duplicate-app']);
  });

  it('a thousand apps are checked in less than the square of their number', () => {
    const documents = Array.from({ length: 1_000 }, (_each, index) => app(`app${index}`, {}));
    expect(fleetProblems(documents)).toEqual([]);
  });
});

describe('names inside one document', () => {
  it('an adopted name that is another service’s derived one is refused', () => {
    expect(said(appDocument({ api: small, web: { ...small, adopt: { service: 'todo-api' } } }))).toEqual([
      'services.web name-collision',
    ]);
  });
});
