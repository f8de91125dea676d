import type { Clock } from '../../kernel/ports/clock.ts';
import type { Timers } from '../../kernel/ports/timers.ts';
import { bodyText } from '../../sip/message/message.ts';
import type { CallDelegate, CallEnd, IncomingCall, IncomingRequest } from '../../sip/user-agent/call.ts';
import { MediaError, type MediaGateway, type MediaLeg } from '../media/gateway.ts';
import type { Admission, Arrival } from './arrival.ts';
import { type Clearing, clearingOf } from './clearing.ts';
import { infoDigitTypes, readInfoDigit } from './info-digits.ts';
import { LegAudio } from './leg-audio.ts';
import { readMedia } from './session-description.ts';
import { type SilenceLimits, SilenceWatch } from './silence-watch.ts';

/** What a caller's leg tells the edge; each at most once, `digit` as often as pressed. */
export interface CallerLegEvents {
  answered(): void;
  /** The greeting is over, or there was none: the call may take its place in the queue. */
  greeted(): void;
  digit(digit: string): void;
  /** The caller hung up, or their dialog broke; `reason` in a word, `normal` for a person's wish. */
  gone(reason: string, q850: number): void;
}

export interface CallerLegOptions extends SilenceLimits {
  readonly greetingMs: number;
}

export interface CallerLegParts {
  readonly media: MediaGateway;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Why a call can't be answered, for SIP and for its record. */
export interface Unanswerable {
  readonly status: 488 | 500 | 503;
  readonly cause: 'no-common-codec' | 'no-media-port' | 'site-closing' | 'own-fault';
  readonly q850: number;
}

const noCommonCodec: Unanswerable = { status: 488, cause: 'no-common-codec', q850: 65 };
const noMediaPort: Unanswerable = { status: 503, cause: 'no-media-port', q850: 34 };
const q850NormalClearing = 16;
const q850NonSelectedUserClearing = 26;
const q850RecoveryOnTimer = 102;
/** Digits told of one call; nobody keys in more, and each costs a fact. */
const digits_max = 1000;

/**
 * The caller's side of a call: one incoming dialog and one media leg. It answers at once, greets,
 * then plays music until it is joined; it ends with the dialog. The leg is released exactly once.
 */
export class CallerLeg implements CallDelegate {
  readonly arrival: Arrival;
  readonly admission: Admission;
  readonly #call: IncomingCall;
  readonly #parts: CallerLegParts;
  readonly #options: CallerLegOptions;
  readonly #events: CallerLegEvents;
  #audio: LegAudio | undefined;
  #silence: SilenceWatch | undefined;
  /** The greeting was begun, or passed over. */
  #isGreeted = false;
  #digits = 0;
  #over = false;

  constructor(
    call: IncomingCall,
    arrival: Arrival,
    admission: Admission,
    parts: CallerLegParts,
    options: CallerLegOptions,
    events: CallerLegEvents,
  ) {
    this.#call = call;
    this.arrival = arrival;
    this.admission = admission;
    this.#parts = parts;
    this.#options = options;
    this.#events = events;
  }

  get mediaLeg(): MediaLeg | undefined {
    return this.#audio?.leg;
  }

  /**
   * Opens the media leg and answers, or resolves to why it can't. An INVITE without an offer gets ours in
   * the 200, and the answer comes with the ACK (RFC 3261 §13.2.1). A caller who goes meanwhile costs nothing.
   */
  async answer(): Promise<Unanswerable | undefined> {
    if (this.#over) return undefined;
    const offer = bodyText(this.#call.invite);
    const remote = offer === '' ? undefined : readMedia(offer);
    if (offer !== '' && !remote) return noCommonCodec;
    let leg: MediaLeg;
    try {
      leg = await this.#parts.media.createLeg(remote ? { remote } : {});
    } catch (error) {
      return error instanceof MediaError && error.code === 'no-common-codec' ? noCommonCodec : noMediaPort;
    }
    if (this.#over) {
      leg.release();
      return undefined;
    }
    const audio = new LegAudio(leg);
    const body = remote ? audio.firstAnswer(offer) : audio.offer();
    if (body === undefined) {
      leg.release();
      return noCommonCodec;
    }
    this.#audio = audio;
    this.#listen(leg);
    this.#call.answer({ body });
    this.#events.answered();
    if (remote) this.#greet();
    return undefined;
  }

  playMusic(): void {
    this.#audio?.leg.play('music');
  }

  /** Refuses the INVITE. Idempotent; nothing is told after it. */
  refuse(status: number, headers: readonly (readonly [string, string])[]): void {
    if (this.#over) return;
    this.#close();
    this.#call.reject(status, { headers });
  }

  /** Ends dialog and media from our side. Idempotent; nothing is told after it. */
  end(q850: number, text: string): void {
    if (this.#over) return;
    this.#close();
    this.#call.hangUp({ protocol: 'Q.850', cause: q850, text });
  }

  onConfirmed(ack: Parameters<NonNullable<CallDelegate['onConfirmed']>>[0]): void {
    if (this.#over || !this.#audio?.awaitsAnswer) return;
    if (this.#audio.takeAnswer(bodyText(ack)) === undefined) {
      this.end(noCommonCodec.q850, noCommonCodec.cause);
      this.#events.gone(noCommonCodec.cause, noCommonCodec.q850);
      return;
    }
    this.#greet();
  }

  /** An ACK without the answer that it owes leaves the audio as it was. */
  onReconfirmed(ack: Parameters<NonNullable<CallDelegate['onReconfirmed']>>[0]): void {
    if (!this.#over && this.#audio?.awaitsAnswer) this.#noteHold(this.#audio.takeAnswer(bodyText(ack)));
  }

  onRequest(incoming: IncomingRequest): void {
    const { method } = incoming.request;
    if (method === 'INVITE') this.#reoffered(incoming);
    else if (method === 'INFO') this.#informed(incoming);
    else incoming.respond(method === 'OPTIONS' ? 200 : 405);
  }

  onEnded(end: CallEnd): void {
    if (this.#over) return;
    this.#close();
    if (end.kind === 'lost') this.#events.gone(`dialog-${end.cause}`, q850RecoveryOnTimer);
    else this.#cleared(clearingOf('reasons' in end ? end.reasons : []));
  }

  #greet(): void {
    if (this.#isGreeted) return;
    this.#isGreeted = true;
    if (this.#options.greetingMs > 0) this.#audio?.leg.play('greeting', () => this.#events.greeted());
    else this.#events.greeted();
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
    if (change === 'held') this.#silence?.hold();
    else if (change === 'retrieved') this.#silence?.resume();
  }

  #informed(incoming: IncomingRequest): void {
    const info = readInfoDigit(incoming.request);
    if (info.kind === 'not-understood') {
      incoming.respond(415, { headers: [['Accept', infoDigitTypes.join(', ')]] });
      return;
    }
    incoming.respond(200);
    if (info.kind === 'digit') this.#pressed(info.digit);
  }

  #pressed(digit: string): void {
    this.#digits += 1;
    if (!this.#over && this.#digits <= digits_max) this.#events.digit(digit);
  }

  #listen(leg: MediaLeg): void {
    leg.onDigit((digit) => this.#pressed(digit));
    this.#silence = new SilenceWatch(leg, this.#parts, this.#options, () => {
      if (this.#over) return;
      this.end(q850RecoveryOnTimer, 'no media');
      this.#events.gone('no-media', q850RecoveryOnTimer);
    });
  }

  /** A BYE or CANCEL that no person is behind says so by its Reason. */
  #cleared(clearing: Clearing): void {
    if (clearing.kind === 'person') this.#events.gone('normal', q850NormalClearing);
    else if (clearing.kind === 'fault') this.#events.gone(`carrier-q850-${clearing.q850}`, clearing.q850);
    else this.#events.gone('completed-elsewhere', q850NonSelectedUserClearing);
  }

  #close(): void {
    this.#over = true;
    this.#silence?.stop();
    this.#audio?.release();
  }
}
