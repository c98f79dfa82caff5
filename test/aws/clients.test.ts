import { HttpResponse } from '@smithy/core/protocols';
import { describe, expect, it } from 'vitest';
import { createAws } from '../../src/aws/call.ts';
import { createClients } from '../../src/aws/clients.ts';
import { Receipt } from '../../src/aws/receipt.ts';

describe('the clients', () => {
  const calls = [
    ['ecs:DescribeClusters', 'ecs.eu-central-1.amazonaws.com'],
    ['ecr:DescribeRepositories', 'api.ecr.eu-central-1.amazonaws.com'],
    ['elasticloadbalancing:DescribeRules', 'elasticloadbalancing.eu-central-1.amazonaws.com'],
    ['application-autoscaling:DescribeScalableTargets', 'application-autoscaling.eu-central-1.amazonaws.com'],
    ['logs:DescribeLogGroups', 'logs.eu-central-1.amazonaws.com'],
  ] as const;

  it.each(calls)('send %s once to %s: attempts are counted and waited for outside of the SDK', async (call, host) => {
    const hosts: string[] = [];
    const clients = createClients({
      region: 'eu-central-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      requestHandler: {
        handle: (request: { readonly hostname: string }) => {
          hosts.push(request.hostname);
          return Promise.resolve({ response: new HttpResponse({ statusCode: 500, body: new Uint8Array() }) });
        },
      },
    });
    const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };
    const aws = createAws({ clients, clock, receipt: new Receipt(), random: () => 0, deadline: 1 });
    const input = { ServiceNamespace: 'ecs' } as const;
    expect(await aws.send(call, input)).toMatchObject({ ok: false, failure: { class: 'retry', call } });
    expect(hosts).toEqual([host]);
  });
});
