import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentJsonSchema } from '../../../src/desired-state/schema/json-schema.ts';
import { keysAt } from '../../../src/desired-state/schema/keys.ts';
import { referenceMarkdown, undescribed } from '../../../src/desired-state/schema/reference.ts';
import { problemsOf, said, withWeb } from '../app-document.ts';

describe('the schema of documents', () => {
  it('every field says what it is', () => {
    expect(undescribed()).toEqual([]);
  });

  it('knows the fields of every place of a document', () => {
    expect(keysAt([])).toContain('clusterCapacityProviders');
    expect(keysAt(['services', 'web', 'routes', 0])).toContain('sourceIp');
    expect(keysAt(['services', 'web', 'sidecars', 'xray'])).toContain('memoryReservation');
    expect(keysAt(['defaults'])).not.toContain('image');
  });

  it("editors get patterns, bounds, examples and AWS' limits, and nothing that is not for writers", () => {
    const text = JSON.stringify(documentJsonSchema());
    expect(documentJsonSchema().properties?.region).toMatchObject({ pattern: expect.stringContaining('[a-z]') });
    expect(text).toContain('"minimum":1,"maximum":50000');
    expect(text).not.toMatch(/"(?:standard|limit|samples|inlined)":/);
    expect(text).toContain('"examples":["todo/backend:latest"');
  });

  it('the reference names each field once', () => {
    const fields = referenceMarkdown().match(/^\| `[^`]+`/gm) ?? [];
    expect(fields.filter((field) => field === '| `healthCheck.path`').length).toBe(1);
    expect(fields.length).toBeGreaterThan(120);
  });

  const wrong: [string, unknown, string[]][] = [
    ['a list instead of a map', [], ['services.web.environment wrong-type']],
    ['a map as a value', { A: {} }, ['services.web.environment.A wrong-type']],
  ];
  for (const [what, environment, problems] of wrong)
    it(`${what} is a wrong type, at its place`, () => expect(said(withWeb({ environment }))).toEqual(problems));

  it('a wrong word of a few names the nearest', () => {
    const [problem] = problemsOf(withWeb({ architecture: 'arm' }));
    expect(problem).toMatchObject({ code: 'not-allowed', allowed: 'x86_64, arm64', nearest: 'arm64' });
  });

  it('numbers and truths of YAML are text where AWS keeps text', () => {
    expect(said(withWeb({ environment: { A: 1, B: true }, command: [1] }))).toEqual([]);
  });

  it('no field is called like a word of AWS that an overlay takes', () => {
    expect(readFileSync(new URL('../../../docs/reference.md', import.meta.url), 'utf8')).not.toContain(
      '`desiredCount`',
    );
  });

  const limits: [string, Record<string, unknown>, string[]][] = [
    ['tags that AWS reserves', { tags: { 'AWS:x': 'y' } }, ['services.web.tags.AWS:x reserved-tag']],
    ['ownership’s own tags', { tags: { 'ecs-steward:app': 'y' } }, ['services.web.tags.ecs-steward:app reserved-tag']],
    ['a tag of 257 characters', { tags: { a: 'x'.repeat(257) } }, ['services.web.tags.a tag-value']],
    ['a secret of no known form', { secrets: { A: 'https://vault/x' } }, ['services.web.secrets.A secret']],
    [
      'a file system of no EFS',
      { volumes: { v: { efs: 'vol-1', mount: '/x' } } },
      ['services.web.volumes.v.efs file-system-id'],
    ],
    ['a relative mount', { volumes: { v: { efs: 'fs-0c1d2e3f', mount: 'x' } } }, ['services.web.volumes.v.mount path']],
    ['a path with //', { smokeTest: { path: '//evil.example' } }, ['services.web.smokeTest.path path']],
    ['a host with a wildcard in a request', { smokeTest: { host: '*.a.io' } }, ['services.web.smokeTest.host host']],
    ['a host with a line break', { smokeTest: { host: 'a.io\r\nX: y' } }, ['services.web.smokeTest.host host']],
    ['a range of addresses', { port: 1, routes: [{ sourceIp: 'nowhere' }] }, ['services.web.routes[0].sourceIp cidr']],
  ];
  for (const [what, fields, problems] of limits) it(what, () => expect(said(withWeb(fields))).toEqual(problems));
});
