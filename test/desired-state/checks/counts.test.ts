import { describe, expect, it } from 'vitest';
import { said, withWeb } from '../app-document.ts';

describe('numbers of tasks', () => {
  const scaling = { min: 1, max: 4, cpu: 80 };
  const schedule = { name: 'night', cron: '0 22 * * ? *', min: 0 };
  const cases: [string, Record<string, unknown>, string[]][] = [
    ['count or scaling', { count: 1, scaling }, ['services.web.count count-and-scaling']],
    ['min above max', { scaling: { min: 3, max: 2, cpu: 80 } }, ['services.web.scaling min-above-max']],
    ['stateful with two tasks', { stateful: true, count: 2 }, ['services.web.stateful stateful-and-scaling']],
    ['stateful with a scaler', { stateful: true, scaling }, ['services.web.stateful stateful-and-scaling']],
    ['stateful and stopped', { stateful: true, count: 0 }, []],
    [
      'R11 an overlay that would let two stateful tasks run at once',
      { stateful: true, service: { deploymentConfiguration: { maximumPercent: 200 } } },
      ['services.web.service.deploymentConfiguration.maximumPercent stateful-and-overlay'],
    ],
    [
      'one task that may neither stop nor be joined',
      { deployment: { maximumPercent: 150 } },
      ['services.web.deployment deployment-stuck'],
    ],
    ['a count that is none says nothing of its deployments', { count: -1 }, ['services.web.count out-of-range']],
    [
      'percentages that are none',
      { deployment: { minimumHealthyPercent: 100, maximumPercent: 50 } },
      ['services.web.deployment.maximumPercent out-of-range'],
    ],
    ['bounds that nothing moves in', { scaling: { min: 1, max: 4 } }, ['services.web.scaling scaling-without-target']],
    ['bounds that leave no choice', { scaling: { min: 2, max: 2 } }, []],
    [
      'a line of Unix’ cron',
      { scaling: { ...scaling, schedules: [{ ...schedule, cron: '0 22 * * *' }] } },
      ['services.web.scaling.schedules[0].cron cron'],
    ],
    [
      'a time of no day',
      { scaling: { ...scaling, schedules: [{ name: 'x', at: '2026-13-01T00:00:00', min: 1 }] } },
      ['services.web.scaling.schedules[0].at time'],
    ],
    [
      'a schedule that is nothing at all is said once',
      { scaling: { ...scaling, schedules: [null, 'x'] } },
      ['services.web.scaling.schedules[0] wrong-type', 'services.web.scaling.schedules[1] wrong-type'],
    ],
    ['two tasks, one of them more', { count: 2, deployment: { maximumPercent: 150 } }, []],
    ['one task that may stop', { deployment: { maximumPercent: 100, minimumHealthyPercent: 0 } }, []],
    ['a schedule', { scaling: { ...scaling, schedules: [schedule] } }, []],
    [
      'a schedule that says twice when',
      { scaling: { ...scaling, schedules: [{ ...schedule, rate: '1 day' }] } },
      ['services.web.scaling.schedules[0] schedule'],
    ],
    [
      'a schedule that changes nothing',
      { scaling: { ...scaling, schedules: [{ name: 'x', rate: '1 day' }] } },
      ['services.web.scaling.schedules[0] schedule'],
    ],
    [
      'two schedules with one name',
      { scaling: { ...scaling, schedules: [schedule, schedule] } },
      ['services.web.scaling.schedules[1] duplicate-name'],
    ],
    [
      'a zone that is none',
      { scaling: { ...scaling, schedules: [{ ...schedule, timezone: 'Berlin' }] } },
      ['services.web.scaling.schedules[0].timezone time-zone'],
    ],
    [
      'requests without routes',
      { scaling: { ...scaling, requestsPerTarget: 9 } },
      ['services.web.scaling.requestsPerTarget no-routes'],
    ],
    ['instances', { capacityProviders: { asg: 1 } }, ['services.web.capacityProviders.asg capacity-provider']],
    [
      'weights that are all 0',
      { capacityProviders: { FARGATE: 0 } },
      ['services.web.capacityProviders capacity-provider'],
    ],
    [
      'two bases',
      { capacityProviders: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { base: 1 } } },
      ['services.web.capacityProviders capacity-provider'],
    ],
  ];
  for (const [what, fields, problems] of cases) it(what, () => expect(said(withWeb(fields))).toEqual(problems));

  it('defaults, too, give one or the other', () => {
    expect(said(withWeb({}, { defaults: { count: 1, scaling } }))).toEqual(['defaults.count count-and-scaling']);
  });
});
