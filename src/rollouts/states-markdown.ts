import { type RolloutState, type TransitionRow, transitions } from './transitions.ts';

/** The page on rollouts' states: a diagram and the table, both from the table that the code decides by. */
export function rolloutStatesMarkdown(): string {
  const rows: readonly TransitionRow[] = transitions;
  return [
    '# States of a rollout',
    '',
    'Generated from `src/rollouts/transitions.ts`: every write of a rollout record is one of these moves. A row that names a gate in its last column is not taken before that gate exists.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...rows.filter((row) => row.later === undefined).flatMap(edges),
    '```',
    '',
    '| no | from | event, guard | to | after the write | waits for |',
    '|---|---|---|---|---|---|',
    ...rows.map(tableRow),
    '',
  ].join('\n');
}

function edges(row: TransitionRow): readonly string[] {
  return row.from.flatMap((from) => row.to.map((to) => `  ${nodeOf(from)} --> ${nodeOf(to)}: ${row.no}`));
}

function nodeOf(state: RolloutState | 'none'): string {
  return state === 'none' ? '[*]' : state.replaceAll('-', '_');
}

function tableRow(row: TransitionRow): string {
  const through = row.through === undefined ? '' : ` (through ${row.through}, in one write)`;
  const cells = [row.no, row.from.join(', '), row.event, row.to.join(', ') + through, row.act, row.later ?? '–'];
  return `| ${cells.join(' | ')} |`;
}
