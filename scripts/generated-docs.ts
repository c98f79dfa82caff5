import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { costMarkdown } from '../bench/cost-table.ts';
import type { FleetUsage } from '../bench/usage.ts';
import { policyFiles, securityMarkdown } from '../bootstrap/policies/security-markdown.ts';
import { documentJsonSchema } from '../src/desired-state/schema/json-schema.ts';
import { referenceMarkdown } from '../src/desired-state/schema/reference.ts';
import { logEventsMarkdown } from '../src/reports/log-line.ts';
import { rolloutStatesMarkdown } from '../src/rollouts/states-markdown.ts';
import { bundledPackagesMarkdown } from './build/bundled-packages.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

export interface GeneratedDoc {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}

/** Pages and files that are made from code: written by generate-docs.ts, compared by its test. */
export async function generatedDocs(): Promise<GeneratedDoc[]> {
  return [
    { path: 'docs/reference.md', text: referenceMarkdown() },
    { path: 'docs/generated/document.schema.json', text: `${JSON.stringify(documentJsonSchema(), null, 2)}\n` },
    { path: 'docs/log-events.md', text: logEventsMarkdown() },
    { path: 'docs/security.md', text: securityMarkdown() },
    ...policyFiles().map(({ name, text }) => ({ path: `docs/generated/${name}`, text })),
    { path: 'docs/generated/rollout-states.md', text: rolloutStatesMarkdown() },
    { path: 'docs/generated/bundled-packages.md', text: await bundledPackagesMarkdown(root) },
    { path: 'docs/cost.md', text: costMarkdown(counted()) },
  ];
}

/** As bench/cost.ts wrote it. */
function counted(): readonly [FleetUsage, FleetUsage] {
  const file = new URL('../bench/counted.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly [FleetUsage, FleetUsage];
}
