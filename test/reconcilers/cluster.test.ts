import type { Cluster } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { cluster } from '../../src/reconcilers/cluster.ts';
import { emptyObservation, type Observed } from '../../src/reconcilers/observation.ts';
import { appDocument, desired, small } from '../desired-state/app-document.ts';
import { aroundOf, denied, inAws, removalOf } from './app-in-aws.ts';

const declared = desired(
  appDocument(
    { web: small, api: small },
    { clusterCapacityProviders: { providers: ['FARGATE', 'FARGATE_SPOT'], strategy: { FARGATE: 1 } } },
  ),
);
const plain = desired(appDocument({ web: small }));
const wanted = declared.clusterCapacityProviders;

function planned(observed: Observed<Cluster> | undefined, app = declared, service = app.services[0]) {
  const seen = inAws(app);
  if (observed !== undefined) seen.clusters.set('todo', observed);
  if (service === undefined) throw new Error('no service');
  const { steps, findings } = cluster.plan(aroundOf(app, seen, { service }));
  return { steps, codes: findings.map(({ code }) => code) };
}

const there = (over: Partial<Cluster> = {}): Observed<Cluster> => ({
  is: 'present',
  seen: {
    clusterName: 'todo',
    capacityProviders: [...(wanted?.capacityProviders ?? [])],
    defaultCapacityProviderStrategy: [...(wanted?.defaultCapacityProviderStrategy ?? [])],
    ...over,
  },
});

describe('the plan of the cluster', () => {
  it('R13 R14 is empty when it is as declared, or nothing of it is declared', () => {
    expect(planned(there())).toEqual({ steps: [], codes: [] });
    expect(planned(there({ capacityProviders: [] }), plain)).toEqual({ steps: [], codes: [] });
    expect(planned(undefined)).toEqual({ steps: [], codes: [] });
  });

  it('puts the declared capacity providers once, with the first service', () => {
    const wrong = there({ capacityProviders: ['FARGATE'] });
    expect(planned(wrong).steps).toMatchObject([
      {
        id: '-/cluster/put capacity providers todo',
        call: 'ecs:PutClusterCapacityProviders',
        input: { cluster: 'todo', ...wanted },
        risk: 'medium',
      },
    ]);
    expect(planned(wrong, declared, declared.services[1]).steps).toEqual([]);
  });

  it('R4 writes nothing where it could not be read, and says when it is missing', () => {
    expect(planned({ is: 'unknown', failure: denied })).toEqual({ steps: [], codes: ['read-failed'] });
    expect(planned({ is: 'absent' })).toEqual({ steps: [], codes: ['cluster-missing'] });
  });

  it('R2 never removes it', () => {
    expect(cluster.remove(removalOf(declared, emptyObservation(0))).steps).toEqual([]);
  });
});
