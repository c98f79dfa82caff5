import { expect, it } from 'vitest';
import { table } from '../../../bootstrap/resources/table.ts';
import { entriesOf } from '../../../src/records/history.ts';
import { tableShape } from '../../../src/records/table.ts';
import { stepOf } from '../../control-loop/guards/guarded-plan.ts';

const resource = table().Table;
const properties = resource?.Properties ?? {};

it('T28 nothing that happens to the stack deletes the table', () => {
  expect(resource?.DeletionPolicy).toBe('Retain');
  expect(resource?.UpdateReplacePolicy).toBe('Retain');
  expect(properties.DeletionProtectionEnabled).toBe(true);
});

it('T25 each second of the last weeks can be restored', () => {
  expect(properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
});

it('it has the keys that the records are written under', () => {
  expect(properties).toMatchObject(tableShape);
});

it('its stream shows what was and what is', () => {
  expect(properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
});

it('history expires by the attribute that it is written with', () => {
  const { AttributeName } = properties.TimeToLiveSpecification as { AttributeName: string };
  expect(
    entriesOf({
      app: 'todo',
      now: 0,
      fence: 1,
      documentVersion: 1,
      steps: [stepOf()],
      recovered: [],
      candidates: new Map(),
    })[0],
  ).toHaveProperty(AttributeName);
});
