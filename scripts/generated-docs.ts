import { policyFiles, securityMarkdown } from '../bootstrap/policies/security-markdown.ts';
import { documentJsonSchema } from '../src/desired-state/schema/json-schema.ts';
import { referenceMarkdown } from '../src/desired-state/schema/reference.ts';
import { logEventsMarkdown } from '../src/reports/log-line.ts';
import { rolloutStatesMarkdown } from '../src/rollouts/states-markdown.ts';

export interface GeneratedDoc {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}

/** Pages and files that are made from code: written by generate-docs.ts, compared by its test. */
export function generatedDocs(): GeneratedDoc[] {
  return [
    { path: 'docs/reference.md', text: referenceMarkdown() },
    { path: 'docs/generated/document.schema.json', text: `${JSON.stringify(documentJsonSchema(), null, 2)}\n` },
    { path: 'docs/log-events.md', text: logEventsMarkdown() },
    { path: 'docs/security.md', text: securityMarkdown() },
    ...policyFiles().map(({ name, text }) => ({ path: `docs/generated/${name}`, text })),
    { path: 'docs/generated/rollout-states.md', text: rolloutStatesMarkdown() },
  ];
}
