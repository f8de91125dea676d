import type { Timer, Timers } from '../../kernel/ports/timers.ts';
import { bodyText } from '../../sip/message/message.ts';
import type {
  CallDelegate,
  CallEnd,
  IncomingCall,
  IncomingRequest,
  Reason,
} from '../../sip/user-agent/call.ts';
import type { MediaDescription, MediaGateway, MediaLeg } from '../media/gateway.ts';
import type { Admission, Arrival } from './arrival.ts';
import { readMedia, SessionDescription } from './session-description.ts';

/** What a caller's leg tells the edge; each at most once, `digit` as often as pressed. */
export interface CallerLegEvents {
  answered(): void;
  /** The greeting is over, or there was none: the call may take its place in the queue. */
  greeted(): void;
  digit(digit: string): void;
  /** The caller hung up, or their dialog broke; `reason` in a word. */
  gone(reason: string, q850: number): void;
}

export interface CallerLegOptions {
  readonly greetingMs: number;
  /** A caller who never sent any RTP (a test, a strange gateway) is gone after this long, ms. */
  readonly noMediaMs: number;
  /** One who did and then fell silent is gone after this long, ms. */
  readonly lostMediaMs: number;
  readonly product?: string;
}

const q850NormalClearing = 16;
const q850RecoveryOnTimer = 102;

/**
 * The caller's side of a call: one incoming dialog and one media leg. It answers at once, greets,
 * then plays music until it is joined; it ends with the dialog.
 */
export class CallerLeg implements CallDelegate {
  readonly arrival: Arrival;
  readonly admission: Admission;
  readonly #call: IncomingCall;
  readonly #media: MediaGateway;
  readonly #timers: Timers;
  readonly #options: CallerLegOptions;
  readonly #events: CallerLegEvents;
  #leg: MediaLeg | undefined;
  #description: SessionDescription | undefined;
  #quiet: Timer | undefined;
  #over = false;

  constructor(
    call: IncomingCall,
    arrival: Arrival,
    admission: Admission,
    parts: { readonly media: MediaGateway; readonly timers: Timers },
    options: CallerLegOptions,
    events: CallerLegEvents,
  ) {
    this.#call = call;
    this.arrival = arrival;
    this.admission = admission;
    this.#media = parts.media;
    this.#timers = parts.timers;
    this.#options = options;
    this.#events = events;
  }

  get mediaLeg(): MediaLeg | undefined {
    return this.#leg;
  }

  /**
   * Opens the media leg and answers. Resolves to the SIP status to refuse with when it can't: 488
   * without a common codec, 503 without a free port. An INVITE without an offer gets ours in the 200,
   * and the answer comes with the ACK (RFC 3264 §4).
   */
  async answer(): Promise<number | undefined> {
    const offer = bodyText(this.#call.invite);
    const remote = offer === '' ? undefined : readMedia(offer);
    if (offer !== '' && !remote) return 488;
    try {
      this.#leg = await this.#media.createLeg(remote ? { remote } : {});
    } catch (error) {
      return (error as { code?: string }).code === 'no-common-codec' ? 488 : 503;
    }
    if (this.#over) {
      this.#leg.release();
      return undefined;
    }
    this.#listen(this.#leg);
    const body = this.#describe(this.#leg, offer);
    if (body === undefined) return 488;
    this.#call.answer({ body });
    this.#events.answered();
    if (this.#options.greetingMs > 0) this.#leg.play('greeting', () => this.#events.greeted());
    else this.#events.greeted();
    return undefined;
  }

  playMusic(): void {
    this.#leg?.play('music');
  }

  /** Ends dialog and media from our side. Idempotent; nothing is told after it. */
  end(q850: number, text: string): void {
    if (this.#over) return;
    this.#close();
    this.#call.hangUp({ protocol: 'Q.850', cause: q850, text });
  }

  onConfirmed(ack: Parameters<NonNullable<CallDelegate['onConfirmed']>>[0]): void {
    const answer = this.#leg?.codec === undefined ? readMedia(bodyText(ack)) : undefined;
    if (answer) this.#takeRemote(answer);
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
    const body = taken && this.#leg ? this.#describe(this.#leg, offer) : undefined;
    if (body === undefined) incoming.respond(488);
    else incoming.respond(200, { body });
  }

  onEnded(end: CallEnd): void {
    if (this.#over) return;
    this.#close();
    if (end.kind === 'lost') this.#events.gone(`dialog-${end.cause}`, q850RecoveryOnTimer);
    else if (end.kind === 'bye') this.#gone(causeOf(end.reasons));
    else this.#gone(q850NormalClearing);
  }

  /** Our answer to `offer`, or our own offer when the other side sent none. */
  #describe(leg: MediaLeg, offer: string): string | undefined {
    this.#description ??= new SessionDescription(leg.local);
    return offer === '' ? this.#description.offer(leg.local) : this.#description.answer(offer, leg.local);
  }

  #takeRemote(remote: MediaDescription): boolean {
    try {
      this.#leg?.setRemote(remote);
      return true;
    } catch {
      return false;
    }
  }

  #listen(leg: MediaLeg): void {
    leg.onDigit((digit) => this.#events.digit(digit));
    leg.onSilence((silentMs) => {
      this.#quiet?.cancel();
      const { noMediaMs, lostMediaMs } = this.#options;
      const limitMs = leg.stats().receivedPackets > 0 ? lostMediaMs : noMediaMs;
      this.#quiet = this.#timers.after(Math.max(0, limitMs - silentMs), () => {
        if (this.#over) return;
        this.end(q850RecoveryOnTimer, 'no media');
        this.#events.gone('no-media', q850RecoveryOnTimer);
      });
    });
    leg.onSound(() => this.#quiet?.cancel());
  }

  /** A BYE that says by its cause that no person hung up (the line died, a carrier failed) is told so. */
  #gone(q850: number): void {
    this.#events.gone(q850 === q850NormalClearing ? 'normal' : `carrier-q850-${q850}`, q850);
  }

  #close(): void {
    this.#over = true;
    this.#quiet?.cancel();
    this.#leg?.release();
  }
}

/** The Q.850 cause of a Reason header (RFC 3326); normal clearing when there is none. */
function causeOf(reasons: readonly Reason[]): number {
  return reasons.find(({ protocol }) => protocol === 'Q.850')?.cause ?? q850NormalClearing;
}
