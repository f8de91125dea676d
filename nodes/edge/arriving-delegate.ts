import type { CallDelegate, CallEnd } from '../../sip/user-agent/call.ts';
import type { CallerLeg } from './caller-leg.ts';

/** Listens to a call from its INVITE until it is taken; an end that came meanwhile is handed on with it. */
export class ArrivingDelegate implements CallDelegate {
  #leg: CallerLeg | undefined;
  #end: CallEnd | undefined;

  handTo(leg: CallerLeg): void {
    this.#leg = leg;
    if (this.#end) leg.onEnded(this.#end);
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

  onEnded(end: CallEnd): void {
    this.#end = end;
    this.#leg?.onEnded(end);
  }
}
