import { describe, expect, it } from 'vitest';
import type { Aws } from '../../src/aws/call.ts';
import type { AwsFailure } from '../../src/aws/failure.ts';
import { type Applied, apply } from '../../src/control-loop/apply.ts';
import type { Step } from '../../src/reconcilers/step.ts';
import { stepOf } from './guards/guarded-plan.ts';

type Answer = Readonly<Record<string, unknown>> | AwsFailure;

const isFailure = (answer: Answer): answer is AwsFailure => 'maybeApplied' in answer;

const failure = (over: Partial<AwsFailure> = {}): AwsFailure => ({
  class: 'invalid',
  call: 'ecs:UpdateService',
  code: 'InvalidParameterException',
  message: 'no',
  maybeApplied: false,
  ...over,
});

/** Answers in order, and then with nothing in it; keeps what was sent. */
async function applied(steps: readonly Step[], answers: readonly Answer[] = []) {
  const sent: unknown[] = [];
  const left = [...answers];
  const aws: Aws = {
    send: async (call, input) => {
      sent.push({ call, input });
      const answer = left.shift() ?? {};
      return isFailure(answer) ? { ok: false, failure: answer } : { ok: true, value: answer as never };
    },
  };
  const told: Applied[] = [];
  const all = await apply(aws, steps, (one) => told.push(one));
  expect(told).toEqual(all);
  return { sent, all, outcomes: all.map(({ outcome }) => outcome), whys: all.map(({ why }) => why) };
}

const [first, second, api] = [stepOf({ id: 'first' }), stepOf({ id: 'second' }), stepOf({ id: 'api', service: 'api' })];

describe('apply', () => {
  it('sends the steps in their order, each with its input', async () => {
    const steps = [stepOf({ id: 'a', input: { n: 1 } }), stepOf({ id: 'b', call: 'ecs:TagResource', input: { n: 2 } })];
    const { sent, outcomes } = await applied(steps);
    expect(sent).toEqual([
      { call: 'ecs:UpdateService', input: { n: 1 } },
      { call: 'ecs:TagResource', input: { n: 2 } },
    ]);
    expect(outcomes).toEqual(['done', 'done']);
  });

  it('puts the answers of earlier steps in the place of refs, at any depth', async () => {
    const ref = { ref: 'first', field: 'TargetGroups.0.TargetGroupArn' };
    const use = stepOf({ id: 'use', after: ['first'], input: { list: [{ arn: ref }], kept: null, left: undefined } });
    const { sent } = await applied([first, use], [{ TargetGroups: [{ TargetGroupArn: 'arn:1' }] }]);
    expect(sent[1]).toEqual({ call: 'ecs:UpdateService', input: { list: [{ arn: 'arn:1' }], kept: null } });
  });

  it('does not send a step whose ref is not in the answer', async () => {
    const use = stepOf({ id: 'use', after: ['first'], input: { list: [{ ref: 'first', field: 'a.b' }] } });
    const { sent, all } = await applied([first, use], [{ a: {} }]);
    expect(sent).toHaveLength(1);
    expect(all[1]).toMatchObject({ outcome: 'not-sent', why: 'what it refers to was not in the answer' });
  });

  it('leaves unsent what needs a refused step, through several steps, and sends the rest', async () => {
    const chain = [first, stepOf({ id: 'second', after: ['first'] }), stepOf({ id: 'third', after: ['second'] }), api];
    const { outcomes, whys } = await applied(chain, [failure()]);
    expect(outcomes).toEqual(['refused', 'not-sent', 'not-sent', 'done']);
    expect(whys.slice(1, 3)).toEqual(['it needs «first», which did not come', 'it needs «second», which did not come']);
  });

  it('says when what a step needs is not part of the pass', async () => {
    const { sent, whys } = await applied([stepOf({ after: ['elsewhere'] })]);
    expect({ sent, whys }).toEqual({ sent: [], whys: ['it needs «elsewhere», which is not part of this pass'] });
  });

  it('R39 goes on with a service whose earlier step was refused, and with all others', async () => {
    expect((await applied([first, second, api], [failure()])).outcomes).toEqual(['refused', 'done', 'done']);
  });

  it('R41 calls a write without an answer unknown, and ends its service for this pass', async () => {
    const lost = failure({ class: 'retry', code: 'Timeout', maybeApplied: true });
    const { outcomes, whys, sent } = await applied([first, second, api], [lost]);
    expect(outcomes).toEqual(['unknown', 'not-sent', 'done']);
    expect(whys[1]).toBe('an earlier write of this service had no answer');
    expect(sent).toHaveLength(2);
  });

  it.each(['LeaseOver', 'BudgetOver', 'ControlOld'])(
    'R26 sends nothing more for any service after %s',
    async (code) => {
      const over = failure({ class: 'wait', code, message: 'it is over' });
      const { outcomes, whys, sent } = await applied([first, second, api], [{}, over]);
      expect(outcomes).toEqual(['done', 'not-sent', 'not-sent']);
      expect(whys.slice(1)).toEqual(['it is over', 'it is over']);
      expect(sent).toHaveLength(2);
    },
  );

  it.each([
    ['ecs:DeleteService', 'done'],
    ['elasticloadbalancing:DeleteRule', 'done'],
    ['application-autoscaling:DeregisterScalableTarget', 'done'],
    ['ecs:UpdateService', 'refused'],
  ] as const)('R41 takes «gone» as the answer of %s for %s', async (call, outcome) => {
    expect((await applied([stepOf({ call })], [failure({ class: 'gone' })])).outcomes).toEqual([outcome]);
  });

  it('R41 takes a log group that is there already for made, so that its retention follows', async () => {
    const make = stepOf({ id: 'make', kind: 'log-group', call: 'logs:CreateLogGroup' });
    const retention = stepOf({ id: 'retention', call: 'logs:PutRetentionPolicy', after: ['make'] });
    const there = failure({ class: 'conflict', code: 'ResourceAlreadyExistsException' });
    expect((await applied([make, retention], [there])).outcomes).toEqual(['done', 'done']);
  });

  it('keeps the failure of what was refused', async () => {
    const refusal = failure({ class: 'denied', code: 'AccessDeniedException' });
    expect((await applied([first], [refusal])).all[0]).toEqual({ step: first, outcome: 'refused', failure: refusal });
  });
});
