import type { SimulatedNetwork } from '../../kernel/simulated/network.ts';
import { SimulatedIds, SimulatedRandom } from '../../kernel/simulated/random.ts';
import type { NodeConfig } from '../../nodes/config.ts';
import type { AskRouter } from '../../nodes/edge/ask-router.ts';
import type { MediaGateway } from '../../nodes/media/gateway.ts';
import { SiteNode } from '../../nodes/service.ts';
import { systemHash } from '../../platform/hash/system-hash.ts';
import type { FactLog } from './fact-log.ts';
import type { SimulatedCoordination } from './simulated-grants.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** What every process of a simulated cluster is started with. */
export interface ProcessParts {
  readonly network: SimulatedNetwork;
  readonly routeTokenKey: Uint8Array;
  /** A seed of its own for each boot of each process. */
  seedOf(process: SimulatedProcess): number;
}

export interface SiteNodeParts extends ProcessParts {
  readonly facts: FactLog;
  readonly coordination: SimulatedCoordination;
  readonly media: MediaGateway;
  readonly askRouter: AskRouter;
}

/** One boot of a site's node process: the real site on a simulated process. */
export interface SimulatedSiteNode {
  readonly process: SimulatedProcess;
  readonly node: SiteNode;
  readonly media: MediaGateway;
}

/** Every agent's password is the same: nobody listens in. */
export const agentPassword = 'swordfish';

export function startSiteNode(
  process: SimulatedProcess,
  config: NodeConfig,
  parts: SiteNodeParts,
): SimulatedSiteNode {
  const grant = parts.coordination.nextRevision();
  const random = new SimulatedRandom(parts.seedOf(process));
  const node = new SiteNode(
    config,
    {
      incarnation: { grant, boot: process.boot },
      routeTokenKey: parts.routeTokenKey,
      digestKey: random.bytes(32),
      passwords: new Map(config.agents.map(({ id }) => [id, agentPassword])),
    },
    {
      socket: process.bind(parts.network, config.sip),
      media: parts.media,
      clock: process,
      timers: process,
      random,
      ids: new SimulatedIds(`${process.name}-b${process.boot}`),
      hash: systemHash,
      facts: parts.facts.of(process, grant),
      grants: parts.coordination.grantsFor(process),
      askRouter: parts.askRouter,
    },
  );
  return { process, node, media: parts.media };
}
