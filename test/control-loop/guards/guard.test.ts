import { describe, expect, it } from 'vitest';
import { deletionProtection } from '../../../src/control-loop/guards/deletion-protection.ts';
import { floor } from '../../../src/control-loop/guards/floor.ts';
import { foreignImage } from '../../../src/control-loop/guards/foreign-image.ts';
import { freeze } from '../../../src/control-loop/guards/freeze.ts';
import type { Guard, GuardContext } from '../../../src/control-loop/guards/guard.ts';
import { killedNow, killSwitch } from '../../../src/control-loop/guards/kill-switch.ts';
import { massChange } from '../../../src/control-loop/guards/mass-change.ts';
import { maxSteps } from '../../../src/control-loop/guards/max-steps.ts';
import { observeMode } from '../../../src/control-loop/guards/observe-mode.ts';
import { pause } from '../../../src/control-loop/guards/pause.ts';
import { rolePath } from '../../../src/control-loop/guards/role-path.ts';
import type { Step } from '../../../src/reconcilers/step.ts';
import { appWith, changeService, DIGEST, inAws, REGISTRY } from '../../reconcilers/app-in-aws.ts';
import { contextOf, oneOfEach, planOf, reasons, stepOf } from './guarded-plan.ts';

function kept(guard: Guard, steps: readonly Step[], context: GuardContext): string[] {
  return guard.judge(planOf(steps), context).map(({ step }) => step.id);
}

function why(guard: Guard, steps: readonly Step[], context: GuardContext): string | undefined {
  return guard.judge(planOf(steps), context)[0]?.why;
}

describe('the guard of mode: observe', () => {
  const context = contextOf({ app: { ...appWith(), mode: 'observe' } });

  it('withholds every step, even going back, and says which line to write', () => {
    expect(kept(observeMode, oneOfEach, context)).toEqual(reasons);
    expect(observeMode.lift(context)).toBe('write mode: enforce into the document of todo');
  });

  it('lets everything through when the document enforces', () => {
    expect(kept(observeMode, oneOfEach, contextOf())).toEqual([]);
  });
});

describe('the kill switch', () => {
  it('withholds every step, even going back, by the item or by the function’s variable, and says how it is put off', () => {
    const byItem = { why: 'mika put the kill switch on: it deletes', lift: 'set killSwitch to false in …' };
    const context = contextOf({ killed: byItem });
    expect(kept(killSwitch, oneOfEach, context)).toEqual(reasons);
    expect(why(killSwitch, oneOfEach, context)).toBe(byItem.why);
    expect(killSwitch.lift(context)).toBe(byItem.lift);
    expect(killedNow({ killSwitch: false }, { killed: byItem })).toBe(byItem);
    expect(killedNow({ killSwitch: true }, { killed: undefined })?.lift).toBe(
      'ecs-steward bootstrap --kill-switch off',
    );
    expect(killedNow({}, { killed: undefined })).toBeUndefined();
  });

  it('is off as long as nobody put it on', () => {
    expect(kept(killSwitch, oneOfEach, contextOf())).toEqual([]);
  });
});

describe('the guard of a mass change', () => {
  const refused = { is: 'refused', apps: 20, most: 20, fleet: 100, until: Date.UTC(2026, 2, 3) } as const;
  const steps = [
    stepOf({ id: 'made', risk: 'low', reason: 'create' }),
    stepOf({ id: 'changed' }),
    stepOf({ id: 'removed', risk: 'high', reason: 'tombstone' }),
    stepOf({ id: 'back', risk: 'high', reason: 'roll-back' }),
  ];

  it('R29 withholds what changes something, but for going back, and says how many changed and how to agree', () => {
    const context = contextOf({ massChange: refused });
    expect(kept(massChange, steps, context)).toEqual(['changed', 'removed']);
    expect(why(massChange, steps, context)).toBe('20 of 100 apps have changed in this window, and at most 20 may');
    expect(massChange.lift(context)).toMatch(
      /limits\.massChange\.approvedUntil .* or wait until 2026-03-03T00:00:00.000Z/,
    );
  });

  it('lets everything through while the window has room', () => {
    expect(kept(massChange, steps, contextOf())).toEqual([]);
  });
});

describe('the guard of a pause', () => {
  const context = contextOf({ paused: { by: 'mika', reason: 'a migration' } });

  it('R28 withholds everything but going back, and names who paused and why', () => {
    expect(kept(pause, oneOfEach, context)).toEqual(reasons.filter((reason) => reason !== 'roll-back'));
    expect(why(pause, oneOfEach, context)).toBe('mika paused it: a migration');
    expect(pause.lift(context)).toMatch(/paused to false .*control\/current/);
  });

  it('lets everything through without a pause', () => {
    expect(kept(pause, oneOfEach, contextOf())).toEqual([]);
  });
});

describe('the guard of a freeze', () => {
  const context = contextOf({ frozen: { until: '2026-03-03T00:00:00Z', reason: 'sales' } });

  it('R28 lets repair and going back through and withholds the rest until its end', () => {
    expect(kept(freeze, oneOfEach, context)).toEqual(
      reasons.filter((reason) => reason !== 'drift' && reason !== 'roll-back'),
    );
    expect(why(freeze, oneOfEach, context)).toBe('frozen until 2026-03-03T00:00:00Z: sales');
    expect(freeze.lift(context)).toMatch(/wait until 2026-03-03T00:00:00Z, or .*control\/current/);
  });

  it('lets everything through without a freeze', () => {
    expect(kept(freeze, oneOfEach, contextOf())).toEqual([]);
  });
});

describe('the guard of deletion protection', () => {
  const steps = [stepOf({ id: 'remove', reason: 'tombstone' }), stepOf({ id: 'repair' })];
  const limits = (deletionProtection: readonly string[]) => ({ ...contextOf().limits, deletionProtection });

  it.each(['todo', 'todo/web'])('withholds the removal of what «%s» protects, and nothing else', (name) => {
    const context = contextOf({ limits: limits([name]) });
    expect(kept(deletionProtection, steps, context)).toEqual(['remove']);
    expect(why(deletionProtection, steps, context)).toBe('todo/web is protected against deletion');
    expect(deletionProtection.lift(context)).toContain('limits.deletionProtection');
  });

  it.each(['todo/api', 'tod', 'web'])('is not moved by the other name «%s»', (name) => {
    expect(kept(deletionProtection, steps, contextOf({ limits: limits([name]) }))).toEqual([]);
  });

  it('withholds a removal until the tombstone is 60 seconds old, to the millisecond', () => {
    const at = (now: number) => contextOf({ documentStoredAt: 500_000, now });
    expect(kept(deletionProtection, steps, at(559_999))).toEqual(['remove']);
    expect(why(deletionProtection, steps, at(559_999))).toBe('the tombstone cools down until 1970-01-01T00:09:20.000Z');
    expect(kept(deletionProtection, steps, at(560_000))).toEqual([]);
  });
});

const registration = (input: Step['input']) =>
  stepOf({ id: 'register', kind: 'task-definition', call: 'ecs:RegisterTaskDefinition', input });

describe('the guard of foreign images', () => {
  const withImages = (...images: readonly string[]) =>
    registration({ containerDefinitions: images.map((image) => ({ image })) });

  it.each([[`${REGISTRY}/todo/web@${DIGEST}`], ['public.ecr.aws/nginx/nginx:1']])('R18 lets %s through', (image) => {
    expect(kept(foreignImage, [withImages(image)], contextOf())).toEqual([]);
  });

  it.each([
    [`${REGISTRY}/todo/web:latest`, 'is not pinned to a digest'],
    [`${REGISTRY}/todo/web@sha256:abc`, 'is not pinned to a digest'],
    ['nginx', 'the registry docker.io of nginx is not allowed'],
    ['library/nginx', 'the registry docker.io of library/nginx is not allowed'],
    ['localhost/a', 'the registry localhost of localhost/a is not allowed'],
    [`ghcr.io/a/b@${DIGEST}`, 'the registry ghcr.io'],
    [
      `210987654322.dkr.ecr.eu-central-1.amazonaws.com/todo/web@${DIGEST}`,
      'the registry 210987654322.dkr.ecr.eu-central-1.amazonaws.com',
    ],
    ['', 'the registry docker.io'],
  ])('R18 withholds the revision with the image «%s»', (image, sentence) => {
    expect(why(foreignImage, [withImages(image)], contextOf())).toContain(sentence);
  });

  it('R18 judges every container, sidecars too, and only registrations', () => {
    const pinned = `${REGISTRY}/todo/web@${DIGEST}`;
    expect(kept(foreignImage, [withImages(pinned, 'evil.example/x')], contextOf())).toEqual(['register']);
    expect(kept(foreignImage, [stepOf({ input: { containerDefinitions: [{ image: 'x' }] } })], contextOf())).toEqual(
      [],
    );
  });

  it('lets a registry through that the fleet allows, and says where that is', () => {
    const limits = { ...contextOf().limits, registries: ['ghcr.io'] };
    expect(kept(foreignImage, [withImages('ghcr.io/a/b:1')], contextOf({ limits }))).toEqual([]);
    expect(foreignImage.lift(contextOf())).toContain('limits.registries');
  });
});

describe('the guard of role paths', () => {
  const role = (path: string, account = '210987654321') => `arn:aws:iam::${account}:role${path}`;
  const judged = (roles: Step['input'], context = contextOf()) => kept(rolePath, [registration(roles)], context);

  it("lets roles below the app's own path through", () => {
    const own = role('/ecs-steward/todo/todo-web');
    expect(judged({ taskRoleArn: own, executionRoleArn: own })).toEqual([]);
    expect(judged({})).toEqual([]);
  });

  it.each([
    ['another app', role('/ecs-steward/shop/shop-web')],
    ['an app whose name begins alike', role('/ecs-steward/todo-admin/x')],
    ['no path', role('/Administrator')],
    ['another account', role('/ecs-steward/todo/todo-web', '210987654322')],
    ['a wildcard', '*'],
    ['a bare name', 'todo-web'],
  ])('withholds a role of %s, as task role and as execution role', (_whose, arn) => {
    expect(judged({ taskRoleArn: arn })).toEqual(['register']);
    expect(judged({ executionRoleArn: arn })).toEqual(['register']);
  });

  it('lets a path through that the fleet allows, and says where that is', () => {
    const limits = { ...contextOf().limits, rolePaths: ['/team/'] };
    expect(judged({ taskRoleArn: role('/team/web') }, contextOf({ limits }))).toEqual([]);
    expect(rolePath.lift(contextOf())).toMatch(/\/ecs-steward\/todo\/, or .*limits\.rolePaths/);
  });

  it('lets a role stay that the service runs with now', () => {
    const app = appWith();
    const seen = inAws(app);
    const running = role('/old/web');
    for (const observed of seen.taskDefinitions.values())
      if (observed.is === 'present') observed.seen.definition.taskRoleArn = running;
    expect(judged({ taskRoleArn: running }, contextOf({ app, seen }))).toEqual([]);
    changeService(seen, { taskDefinition: 'another' });
    expect(judged({ taskRoleArn: running }, contextOf({ app, seen }))).toEqual(['register']);
  });
});

describe('the guard of the floor', () => {
  const steps = [
    stepOf({ id: 'roll', reason: 'rollout' }),
    stepOf({ id: 'tag', risk: 'low' }),
    stepOf({ id: 'back', reason: 'roll-back', risk: 'high' }),
    stepOf({ id: 'remove', reason: 'tombstone', risk: 'high' }),
    stepOf({ id: 'other', service: 'api' }),
  ];
  const judged = (now: number, lowest: number) =>
    floor.judge(planOf(steps, { web: { now, lowest, floor: 2 } }), contextOf());

  it('R9 withholds what could go below it, but for going back, removal, and what lowers nothing', () => {
    expect(judged(4, 1).map(({ step }) => step.id)).toEqual(['roll']);
    expect(judged(4, 1)[0]?.why).toBe('web could fall to 1 healthy, below its floor of 2');
    expect(floor.lift(contextOf())).toContain('minimumHealthyPercent');
  });

  it.each([
    [4, 2, 'reaches the floor and not less'],
    [1, 1, 'is below it already and falls no further'],
  ])('R9 lets a plan through that, from %d to %d, %s', (now, lowest) => {
    expect(judged(now, lowest)).toEqual([]);
  });
});

describe('the guard of maxSteps', () => {
  it('withholds what comes after the first so many, and says that the next pass goes on', () => {
    const steps = ['1', '2', '3'].map((id) => stepOf({ id }));
    const limits = (most: number) => contextOf({ limits: { ...contextOf().limits, maxSteps: most } });
    expect(kept(maxSteps, steps, limits(2))).toEqual(['3']);
    expect(kept(maxSteps, steps, limits(3))).toEqual([]);
    expect(why(maxSteps, steps, limits(2))).toBe('a pass makes at most 2 steps');
    expect(maxSteps.lift(limits(2))).toContain('the next pass goes on');
  });
});
