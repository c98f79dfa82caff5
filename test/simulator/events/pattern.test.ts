import { describe, expect, it } from 'vitest';
import { InvalidPattern, matches, parsePattern } from '../../../src/simulator/events/pattern.ts';

const event = {
  source: 'aws.ecr',
  'detail-type': 'ECR Image Action',
  account: '210987654321',
  resources: ['arn:a', 'arn:b'],
  detail: {
    result: 'SUCCESS',
    'image-tag': 'latest',
    bytes: 12,
    ok: true,
    none: null,
    tags: [{ key: 'app', value: 'todo' }],
  },
};

describe('a pattern', () => {
  it.each<[string, object, boolean]>([
    ['exact text', { source: ['aws.ecr'] }, true],
    ['one of several', { source: ['aws.ecs', 'aws.ecr'] }, true],
    ['other text', { source: ['aws.ecs'] }, false],
    ['all fields at once', { source: ['aws.ecr'], detail: { result: ['FAILURE'] } }, false],
    ['nested fields', { detail: { result: ['SUCCESS'], ok: [true] } }, true],
    ['null', { detail: { none: [null] } }, true],
    ['one element of an array', { resources: ['arn:b'] }, true],
    ['one object of an array', { detail: { tags: { key: ['app'], value: ['todo'] } } }, true],
    ['prefix', { detail: { 'image-tag': [{ prefix: 'la' }] } }, true],
    ['prefix without case', { detail: { 'image-tag': [{ prefix: { 'equals-ignore-case': 'LA' } }] } }, true],
    ['suffix', { detail: { 'image-tag': [{ suffix: 'la' }] } }, false],
    ['wildcard', { detail: { 'image-tag': [{ wildcard: 'l*st' }] } }, true],
    ['equals-ignore-case', { detail: { result: [{ 'equals-ignore-case': 'success' }] } }, true],
    ['anything-but', { detail: { 'image-tag': [{ 'anything-but': ['dev', 'test'] }] } }, true],
    ['anything-but itself', { detail: { 'image-tag': [{ 'anything-but': 'latest' }] } }, false],
    ['anything-but a prefix', { detail: { 'image-tag': [{ 'anything-but': { prefix: 'la' } }] } }, false],
    ['anything-but of what is absent', { detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    ['numeric', { detail: { bytes: [{ numeric: ['>', 10, '<=', 12] }] } }, true],
    ['numeric beyond', { detail: { bytes: [{ numeric: ['<', 12] }] } }, false],
    ['a number is not its text', { detail: { bytes: ['12'] } }, false],
    ['exists', { detail: { 'image-tag': [{ exists: true }] } }, true],
    ['exists not', { detail: { errorCode: [{ exists: false }] } }, true],
    ['exists not, below what is absent', { other: { errorCode: [{ exists: false }] } }, true],
    ['exists not, and there is', { detail: { result: [{ exists: false }] } }, false],
    ['$or', { $or: [{ source: ['aws.ecs'] }, { detail: { ok: [true] } }] }, true],
    ['$or of none', { $or: [{ source: ['aws.ecs'] }, { detail: { ok: [false] } }] }, false],
  ])('%s', (_what, pattern, expected) => {
    expect(matches(parsePattern(JSON.stringify(pattern)), event)).toBe(expected);
  });

  it.each([
    ['{', 'JSON'],
    ['[]', 'not an object'],
    ['{}', 'Empty objects'],
    ['{"source": []}', 'Empty arrays'],
    ['{"source": "aws.ecr"}', 'source: must be an object or an array'],
    ['{"source": [{"prefix": "a", "suffix": "b"}]}', 'unrecognized match type prefix, suffix'],
    ['{"source": [{"cidr": "10.0.0.0/8"}]}', 'unrecognized match type cidr'],
    ['{"n": [{"numeric": [">"]}]}', 'numeric needs'],
  ])('can not be %s', (text, why) => {
    expect(() => parsePattern(text)).toThrow(InvalidPattern);
    expect(() => parsePattern(text)).toThrow(why);
  });
});
