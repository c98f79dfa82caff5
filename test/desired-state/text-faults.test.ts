import { describe, expect, it } from 'vitest';
import { problemText } from '../../src/desired-state/problem-text.ts';
import { readDocument } from '../../src/desired-state/read-document.ts';

const head = `app: todo
account: '210987654321'
region: eu-central-1
cluster: todo
network: {subnets: [subnet-0a11aa22bb33cc44d], securityGroups: [sg-0123456789abcdef0]}
`;

function said(text: string): string[] {
  const read = readDocument({ text, file: 'a.yaml' });
  return read.ok ? [] : read.problems.map(({ line, column, path, code }) => `${line}:${column} ${path} ${code}`);
}

const web = (fields: string) => `${head}services:\n  web: {image: r/a, cpu: 256, memory: 512, ${fields}}\n`;

describe('texts as editors and shells write them', () => {
  it('a byte order mark and line ends of Windows are no part of what is said', () => {
    expect(said(`\uFEFF${web('port: 80')}`)).toEqual([]);
    expect(said(`\uFEFFapq: 1\n${head}services: {}\n`)).toEqual(['1:1 apq unknown-field']);
    expect(said(`${head}services: {}\nfoo: 1\n`.replaceAll('\n', '\r\n'))).toEqual(['7:1 foo unknown-field']);
  });

  it('UTF-16 and packed files are named as such', () => {
    expect(said(Buffer.from(head, 'utf16le').toString('latin1'))).toEqual(['1:2  encoding']);
    expect(said(Buffer.from([0x1f, 0x8b, 0x08, 0xff]).toString('utf8'))).toEqual(['1:2  encoding']);
  });

  it('keys that are no word have no path, and are refused with their place', () => {
    for (const key of ['[a, b]', '{a: b}', '~', ''])
      expect(said(`${head}services:\n  ? ${key}\n  : {image: r/a}\n`).map((each) => each.split(' ').slice(1))).toEqual([
        ['services', 'key'],
      ]);
  });

  it('a merge key is said once, without what it would have brought', () => {
    expect(said(`${head}services:\n  web: {<<: {image: r/a}, cpu: 256, memory: 512, prot: 1}\n`)).toEqual([
      '7:9 services.web.<< merge-key',
      '7:50 services.web.prot unknown-field',
    ]);
  });

  it('tags of other types are not read as maps', () => {
    expect(said('app: !!binary dG9kbw==\n')).toEqual(['1:15  syntax']);
    expect(said(`${head}services: !!map {}\n`)).toEqual([]);
    expect(said(web('environment: {A: !!str 1.20}'))).toEqual([]);
  });

  it('of two syntax errors at one place the first is said', () => {
    const read = readDocument({ text: '{"app": "todo", "services": {"a": ', file: 'a.json' });
    const places = read.ok ? [] : read.problems.map(({ line, column }) => `${line}:${column}`);
    expect(places).toEqual([...new Set(places)]);
  });

  it('a service that is nothing is said once', () => {
    expect(said(`${head}services: {a: , b: text, c: []}\n`).map((each) => each.split(' ').slice(1).join(' '))).toEqual([
      'services.a wrong-type',
      'services.b wrong-type',
      'services.c wrong-type',
    ]);
  });
});

describe('texts that YAML takes for something else', () => {
  for (const value of ['1.20', '0755', '0o17', '0x1F', '1e3', '12345678901234567890', '+1', 'True', '.5'])
    it(`${value} as a variable would become another text`, () => {
      expect(said(web(`environment: {A: ${value}}`))).toEqual(['7:61 services.web.environment.A lost-spelling']);
      expect(said(web(`environment: {A: '${value}'}`))).toEqual([]);
      expect(said(web(`command: [${value}]`)).join()).toContain('services.web.command[0] lost-spelling');
    });

  for (const value of ['1.5', '755', '-1', 'true', 'no', '2026-01-01', '12:30', '1_000', '010.0.0.1'])
    it(`${value} stays as it is`, () => expect(said(web(`environment: {A: ${value}}`))).toEqual([]));

  it('numbers that are numbers may be spelt in any way', () => {
    expect(said(web('port: 0x50, count: 2.0, scalingx: 1').replace(', scalingx: 1', ''))).toEqual([]);
  });

  it('is shown as it is written', () => {
    const read = readDocument({ text: web('x: 1').replace('r/a', '1.20').replace(', x: 1', ''), file: 'a.yaml' });
    expect(read.ok ? [] : read.problems.map(problemText)).toEqual([
      'a.yaml:7:16 services.web.image: must be text: put it in quotes (is 1.20)',
    ]);
  });

  it('R44 a variable is never shown, not even as a number', () => {
    const read = readDocument({ text: web('environment: {PIN: 004711}'), file: 'a.yaml' });
    expect(JSON.stringify(read)).not.toMatch(/4711/);
  });
});

describe('sentences', () => {
  it('what a document holds does not steer a terminal', () => {
    const read = readDocument({ text: web('"\\e[31mred": 1, after: ["\\e]0;x"]'), file: 'a.yaml' });
    const lines = read.ok ? [] : read.problems.map(problemText);
    expect(lines.length).toBe(2);
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
    expect(lines.join('')).toContain('\\x1b[31mred');
  });

  it('a missing field is named once', () => {
    const read = readDocument({ text: web('routes: [{path: /}]'), file: 'a.yaml' });
    expect(read.ok ? [] : read.problems.map(problemText)).toEqual([
      'a.yaml:1:1 loadBalancer: loadBalancer is required: services.web.routes[0] needs its listener',
      'a.yaml:7:3 services.web.port: port is required where a service has routes',
    ]);
  });
});
