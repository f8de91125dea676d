/** The cluster of most tests: Beijing is the best site, then Shanghai, then Guangzhou; and what its router told. */
import type { Fact } from '../../kernel/event/fact.ts';
import type { Hash } from '../../kernel/ports/hash.ts';
import { SimulatedCluster, type SimulatedRouter } from './simulated-cluster.ts';

export function orderedCluster(hash: Hash, seed = 1) {
  const cluster = new SimulatedCluster(seed, hash);
  const router = cluster.addRouter('beijing');
  cluster.sites.shanghai.change('sales', { ready: 6, busy: 14 });
  cluster.sites.guangzhou.change('sales', { ready: 2, busy: 18 });
  cluster.settle();
  return { cluster, router, ...cluster.edges };
}

/** The facts of one kind, in the order in which they were told. */
export function told<K extends Fact['kind']>(router: SimulatedRouter, kind: K): Extract<Fact, { kind: K }>[] {
  return router.facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
}
