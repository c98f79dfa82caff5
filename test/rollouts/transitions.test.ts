import { describe, expect, it } from 'vitest';
import { stateRules } from '../../src/rollouts/decide.ts';
import { rolloutStatesMarkdown } from '../../src/rollouts/states-markdown.ts';
import { inTable, nextOf, transitions } from '../../src/rollouts/transitions.ts';

describe('R22 the table of rollouts', () => {
  it('has the rows S1 to S21, each once and in order', () => {
    expect(transitions.map((row) => row.no)).toEqual(Array.from({ length: 21 }, (_none, index) => `S${index + 1}`));
  });

  it('marks the gates of later issues', () => {
    const later = transitions.flatMap((row) => ('later' in row ? [row.no] : []));
    expect(later).toEqual(['S6', 'S12', 'S21']);
  });

  it.each(Object.entries(stateRules))('names what %s may become', (state, rule) => {
    expect(rule.state).toBe(state);
    expect(rule.mayBecome).toEqual(nextOf(rule.state));
    expect(rule.mayBecome.length).toBeGreaterThan(0);
  });

  it('tells a move of the table from another one', () => {
    expect(inTable('pending', 'S7', 'deploying')).toBe(true);
    expect(inTable('held', 'S7', 'deploying')).toBe(false);
    expect(inTable('pending', 'S7', 'completed')).toBe(false);
  });
});

describe('the page on rollouts’ states', () => {
  const page = rolloutStatesMarkdown();
  const lines = page.split('\n');

  it('draws each move that can be taken', () => {
    expect(lines).toContain('  [*] --> waiting_for_image: S1');
    expect(lines).toContain('  rolling_back --> rolled_back: S15');
    expect(page).not.toMatch(/-->.*: S12/);
  });

  it('lists every row, and what it waits for', () => {
    expect(lines.filter((line) => /^\| S\d+ \|/.test(line))).toHaveLength(21);
    expect(page).toContain('| S6 | pending | the one-off task failed | held | hold | one-off task |');
    expect(page).toContain('deploying (through superseded, in one write)');
  });

  it('is the same each time', () => {
    expect(rolloutStatesMarkdown()).toBe(page);
  });
});
