import { z } from 'zod';
import * as bodies from './control-bodies.ts';
import { addNetwork } from './ec2/network.ts';
import { pushImage } from './ecr/images.ts';
import type { EventFault } from './event-faults.ts';
import { addRole } from './iam/roles.ts';
import { addSecret } from './secrets.ts';
import type { Controlled } from './served.ts';

export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** One sentence for whoever asks for a path that is not there. */
  readonly does: string;
  run(control: Controlled, request: { readonly query: URLSearchParams; readonly input: unknown }): unknown;
}

export const routes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/clock',
    does: 'Says what time it is in the simulated world and when the next thing is due.',
    run: clockState,
  },
  {
    method: 'POST',
    path: '/clock',
    does: 'Moves the clock: {"advanceSeconds": 60}. What is due on the way happens.',
    run: (control, { input }) => {
      control.simulator.world.clock.advance(parse(bodies.clock, input).advanceSeconds * 1000);
      return clockState(control);
    },
  },
  {
    method: 'POST',
    path: '/images',
    does: 'Pushes an image: {"repository": "todo-backend", "tag": "latest"}; optional digest, platforms, behaviour.',
    run: ({ simulator }, { input }) => {
      const { account, region, ...push } = parse(bodies.image, input);
      return { digest: pushImage(simulator.world, { account, region }, push) };
    },
  },
  {
    method: 'POST',
    path: '/network',
    does: 'Makes a VPC: {"vpcId", "subnets": [{"id", "zone", "cidr"}], "securityGroups": ["sg-…"]}.',
    run: ({ simulator }, { input }) => {
      const { account, region, ...network } = parse(bodies.network, input);
      addNetwork(simulator.world, { account, region }, network);
      return { vpcId: network.vpcId };
    },
  },
  {
    method: 'POST',
    path: '/roles',
    does: 'Makes an IAM role: {"arn": "arn:aws:iam::210987654321:role/…"}.',
    run: ({ simulator }, { input }) => {
      const { arn } = parse(bodies.role, input);
      addRole(simulator.world, arn.split(':')[4] ?? '', arn);
      return { arn };
    },
  },
  {
    method: 'POST',
    path: '/secrets',
    does: 'Makes a secret or parameter that tasks can name: {"name": "todo/database"} or its ARN.',
    run: ({ simulator }, { input }) => {
      const { account, region, name } = parse(bodies.secret, input);
      addSecret(simulator.world, { account, region }, name);
      return { name };
    },
  },
  {
    method: 'POST',
    path: '/faults',
    does: 'Orders a fault: {"on": "ecs:UpdateService", "nth": 1, "do": {"kind": "lostAnswer"}}; of events with "onEvent".',
    run: ({ simulator }, { input }) => {
      // Told apart before they are read, so that the sentence about a mistake is that of the right one.
      const ofEvents = typeof input === 'object' && input !== null && 'onEvent' in input;
      if (ofEvents) simulator.eventFaults.order(eventFault(parse(bodies.eventFault, input)));
      else simulator.faults.order(parse(bodies.callFault, input));
      return faultsInForce(simulator);
    },
  },
  {
    method: 'GET',
    path: '/faults',
    does: 'Lists the faults on order and how often each fired.',
    run: ({ simulator }) => faultsInForce(simulator),
  },
  {
    method: 'DELETE',
    path: '/faults',
    does: 'Takes all orders back.',
    run: ({ simulator }) => {
      simulator.faults.clear();
      simulator.eventFaults.clear();
      return faultsInForce(simulator);
    },
  },
  {
    method: 'GET',
    path: '/ledger',
    does: 'Lists the calls, those after ?since=SEQ only.',
    run: ({ simulator }, { query }) => ({ entries: simulator.ledger.since(Number(query.get('since') ?? 0)) }),
  },
  {
    method: 'GET',
    path: '/events',
    does: 'Lists the events that were delivered, those after ?since=SEQ only.',
    run: (control, { query }) => ({ events: control.events(Number(query.get('since') ?? 0)) }),
  },
];

function clockState({ simulator }: Controlled) {
  const { clock } = simulator.world;
  const next = clock.next();
  const iso = (time: number) => new Date(time).toISOString();
  return { now: clock.now(), time: iso(clock.now()), next: next === undefined ? null : iso(next) };
}

function faultsInForce(simulator: Controlled['simulator']) {
  return { faults: simulator.faults.orders(), eventFaults: simulator.eventFaults.orders() };
}

function eventFault({ onEvent, ...rest }: z.infer<typeof bodies.eventFault>): EventFault {
  return { on: onEvent, ...rest };
}

/** Throws a sentence that names each place that is wrong. */
function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (!result.success) throw new Error(z.prettifyError(result.error));
  return result.data;
}
