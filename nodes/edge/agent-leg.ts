import { bodyText, type SipResponse } from '../../sip/message/message.ts';
import type { Call, CallDelegate, CallEnd, IncomingRequest } from '../../sip/user-agent/call.ts';
import type { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type { DropCause, RingRequest } from '../acd/edge-contract.ts';
import type { MediaDescription, MediaGateway, MediaLeg } from '../media/gateway.ts';
import { isOnHold, readMedia, SessionDescription } from './session-description.ts';

/** What an agent's phone tells the edge about one offer. After `drop` nothing more is told. */
export interface AgentLegEvents {
  ringing(): void;
  answered(): void;
  refused(status: number): void;
  hungUp(): void;
  lost(): void;
  held(): void;
  retrieved(): void;
}

/** Where the phone is, and as whom we call it. */
export interface PhoneTarget {
  /** Its registered contact. */
  readonly contactUri: string;
  /** Our own side's host and port, for From. */
  readonly domain: string;
}

const q850Of: Readonly<Record<DropCause, number>> = {
  'caller-gone': 16,
  'call-over': 16,
  'no-answer': 19,
  'agent-hung-up': 16,
  'agent-left': 16,
  'offer-lapsed': 102,
  'offer-refused': 41,
};

/** The agent's side of a call: one INVITE to the phone and one media leg, for one offer. */
export class AgentLeg implements CallDelegate {
  readonly offerId: string;
  readonly #request: RingRequest;
  readonly #events: AgentLegEvents;
  #call: Call | undefined;
  #leg: MediaLeg | undefined;
  #description: SessionDescription | undefined;
  #over = false;
  #onHold = false;
  #answered = false;

  constructor(request: RingRequest, events: AgentLegEvents) {
    this.offerId = request.offerId;
    this.#request = request;
    this.#events = events;
  }

  get mediaLeg(): MediaLeg | undefined {
    return this.#leg;
  }

  async ring(agent: UserAgent, media: MediaGateway, target: PhoneTarget): Promise<void> {
    let leg: MediaLeg;
    try {
      leg = await media.createLeg();
    } catch {
      this.#refuse(503);
      return;
    }
    if (this.#over) {
      leg.release();
      return;
    }
    this.#leg = leg;
    this.#description = new SessionDescription(leg.local);
    const { call, agentId } = this.#request;
    this.#call = agent.invite(
      {
        uri: target.contactUri,
        from: `<sip:${encodeURIComponent(call.ani)}@${target.domain}>`,
        to: `<sip:${agentId}@${target.domain}>`,
        body: this.#description.offer(leg.local),
        headers: [
          ['X-Tandem-Call', call.callId],
          ['X-Tandem-Dnis', call.dnis],
          ['X-Tandem-Queue', call.queue],
        ],
      },
      this,
    );
  }

  /** *Answer* on the desktop: the phone goes off hook by itself. */
  goOffHook(): void {
    if (this.#over || !this.#call || this.#call.state !== 'inviting') return;
    this.#call.request('NOTIFY', {
      headers: [
        ['Event', 'talk'],
        ['Subscription-State', 'active'],
      ],
    });
  }

  drop(cause: DropCause): void {
    if (this.#over) return;
    this.#close();
    this.#call?.hangUp({ protocol: 'Q.850', cause: q850Of[cause], text: cause });
  }

  onProgress(response: SipResponse): void {
    if (!this.#over && response.status >= 180) this.#events.ringing();
  }

  onAnswered(response: SipResponse): void {
    if (this.#over || this.#answered) return;
    this.#answered = true;
    const answer = readMedia(bodyText(response));
    if (!answer || !this.#takeRemote(answer)) {
      this.#close();
      this.#call?.hangUp({ protocol: 'Q.850', cause: 65, text: 'no common codec' });
      this.#events.refused(488);
      return;
    }
    this.#events.answered();
  }

  onRequest(incoming: IncomingRequest): void {
    const { request } = incoming;
    if (request.method !== 'INVITE' && request.method !== 'UPDATE') {
      incoming.respond(request.method === 'INFO' || request.method === 'OPTIONS' ? 200 : 405);
      return;
    }
    const offer = bodyText(request);
    const remote = readMedia(offer);
    const taken = offer === '' || (remote !== undefined && this.#takeRemote(remote));
    const body = taken ? this.#describe(offer) : undefined;
    if (body === undefined) {
      incoming.respond(488);
      return;
    }
    incoming.respond(200, { body });
    if (!remote || isOnHold(remote) === this.#onHold) return;
    this.#onHold = !this.#onHold;
    if (this.#onHold) this.#events.held();
    else this.#events.retrieved();
  }

  onEnded(end: CallEnd): void {
    if (this.#over) return;
    this.#close();
    if (end.kind === 'bye') this.#events.hungUp();
    else if (end.kind === 'lost') this.#events.lost();
    else if (end.kind === 'refused' || end.kind === 'failed') this.#events.refused(end.status);
    else this.#events.refused(487);
  }

  /** Our answer to `offer`, or our own offer when the phone sent none. */
  #describe(offer: string): string | undefined {
    const local = this.#leg?.local;
    if (!local) return undefined;
    return offer === '' ? this.#description?.offer(local) : this.#description?.answer(offer, local);
  }

  #refuse(status: number): void {
    if (this.#over) return;
    this.#close();
    this.#events.refused(status);
  }

  #takeRemote(remote: MediaDescription): boolean {
    try {
      this.#leg?.setRemote(remote);
      return true;
    } catch {
      return false;
    }
  }

  #close(): void {
    this.#over = true;
    this.#leg?.release();
  }
}
