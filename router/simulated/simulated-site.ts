/** A site as routers hear it: heartbeats every 100 ms, a whole state every second, deltas as told. */
import type { Clock } from '../../kernel/ports/clock.ts';
import type { PeerLink } from '../../kernel/ports/peer.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import type { QueueState } from '../../kernel/site/state.ts';
import { Echo } from '../../kernel/view/echo.ts';
import type { PeerMessage, PeerMessage__Output } from '../../proto/generated/tandem/v1/PeerMessage.ts';

export type SiteEnd = PeerLink<PeerMessage__Output, PeerMessage>;

export class SimulatedSite {
  readonly site: string;
  readonly queues = new Map<string, QueueState>();
  accepting = true;
  incarnation = { grant: 1, boot: 1 };
  readonly #clock: Clock;
  readonly #links: { readonly link: SiteEnd; readonly echo: Echo }[] = [];
  #number = 0;

  constructor(site: string, queues: readonly QueueState[], clock: Clock, timers: Timers) {
    this.site = site;
    this.#clock = clock;
    for (const queue of queues) this.queues.set(queue.queue, queue);
    timers.every(100, () => this.#beat());
    timers.every(1000, () => this.publish(true));
  }

  attach(link: SiteEnd): void {
    const echo = new Echo();
    this.#links.push({ link, echo });
    link.onMessage(({ heartbeat }) => {
      if (!heartbeat) return;
      echo.heard(
        { sentUs: Number(heartbeat.sentUs), echoUs: Number(heartbeat.echoUs) },
        this.#clock.monoMs(),
      );
    });
    link.onOpen(() => this.publish(true));
  }

  change(queue: string, change: Partial<QueueState>, arrived: readonly string[] = []): void {
    this.queues.set(queue, { ...this.queues.get(queue)!, ...change });
    this.publish(false, arrived);
  }

  publish(whole: boolean, arrived: readonly string[] = []): void {
    this.#number += 1;
    const siteState = {
      site: this.site,
      incarnation: this.incarnation,
      number: this.#number,
      whole,
      accepting: this.accepting,
      queues: [...this.queues.values()],
      arrived: [...arrived],
    };
    for (const { link } of this.#links) link.send({ body: 'siteState', siteState });
  }

  #beat(): void {
    for (const { link, echo } of this.#links) {
      const beat = echo.beat(this.#clock.monoMs());
      link.send({ body: 'heartbeat', heartbeat: { incarnation: this.incarnation, ...beat } });
    }
  }
}

export function queueState(queue: string, change: Partial<QueueState> = {}): QueueState {
  const state = {
    queue,
    signedIn: 20,
    ready: 10,
    afterCallWork: 0,
    notReady: 0,
    inIvr: 0,
    queued: 0,
    oldestWaitMs: 0,
    handleMs: 60_000,
    ...change,
  };
  return { busy: Math.max(0, state.signedIn - state.ready - state.notReady), ...state };
}
