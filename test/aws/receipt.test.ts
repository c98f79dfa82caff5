import { describe, expect, it } from 'vitest';
import { Receipt } from '../../src/aws/receipt.ts';

describe('a receipt', () => {
  it('counts reads, writes and records apart, in all and by call, with sorted names', () => {
    const receipt = new Receipt();
    for (const call of ['ecs:DescribeServices', 'ecr:BatchGetImage', 'ecs:DescribeServices']) receipt.read(call);
    receipt.write('ecs:UpdateService');
    receipt.record('GetItem');
    receipt.record('PutItem');
    expect(receipt.facts()).toEqual({
      reads: 3,
      writes: 1,
      records: 2,
      readsByCall: { 'ecr:BatchGetImage': 1, 'ecs:DescribeServices': 2 },
      writesByCall: { 'ecs:UpdateService': 1 },
      recordsByCall: { GetItem: 1, PutItem: 1 },
      saved: {},
    });
    expect(Object.keys(receipt.facts().readsByCall)).toEqual(['ecr:BatchGetImage', 'ecs:DescribeServices']);
    expect([receipt.reads, receipt.writes, receipt.records]).toEqual([3, 1, 2]);
  });

  it('counts what sharing and remembering saved, and nothing where nothing was saved', () => {
    const receipt = new Receipt();
    receipt.save('batch', 9);
    receipt.save('batch', 1);
    receipt.save('cache');
    receipt.save('rotation', 0);
    expect(receipt.facts()).toMatchObject({ reads: 0, saved: { batch: 10, cache: 1 } });
    expect(receipt.facts().saved).not.toHaveProperty('rotation');
  });
});
