import { describe, expect, it } from 'vitest';
import { openRequests } from '../../src/records/requests.ts';

const request = { pk: 'request#todo', sk: '2026-03-02T08:00:00Z#1', act: 'release', service: 'backend', by: 'ann' };

describe('requests', () => {
  it('that are open come in their order, with candidate and reason where they were given', () => {
    const second = { ...request, sk: '2', candidate: 'c2', reason: 'the database is back' };
    expect(openRequests([request, second])).toEqual([request, second]);
  });

  it('that are done do not come again', () => {
    expect(openRequests([{ ...request, done: '2026-03-02T08:01:00.000Z' }])).toEqual([]);
  });

  it.each([
    ['an act of a newer version', { act: 'promote' }],
    ['nobody who asks', { by: undefined }],
    ['no service', { service: 5 }],
    ['a candidate that is no text', { candidate: 7 }],
  ])('R34 with %s stay where they are, and the others come', (_what, wrong) => {
    expect(openRequests([{ ...request, ...wrong }, request])).toEqual([request]);
  });

  it('R34 members that this version does not know come through', () => {
    expect(openRequests([{ ...request, later: { kept: true } }])).toEqual([{ ...request, later: { kept: true } }]);
  });
});
