import type { PeerMessage, PeerMessage__Output } from '../../proto/generated/tandem/v1/PeerMessage.ts';

type Incarnation = { readonly grant?: unknown; readonly boot?: unknown } | null | undefined;

/**
 * A message as the other side's decoder gives it: numbers are numbers, what was left out has its default.
 * Routers and sites say nothing else to each other yet; another message here is a simulation that has
 * fallen behind.
 */
export function asReceived(sent: PeerMessage): PeerMessage__Output {
  const { hello, heartbeat, siteState, decision, decisionOver } = sent;
  if (hello)
    return {
      body: 'hello',
      hello: { peerId: hello.peerId ?? '', incarnation: incarnationOf(hello.incarnation) },
    };
  if (heartbeat) {
    const { sentUs, echoUs, incarnation } = heartbeat;
    const whole = { sentUs: Number(sentUs ?? 0), echoUs: Number(echoUs ?? 0) };
    return { body: 'heartbeat', heartbeat: { ...whole, incarnation: incarnationOf(incarnation) } };
  }
  if (siteState) {
    const { site = '', incarnation, number, whole = false, accepting = false, queues, arrived } = siteState;
    return {
      body: 'siteState',
      siteState: {
        site,
        incarnation: incarnationOf(incarnation),
        number: Number(number ?? 0),
        whole,
        accepting,
        queues: (queues ?? []).map((queue) => ({
          queue: queue.queue ?? '',
          signedIn: queue.signedIn ?? 0,
          ready: queue.ready ?? 0,
          busy: queue.busy ?? 0,
          afterCallWork: queue.afterCallWork ?? 0,
          notReady: queue.notReady ?? 0,
          inIvr: queue.inIvr ?? 0,
          queued: queue.queued ?? 0,
          oldestWaitMs: queue.oldestWaitMs ?? 0,
          handleMs: queue.handleMs ?? 0,
        })),
        arrived: arrived ?? [],
      },
    };
  }
  if (decision) {
    const { decisionId = '', site = '', queue = '', livesMs = 0 } = decision;
    return { body: 'decision', decision: { decisionId, site, queue, livesMs } };
  }
  if (decisionOver) {
    return { body: 'decisionOver', decisionOver: { decisionId: decisionOver.decisionId ?? '' } };
  }
  throw new TypeError(`the simulated wire does not know this message: ${Object.keys(sent).join(', ')}`);
}

function incarnationOf(incarnation: Incarnation): { grant: number; boot: number } {
  return { grant: Number(incarnation?.grant ?? 0), boot: Number(incarnation?.boot ?? 0) };
}
