import type { CallDelegate } from '../../sip/user-agent/call.ts';
import type { CallerLeg } from './caller-leg.ts';

/** Listens to a call from its INVITE until it is taken; what comes meanwhile is not lost. */
export class ArrivingDelegate implements CallDelegate {
  #leg: CallerLeg | undefined;
  isOver = false;

  handTo(leg: CallerLeg): void {
    this.#leg = leg;
  }

  onConfirmed(ack: Parameters<CallerLeg['onConfirmed']>[0]): void {
    this.#leg?.onConfirmed(ack);
  }

  onReconfirmed(ack: Parameters<CallerLeg['onReconfirmed']>[0]): void {
    this.#leg?.onReconfirmed(ack);
  }

  onRequest(incoming: Parameters<CallerLeg['onRequest']>[0]): void {
    if (this.#leg) this.#leg.onRequest(incoming);
    else incoming.respond(491);
  }

  onEnded(end: Parameters<CallerLeg['onEnded']>[0]): void {
    this.isOver = true;
    this.#leg?.onEnded(end);
  }
}
