import { describe, expect, it } from 'vitest';
import { findSpoke } from '../../src/records/spokes.ts';

const at = { account: '333333333333', region: 'eu-west-1' };
const entry = { externalId: 'agreed', regions: ['eu-west-1', 'eu-central-1'] };
const item = (of: unknown) => ({ pk: 'control', sk: 'spokes', [at.account]: of });

describe('the item control / spokes', () => {
  it('accepts an account in the regions that it names, with its external id', () => {
    expect(findSpoke(item(entry), at)).toEqual({ is: 'accepted', externalId: 'agreed' });
    expect(findSpoke(item(entry), { ...at, region: 'us-east-1' })).toEqual({
      is: 'not-accepted',
      why: 'the account 333333333333 is accepted for eu-west-1, eu-central-1 only',
    });
    expect(findSpoke(item(entry), { ...at, account: '444444444444' })).toMatchObject({ is: 'not-accepted' });
  });

  it('accepts nobody where it was never written, or the account was taken out', () => {
    for (const none of [undefined, {}, item(null)]) expect(findSpoke(none, at)).toMatchObject({ is: 'not-accepted' });
    expect(findSpoke({}, { ...at, account: 'constructor' })).toMatchObject({ is: 'not-accepted' });
  });

  it('accepts nothing that can’t be read, and says what that is', () => {
    const broken = [{}, 'yes', { ...entry, externalId: '' }, { ...entry, regions: [] }, { ...entry, paused: 'yes' }];
    for (const one of broken)
      expect(findSpoke(item(one), at)).toEqual({
        is: 'not-accepted',
        why: expect.stringMatching(/^what control \/ spokes says of 333333333333 can't be read \(.+\)$/),
      });
  });

  it('says who paused an account, and why', () => {
    const paused = { ...entry, paused: true, pausedBy: 'ann', pauseReason: 'audit' };
    expect(findSpoke(item(paused), at)).toEqual({ is: 'paused', by: 'ann', reason: 'audit' });
  });
});
