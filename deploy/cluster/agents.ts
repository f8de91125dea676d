import type { ClusterConfig } from './cluster-config.ts';

/** One agent of the cluster, as the configuration implies it. */
export interface PlannedAgent {
  /** Also the SIP user. */
  readonly id: string;
  readonly site: string;
  readonly queues: readonly string[];
  readonly signIn: 'phone' | 'desktop';
}

/** `bj-01` … at phones, in the ordinary queues; `bj-desk` … at desktops, in those for visitors. */
export function planAgents(config: ClusterConfig): readonly PlannedAgent[] {
  const queuesOf = (servedBy: 'agents' | 'desks') =>
    config.queues.filter((queue) => queue.servedBy === servedBy).map((queue) => queue.name);
  const ordinary = queuesOf('agents');
  const visitors = queuesOf('desks');
  return config.sites.flatMap((site) => {
    const prefix = site.prefix ?? site.id;
    const agents = ordinary.length === 0 ? 0 : (site.agents ?? config.agents);
    const desks = visitors.length === 0 ? 0 : (site.desks ?? config.desks);
    return [
      ...count(agents).map((number) => ({
        id: `${prefix}-${String(number).padStart(2, '0')}`,
        site: site.id,
        queues: ordinary,
        signIn: 'phone' as const,
      })),
      ...count(desks).map((number) => ({
        id: number === 1 ? `${prefix}-desk` : `${prefix}-desk-${number}`,
        site: site.id,
        queues: visitors,
        signIn: 'desktop' as const,
      })),
    ];
  });
}

function count(upTo: number): number[] {
  return Array.from({ length: upTo }, (_, i) => i + 1);
}
