import type { MediaGateway } from '../../nodes/media/gateway.ts';
import type { SiteNode } from '../../nodes/service.ts';
import type { Router } from '../../router/service.ts';

/**
 * What a site still holds after its last call and its last phone have gone, and SIP's timers have run out
 * (64 × T1, twice): a sentence for each thing that leaked.
 */
export function judgeSiteAtRest(site: string, node: SiteNode, media: MediaGateway): string[] {
  const queues = node.acd.queues();
  const sum = (figure: 'queued' | 'inIvr' | 'busy') =>
    queues.reduce((total, queue) => total + queue[figure], 0);
  const engaged = node.acd.agents
    .views()
    .filter(({ state }) => ['reserved', 'ringing', 'talking', 'hold'].includes(state));
  return leftovers(site, {
    'callers at the edge': node.edge.callCount,
    'phones at the edge': node.edge.phoneCount,
    'media legs': media.stats().legs,
    'calls of the user agent': node.userAgent.callCount,
    dialogs: node.userAgent.dialogCount,
    'client transactions': node.transactions.clientCount,
    'server transactions': node.transactions.serverCount,
    'calls counted as queued': sum('queued'),
    'calls counted as in IVR': sum('inIvr'),
    'agents counted as busy': sum('busy'),
    'agents who still have a call': engaged.length,
  });
}

export function judgeRouterAtRest(name: string, router: Router): string[] {
  return leftovers(name, {
    'client transactions': router.transactions.clientCount,
    'server transactions': router.transactions.serverCount,
  });
}

function leftovers(who: string, counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .map(([what, count]) => `${who}: ${count} ${what} left`);
}
