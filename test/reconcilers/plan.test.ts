import { describe, expect, it } from 'vitest';
import type { DesiredApp } from '../../src/desired-state/desired.ts';
import { kinds, reconcilerCalls } from '../../src/reconcilers/kinds.ts';
import { emptyObservation, type Observation } from '../../src/reconcilers/observation.ts';
import { type PlanInput, planApp } from '../../src/reconcilers/plan.ts';
import { appDocument, desired, small } from '../desired-state/app-document.ts';
import { appWith, aroundOf, changeService, denied, inAws, removalOf, setRules, webOf } from './app-in-aws.ts';

const full = appWith({
  repository: {},
  count: undefined,
  scaling: { min: 2, max: 6, cpu: 80, schedules: [{ name: 'night', cron: '0 20 * * ? *', min: 1 }] },
});

function inputOf(app: DesiredApp, seen: Observation, over: Partial<PlanInput> = {}): PlanInput {
  const services = app.services.map((service) => ({
    service,
    candidate: aroundOf({ ...app, services: [service] }, seen).candidate,
    reason: 'rollout' as const,
    settingsReason: 'document' as const,
  }));
  const known = new Map(
    app.services.map((service) => [service.name, aroundOf({ ...app, services: [service] }, seen).known]),
  );
  return { app, services, seen, known, fence: 7, band: { from: 1_000, to: 49_000 }, ...over };
}

/** Nothing of the app is there, and all of it was read. */
function nothingThere(app: DesiredApp): Observation {
  const seen = inAws(app);
  const web = webOf(app);
  setRules(seen, []);
  seen.tags.clear();
  seen.services.set(web.ecsService, { is: 'absent' });
  seen.newest.set(web.taskDefinition.family ?? '', { is: 'absent' });
  seen.scaling.set(web.ecsService, {
    is: 'present',
    seen: { target: undefined, policies: [], scheduledActions: [] },
  });
  for (const things of [seen.targetGroups, seen.logGroups, seen.repositories])
    for (const name of things.keys()) things.set(name, { is: 'absent' });
  return seen;
}

describe('the plan of an app', () => {
  it('R13 R14 is empty when everything is as declared', () => {
    expect(planApp(inputOf(full, inAws(full)))).toMatchObject({ steps: [], findings: [], waits: [] });
  });

  it('makes a whole app in one plan, in the order of need', () => {
    const { steps, findings } = planApp(inputOf(full, nothingThere(full)));
    expect(findings).toEqual([]);
    expect(steps.map(({ call }) => call.split(':')[1])).toEqual([
      'CreateRepository',
      'CreateLogGroup',
      'PutRetentionPolicy',
      'CreateTargetGroup',
      'ModifyTargetGroupAttributes',
      'CreateRule',
      'RegisterTaskDefinition',
      'CreateService',
      'RegisterScalableTarget',
      'PutScalingPolicy',
      'PutScheduledAction',
    ]);
    expect(steps.every(({ reason, risk }) => reason === 'create' && risk === 'low')).toBe(true);
  });

  it('gives each step a name of its own, and lets it wait only for earlier ones', () => {
    const { steps } = planApp(inputOf(full, nothingThere(full)));
    const ids = steps.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [index, { after }] of steps.entries()) for (const id of after) expect(ids.slice(0, index)).toContain(id);
  });

  it('is the same for the same input, and plain JSON', () => {
    const plan = planApp(inputOf(full, nothingThere(full)));
    expect(planApp(inputOf(full, nothingThere(full)))).toEqual(plan);
    expect(JSON.parse(JSON.stringify(plan.steps))).toEqual(plan.steps);
  });

  it('R4 makes and deletes nothing where every read failed', () => {
    const seen = inAws(full);
    for (const things of [
      seen.targetGroups,
      seen.logGroups,
      seen.repositories,
      seen.services,
      seen.scaling,
      seen.newest,
      seen.rules,
    ])
      for (const name of things.keys()) things.set(name, { is: 'unknown', failure: denied });
    const { steps, findings } = planApp(inputOf(full, seen));
    expect(steps).toEqual([]);
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['read-failed']));
  });

  it('R4 plans nothing from what was not asked', () => {
    expect(planApp(inputOf(full, emptyObservation(0)))).toMatchObject({ steps: [], findings: [] });
  });

  it('R2 deletes nothing because a service is no longer in the document', () => {
    const { steps } = planApp(inputOf({ ...full, services: [] }, inAws(full)));
    expect(steps).toEqual([]);
  });

  it('names the reason of a candidate for what it brings, and that of settings for the rest', () => {
    const seen = inAws(full);
    changeService(seen, { enableExecuteCommand: true });
    for (const observed of seen.logGroups.values())
      if (observed.is === 'present') Object.assign(observed.seen.group, { retentionInDays: 1 });
    expect(planApp(inputOf(full, seen)).steps.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['log-group', 'document'],
      ['service', 'rollout'],
    ]);
  });

  it('gives no priority twice over two services', () => {
    const two = desired(
      appDocument({
        web: { ...small, port: 80, routes: [{ path: '/web/*' }] },
        api: { ...small, port: 80, routes: [{ path: '/api/*' }] },
      }),
    );
    const seen = inAws(two);
    setRules(seen, []);
    seen.tags.clear();
    const known = new Map();
    const priorities = planApp(inputOf(two, seen, { known })).steps.flatMap(({ input }) => input.Priority ?? []);
    expect(priorities).toHaveLength(2);
    expect(new Set(priorities).size).toBe(2);
  });

  it('says once what several services say of one thing', () => {
    const two = desired(appDocument({ web: small, api: small }));
    const seen = inAws(two);
    seen.clusters.set('todo', { is: 'absent' });
    expect(planApp(inputOf(two, seen)).findings.map(({ code }) => code)).toEqual(['cluster-missing']);
  });

  it('R9 tells for each service how many healthy targets may be left', () => {
    const seen = inAws(full);
    changeService(seen, { platformVersion: '1.3.0' });
    expect(planApp(inputOf(full, seen)).lowestHealthy).toEqual({
      web: { now: 2, lowest: 2, floor: webOf(full).floor },
    });
  });
});

describe('the plan of a removal', () => {
  const removed = (change: (seen: Observation) => void = () => undefined, data = false) => {
    const seen = inAws(full);
    const { app, known } = removalOf(full, seen, { deleteData: data });
    change(seen);
    return planApp(inputOf(app, seen, { services: [], known: new Map([['web', known]]) })).steps.map(
      ({ call }) => call,
    );
  };

  it('R6 ends scaling and the rules first', () => {
    expect(removed()).toEqual(['application-autoscaling:DeregisterScalableTarget', 'elasticloadbalancing:DeleteRule']);
  });

  it('R5 R6 goes backwards: service to zero, service, then its group', () => {
    const noRules = (seen: Observation) => {
      setRules(seen, []);
      seen.scaling.clear();
    };
    expect(removed(noRules)).toEqual(['ecs:UpdateService']);
    const atZero = (seen: Observation) => {
      noRules(seen);
      changeService(seen, { desiredCount: 0, runningCount: 0 });
    };
    expect(removed(atZero)).toEqual(['ecs:DeleteService']);
    const gone = (seen: Observation) => {
      noRules(seen);
      seen.services.set('todo-web', { is: 'absent' });
    };
    expect(removed(gone)).toEqual(['elasticloadbalancing:DeleteTargetGroup']);
  });

  it('R6 touches no service whose rules only the tags know, before they are gone', () => {
    const seen = inAws(full);
    const { app } = removalOf(full, seen, { force: true });
    const { steps } = planApp(inputOf(app, seen, { services: [], known: new Map() }));
    expect(steps.map(({ call }) => call)).toEqual([
      'application-autoscaling:DeregisterScalableTarget',
      'elasticloadbalancing:DeleteRule',
    ]);
  });

  it('R8 deletes the repository and the logs only with data: delete', () => {
    expect(removed(undefined, false).filter((call) => /Repository|LogGroup/.test(call))).toEqual([]);
    expect(removed(undefined, true).filter((call) => /Repository|LogGroup/.test(call))).toEqual([
      'logs:DeleteLogGroup',
      'ecr:DeleteRepository',
    ]);
  });
});

describe('the kinds', () => {
  it('come after all that they need', () => {
    const place = new Map(kinds.map(({ kind }, index) => [kind, index]));
    for (const { kind, needs } of kinds)
      for (const need of needs) expect(place.get(need)).toBeLessThan(place.get(kind) ?? -1);
  });

  it('R45 write only by the calls that they declare', () => {
    const steps = planApp(inputOf(full, nothingThere(full))).steps;
    for (const { kind, call } of steps) expect(kinds.find((each) => each.kind === kind)?.calls).toContain(call);
    expect(new Set(reconcilerCalls).size).toBe(reconcilerCalls.length);
  });
});
