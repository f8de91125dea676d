import type { MediaLeg } from '../media/gateway.ts';
import { isOnHold, readMedia, SessionDescription } from './session-description.ts';

/** What came of an offer: the body to answer with, and whether the other side put us on hold by it. */
export type OfferTaken =
  | { readonly kind: 'taken'; readonly body: string; readonly hold: HoldChange }
  /** Nothing in it that we could take part in; the leg stays as it was. 488. */
  | { readonly kind: 'refused' };
export type HoldChange = 'held' | 'retrieved' | 'same';

/**
 * One media leg and the SDP that is said of it over the life of its dialog: offers answered, offers made
 * where the other side sent none (RFC 3261 §14.1), and the hold that a direction means (RFC 3264 §8.4).
 */
export class LegAudio {
  readonly leg: MediaLeg;
  readonly #description: SessionDescription;
  #isHeld = false;
  #awaitsAnswer = false;

  constructor(leg: MediaLeg) {
    this.leg = leg;
    this.#description = new SessionDescription(leg.local);
  }

  /** The other side wants to hear nothing. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** We made an offer that no answer has come to yet. */
  get awaitsAnswer(): boolean {
    return this.#awaitsAnswer;
  }

  /** Answers the offer of an INVITE for which the leg was made: it knows it already. */
  firstAnswer(offer: string): string | undefined {
    return this.#description.answer(offer, this.leg.local);
  }

  /**
   * Our whole offer, as if the call began anew (RFC 6337 §5.3): both laws, both directions, whatever is
   * agreed at the moment, or else a hold could never be ended by it.
   */
  offer(): string {
    this.#awaitsAnswer = true;
    const { local, codec } = this.leg;
    const codecs = codec === undefined ? local.codecs : ([codec, other[codec]] as const);
    return this.#description.offer({ ...local, codecs, direction: 'sendrecv' });
  }

  /** A re-INVITE's body; an empty one asks for our offer, and the answer comes with the ACK. */
  takeOffer(offer: string): OfferTaken {
    if (offer === '') return { kind: 'taken', body: this.offer(), hold: 'same' };
    const hold = this.#take(offer);
    const body = hold && this.#description.answer(offer, this.leg.local);
    return hold && body !== undefined ? { kind: 'taken', body, hold } : { kind: 'refused' };
  }

  /** The answer to our offer; `undefined` when there is none that we could take part in. */
  takeAnswer(answer: string): HoldChange | undefined {
    this.#awaitsAnswer = false;
    return this.#take(answer);
  }

  release(): void {
    this.leg.release();
  }

  #take(sdp: string): HoldChange | undefined {
    const remote = readMedia(sdp);
    if (!remote) return undefined;
    try {
      this.leg.setRemote(remote);
    } catch {
      return undefined;
    }
    const wasHeld = this.#isHeld;
    this.#isHeld = isOnHold(remote);
    if (wasHeld === this.#isHeld) return 'same';
    return this.#isHeld ? 'held' : 'retrieved';
  }
}

const other = { PCMA: 'PCMU', PCMU: 'PCMA' } as const;
