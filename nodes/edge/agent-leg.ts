import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { bodyText, type SipRequest, type SipResponse } from '../../sip/message/message.ts';
import type { Call, CallDelegate, CallEnd, IncomingRequest } from '../../sip/user-agent/call.ts';
import type { UserAgent } from '../../sip/user-agent/user-agent.ts';
import type { DropCause, RingRequest } from '../acd/edge-contract.ts';
import type { MediaGateway, MediaLeg } from '../media/gateway.ts';
import { clearingOf } from './clearing.ts';
import { LegAudio } from './leg-audio.ts';
import { type SilenceLimits, SilenceWatch } from './silence-watch.ts';

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

export interface AgentLegParts {
  readonly userAgent: UserAgent;
  readonly media: MediaGateway;
  readonly clock: Clock;
  readonly timers: Timers;
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

/**
 * The agent's side of a call: one INVITE to the phone and one media leg, for one offer. A phone that falls
 * silent while it talks is asked by OPTIONS whether its dialog still stands; the leg is released once.
 */
export class AgentLeg implements CallDelegate {
  readonly offerId: string;
  readonly callId: string;
  readonly #request: RingRequest;
  readonly #parts: AgentLegParts;
  readonly #limits: SilenceLimits;
  readonly #events: AgentLegEvents;
  #call: Call | undefined;
  #audio: LegAudio | undefined;
  #silence: SilenceWatch | undefined;
  #isRinging = false;
  #answered = false;
  /** *Answer* was pressed before the phone had said that it rings. */
  #wantsOffHook = false;
  #over = false;

  constructor(request: RingRequest, parts: AgentLegParts, limits: SilenceLimits, events: AgentLegEvents) {
    this.offerId = request.offerId;
    this.callId = request.call.callId;
    this.#request = request;
    this.#parts = parts;
    this.#limits = limits;
    this.#events = events;
  }

  /** Once the phone has answered: what can be joined. */
  get mediaLeg(): MediaLeg | undefined {
    return this.#answered ? this.#audio?.leg : undefined;
  }

  async ring(target: PhoneTarget): Promise<void> {
    let leg: MediaLeg;
    try {
      leg = await this.#parts.media.createLeg();
    } catch {
      this.#refuse(503);
      return;
    }
    if (this.#over) {
      leg.release();
      return;
    }
    this.#audio = new LegAudio(leg);
    const { call, agentId } = this.#request;
    this.#call = this.#parts.userAgent.invite(
      {
        uri: target.contactUri,
        from: `<sip:${encodeURIComponent(call.ani)}@${target.domain}>`,
        to: `<sip:${agentId}@${target.domain}>`,
        body: this.#audio.offer(),
        headers: [
          ['X-Tandem-Call', call.callId],
          ['X-Tandem-Dnis', call.dnis],
          ['X-Tandem-Queue', call.queue],
        ],
      },
      this,
    );
  }

  /** *Answer* on the desktop: the phone goes off hook by itself, as soon as it rings. */
  goOffHook(): void {
    if (this.#over || this.#answered) return;
    this.#wantsOffHook = true;
    if (this.#isRinging) this.#sendTalk();
  }

  drop(cause: DropCause): void {
    if (this.#over) return;
    this.#close();
    this.#call?.hangUp({ protocol: 'Q.850', cause: q850Of[cause], text: cause });
  }

  onProgress(response: SipResponse): void {
    if (this.#over || this.#isRinging || response.status < 180) return;
    this.#isRinging = true;
    if (this.#wantsOffHook) this.#sendTalk();
    this.#events.ringing();
  }

  onAnswered(response: SipResponse): void {
    if (this.#over || this.#answered) return;
    if (this.#audio?.takeAnswer(bodyText(response)) === undefined) {
      this.#close();
      this.#call?.hangUp({ protocol: 'Q.850', cause: 65, text: 'no common codec' });
      this.#events.refused(488);
      return;
    }
    this.#answered = true;
    this.#silence = new SilenceWatch(this.#audio.leg, this.#parts, this.#limits, () => this.#probe());
    this.#events.answered();
  }

  onRequest(incoming: IncomingRequest): void {
    const { method } = incoming.request;
    if (method === 'INVITE') this.#reoffered(incoming);
    else incoming.respond(method === 'INFO' || method === 'OPTIONS' ? 200 : 405);
  }

  /** An ACK without the answer that it owes leaves the audio as it was. */
  onReconfirmed(ack: SipRequest): void {
    if (!this.#over && this.#audio?.awaitsAnswer) this.#noteHold(this.#audio.takeAnswer(bodyText(ack)));
  }

  onEnded(end: CallEnd): void {
    if (this.#over) return;
    this.#close();
    if (end.kind === 'bye' && clearingOf(end.reasons).kind === 'person') this.#events.hungUp();
    else if (end.kind === 'bye' || end.kind === 'lost') this.#events.lost();
    else this.#events.refused('status' in end ? end.status : 487);
  }

  #reoffered(incoming: IncomingRequest): void {
    const taken = this.#audio?.takeOffer(bodyText(incoming.request)) ?? { kind: 'refused' };
    if (taken.kind === 'refused') {
      incoming.respond(488);
      return;
    }
    incoming.respond(200, { body: taken.body });
    this.#noteHold(taken.hold);
  }

  #noteHold(change: 'held' | 'retrieved' | 'same' | undefined): void {
    if (change === 'held') {
      this.#silence?.hold();
      this.#events.held();
    } else if (change === 'retrieved') {
      this.#silence?.resume();
      this.#events.retrieved();
    }
  }

  /** A dialog that is gone answers 481 or nothing, and the user agent then tells `lost`. */
  #probe(): void {
    if (this.#over || this.#call?.state !== 'established') return;
    this.#call.request('OPTIONS', {}, ({ kind }) => {
      if (kind === 'response' && !this.#over && !this.#audio?.isHeld) this.#silence?.resume();
    });
  }

  #sendTalk(): void {
    if (this.#call?.state !== 'inviting') return;
    this.#call.request('NOTIFY', {
      headers: [
        ['Event', 'talk'],
        ['Subscription-State', 'active'],
      ],
    });
  }

  #refuse(status: number): void {
    if (this.#over) return;
    this.#close();
    this.#events.refused(status);
  }

  #close(): void {
    this.#over = true;
    this.#silence?.stop();
    this.#audio?.release();
  }
}
