import { SimulatedIds, SimulatedRandom } from '../../kernel/simulated/random.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import type { RouterConfig } from '../../router/config.ts';
import { Router } from '../../router/service.ts';
import type { FactLog } from './fact-log.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { ProcessParts } from './simulated-site-node.ts';

/** One boot of a router process: the real router on a simulated process. */
export interface SimulatedRouter {
  readonly process: SimulatedProcess;
  readonly router: Router;
}

export function startRouter(
  process: SimulatedProcess,
  config: RouterConfig,
  parts: ProcessParts & { readonly facts: FactLog },
): SimulatedRouter {
  const router = new Router(
    config,
    { incarnation: { grant: 0, boot: process.boot }, tokenKey: parts.routeTokenKey },
    {
      socket: process.bind(parts.network, config.sip),
      clock: process,
      timers: process,
      random: new SimulatedRandom(parts.seedOf(process)),
      ids: new SimulatedIds(`${process.name}-b${process.boot}`),
      hash: systemHash,
      facts: parts.facts.of(process, 0),
    },
  );
  return { process, router };
}
