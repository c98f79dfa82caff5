import type { DesiredApp, DesiredService } from '../../src/desired-state/desired.ts';
import { desiredApp } from '../../src/desired-state/desired-app.ts';
import type { Problem } from '../../src/desired-state/problem.ts';
import { readDocument } from '../../src/desired-state/read-document.ts';
import type { Document } from '../../src/desired-state/schema/document.ts';

export const LISTENER =
  'arn:aws:elasticloadbalancing:eu-central-1:210987654321:listener/app/todo/50dc6c495c0c9188/f2f7dc8efc522ab2';

type Members = Readonly<Record<string, unknown>>;

/** A document as JSON with one small service, unless the case says otherwise. */
export function appDocument(services: Members, more: Members = {}): string {
  return JSON.stringify({
    app: 'todo',
    account: '210987654321',
    region: 'eu-central-1',
    cluster: 'todo',
    network: { subnets: ['subnet-0a11aa22bb33cc44d'], securityGroups: ['sg-0123456789abcdef0'] },
    loadBalancer: { listener: LISTENER },
    services,
    ...more,
  });
}

export const small = { image: 'todo/web:latest', cpu: 256, memory: 512 } as const;

/** The document with `fields` in its one service `web`. */
export function withWeb(fields: Members, more: Members = {}): string {
  return appDocument({ web: { ...small, ...fields } }, more);
}

export function problemsOf(text: string, files: Readonly<Record<string, string>> = {}): readonly Problem[] {
  const read = readDocument({ text, file: 'app.json', readFile: (path) => files[path] });
  return read.ok ? read.warnings : read.problems;
}

/** `services.web.port out-of-range`, in the document's order. */
export function said(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  return problemsOf(text, files).map(({ path, code }) => `${path} ${code}`);
}

export function validDocument(text: string, files: Readonly<Record<string, string>> = {}): Document {
  const read = readDocument({ text, file: 'app.json', readFile: (path) => files[path] });
  if (!read.ok) throw new Error(`not valid: ${JSON.stringify(read.problems)}`);
  return read.document;
}

export function desired(text: string, files: Readonly<Record<string, string>> = {}): DesiredApp {
  return desiredApp(validDocument(text, files));
}

export function desiredWeb(fields: Members, more: Members = {}): DesiredService {
  const service = desired(withWeb(fields, more)).services[0];
  if (service === undefined) throw new Error('no service');
  return service;
}
